#include "contact_hours.hpp"

#include "csv.hpp"
#include "hours.hpp"
#include "mapping.hpp"

#include <pointsman/base/text.hpp>
#include <pointsman/lead/lead.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace pointsman::yaml {

namespace {

enum class whose_zone { lead };

constexpr std::array<choice<whose_zone>, 1> zones{{{"lead", whose_zone::lead}}};
constexpr std::array<choice<bool>, 2> refusals{{{"refuse", true}, {"accept", false}}};
constexpr std::int32_t minutes_of_hour = 60;

// A list names the same few zones thousands of times.
class zone_check {
public:
    bool is_known(std::string_view name) {
        const auto [at, is_new] = known_.try_emplace(std::string(name), false);
        if (is_new) at->second = cap::zone::is_known(name);
        return at->second;
    }

private:
    std::map<std::string, bool> known_;
};

std::optional<std::int32_t> parse_zip(std::string_view text) {
    if (text.size() != 5 || !base::is_digits(text)) return std::nullopt;
    std::int32_t number = 0;
    for (const char digit : text) number = number * 10 + (digit - '0');
    return number;
}

bool has_field(const lead::catalogue& fields, lead::field_type type) {
    return std::ranges::find(fields.fields(), type, &lead::field::type) != fields.fields().end();
}

class contact_hours_reader {
public:
    contact_hours_reader(const node& given, const lead::catalogue& fields, draft& into)
        : at_(given,
              {"zone", "from", "to", "zip_zones", "area_code_zones", "exceptions", "outside"},
              into.problems),
          fields_(fields),
          into_(into),
          problems_(into.problems) {}

    std::optional<cap::contact_hours> read_all() {
        const std::size_t errors_before = problems_.errors();
        whose_zone whose = whose_zone::lead;
        at_.optional("zone", whose, zones);
        at_.optional("outside", made_.refuses, refusals);
        read_open();
        std::vector<cap::zip_zone> zips = read_zips();
        std::vector<cap::area_code_zone> codes = read_area_codes();
        read_exceptions();
        if (problems_.errors() > errors_before) return std::nullopt;
        made_.where = cap::zone_map(std::move(zips), std::move(codes));
        return std::move(made_);
    }

private:
    std::optional<std::int32_t> read_minute(const char* key) {
        const node* given = at_.require(key);
        if (given == nullptr) return std::nullopt;
        const auto minute = given->is_scalar() ? parse_minute(given->text) : std::nullopt;
        if (!minute) problems_.error(given->at, "expected a time such as \"08:00\"");
        return minute;
    }

    void read_open() {
        const auto from = read_minute("from");
        const auto to = read_minute("to");
        if (!from || !to) return;
        if (*from >= *to) problems_.error(at_.find("to")->at, "\"to\" is not later than \"from\"");
        made_.open = {*from, *to};
    }

    // The list that tells where fields of this type lie: there exactly when there are such fields.
    const node* find_table(const char* key, lead::field_type type) {
        const bool is_needed = has_field(fields_, type);
        const node* given = is_needed ? at_.require(key) : at_.find(key);
        if (given != nullptr && !is_needed)
            problems_.error(given->at,
                            fmt::format("no field is of the type {}", lead::to_text(type)));
        if (!is_needed && type == lead::field_type::phone &&
            !has_field(fields_, lead::field_type::us_zip))
            problems_.error(at_.at(),
                            "no field is of the type us_zip or phone: nothing tells "
                            "where a consumer is");
        return is_needed ? given : nullptr;
    }

    bool check_zone(const csv_row& row, std::string_view name) {
        if (known_.is_known(name)) return true;
        problems_.error(row.at, "expected an IANA time zone such as America/Los_Angeles");
        return false;
    }

    std::vector<cap::zip_zone> read_zips() {
        std::vector<cap::zip_zone> zips;
        const node* path = find_table("zip_zones", lead::field_type::us_zip);
        const auto rows = path == nullptr ? std::nullopt : read_csv(*path, "zip,zone", into_);
        if (!rows) return zips;
        std::map<std::int32_t, std::int32_t> taken;  // first -> last
        for (const csv_row& row : *rows)
            if (auto one = read_zip_row(row, taken)) zips.push_back(*std::move(one));
        return zips;
    }

    std::optional<cap::zip_zone> read_zip_row(const csv_row& row,
                                              std::map<std::int32_t, std::int32_t>& taken) {
        const std::string_view range = row.cells[0];
        const std::size_t dash = range.find('-');
        const auto first = parse_zip(range.substr(0, dash));
        const auto last =
            dash == std::string_view::npos ? first : parse_zip(range.substr(dash + 1));
        if (!first || !last || *last < *first) {
            problems_.error(row.at, "expected a ZIP code or a range such as 90001-90899");
            return std::nullopt;
        }
        if (!check_zone(row, row.cells[1])) return std::nullopt;
        const auto after = taken.upper_bound(*last);
        if (after != taken.begin() && std::prev(after)->second >= *first) {
            problems_.error(row.at, "these ZIP codes stand here twice");
            return std::nullopt;
        }
        taken.emplace(*first, *last);
        return cap::zip_zone{*first, *last, std::string(row.cells[1])};
    }

    std::vector<cap::area_code_zone> read_area_codes() {
        std::vector<cap::area_code_zone> codes;
        const node* path = find_table("area_code_zones", lead::field_type::phone);
        const auto rows =
            path == nullptr ? std::nullopt : read_csv(*path, "area_code,state,zone", into_);
        if (!rows) return codes;
        std::map<std::string_view, std::string_view> states;
        for (const csv_row& row : *rows) {
            const auto [code, state, zone] = std::tuple(row.cells[0], row.cells[1], row.cells[2]);
            if (code.size() != 3 || !base::is_digits(code))
                problems_.error(row.at, "expected an area code of three digits");
            else if (!state.empty() && !lead::is_us_state(state))
                problems_.error(row.at, "expected a state such as CA, or none");
            else if (states.try_emplace(code, state).first->second != state)
                problems_.error(row.at, "this area code stands here with another state");
            else if (check_zone(row, zone))
                codes.push_back({std::string(code), std::string(state), std::string(zone)});
        }
        return codes;
    }

    void read_exceptions() {
        const node* path = at_.find("exceptions");
        const auto rows = path == nullptr ? std::nullopt : read_csv(*path, "state,from,to", into_);
        if (!rows) return;
        for (const csv_row& row : *rows) read_exception(row);
    }

    void read_exception(const csv_row& row) {
        const auto from = parse_minute(row.cells[1]);
        const auto to = parse_minute(row.cells[2]);
        if (!lead::is_us_state(row.cells[0]))
            problems_.error(row.at, "expected a state such as CA");
        else if (!from || !to || *from >= *to)
            problems_.error(row.at, "expected two times such as 08:00,20:00");
        else if (*from < made_.open.from_minute || *to > made_.open.to_minute)
            problems_.error(row.at, fmt::format("outside of \"from\" and \"to\" ({:02}:{:02} to "
                                                "{:02}:{:02}): a state can only allow less",
                                                made_.open.from_minute / minutes_of_hour,
                                                made_.open.from_minute % minutes_of_hour,
                                                made_.open.to_minute / minutes_of_hour,
                                                made_.open.to_minute % minutes_of_hour));
        else if (!made_.by_state.try_emplace(std::string(row.cells[0]), *from, *to).second)
            problems_.error(row.at, "this state stands here twice");
    }

    mapping at_;
    const lead::catalogue& fields_;
    draft& into_;
    report& problems_;
    zone_check known_;
    cap::contact_hours made_;
};

}  // namespace

std::optional<cap::contact_hours> read_contact_hours(const node& given,
                                                     const lead::catalogue& fields, draft& into) {
    return contact_hours_reader(given, fields, into).read_all();
}

}  // namespace pointsman::yaml
