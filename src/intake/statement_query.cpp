#include <pointsman/base/text.hpp>
#include <pointsman/intake/office_requests.hpp>

#include "json_object.hpp"
#include "query_parameters.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>

namespace pointsman::intake {

namespace {

using std::chrono::local_days;
using std::chrono::year_month_day;

constexpr std::array<std::string_view, 4> statement_parameters{"party", "from", "to", "format"};

std::string_view required(const parameters& given, const char* name,
                          std::vector<problem>& problems) {
    const auto found = given.find(name);
    if (found != given.end()) return found->second;
    problems.push_back(
        {.field = name, .reason = std::string(missing_field()), .detail = "is required"});
    return {};
}

std::optional<int> number_of(std::string_view digits) {
    int number = 0;
    if (!base::is_digits(digits)) return std::nullopt;
    const auto [end, failed] =
        std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (failed != std::errc()) return std::nullopt;
    return number;
}

// "2026-11-01", of this or the next centuries.
std::optional<year_month_day> day_of(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto year = number_of(text.substr(0, 4));
    const auto month = number_of(text.substr(5, 2));
    const auto day = number_of(text.substr(8, 2));
    if (!year || !month || !day || *year < 2000) return std::nullopt;
    const year_month_day date(std::chrono::year(*year),
                              std::chrono::month(static_cast<unsigned>(*month)),
                              std::chrono::day(static_cast<unsigned>(*day)));
    if (!date.ok()) return std::nullopt;
    return date;
}

std::optional<year_month_day> read_day(const parameters& given, const char* name,
                                       std::vector<problem>& problems) {
    const std::string_view text = required(given, name, problems);
    const auto day = day_of(text);
    if (!day && !text.empty()) complain_of(problems, name, "must be a day such as 2026-11-01");
    return day;
}

cap::zone read_party(const plan::snapshot& plan, const parameters& given, statement_request& into,
                     std::vector<problem>& problems) {
    const std::string_view text = required(given, "party", problems);
    const std::size_t colon = std::min(text.find(':'), text.size());
    const std::string_view kind = text.substr(0, colon);
    into.of_buyer = kind == "buyer";
    into.party = text.substr(std::min(colon + 1, text.size()));
    if (!text.empty() && (into.party.empty() || (!into.of_buyer && kind != "seller")))
        complain_of(problems, "party", "must be buyer:NAME or seller:NAME");
    const plan::buyer* buyer = into.of_buyer ? plan.find_buyer(into.party) : nullptr;
    return buyer != nullptr ? buyer->zone : cap::zone();
}

base::wall_time midnight(const cap::zone& zone, local_days day) {
    return zone.instant_of(std::chrono::local_time<base::duration>(day));
}

}  // namespace

base::result<statement_request, refusal> read_statement_query(const plan::snapshot& plan,
                                                              std::string_view query) {
    std::vector<problem> problems;
    const parameters given = parameters_of(query, statement_parameters, problems);
    statement_request asked;
    const cap::zone zone = read_party(plan, given, asked, problems);
    const auto from = read_day(given, "from", problems);
    const auto to = read_day(given, "to", problems);
    if (from && to && *to < *from) complain_of(problems, "to", "must not be before from");
    if (const auto format = given.find("format"); format != given.end()) {
        asked.csv = format->second == "csv";
        if (!asked.csv && format->second != "json")
            complain_of(problems, "format", "must be json or csv");
    }
    if (!problems.empty()) return base::failure(invalid(std::move(problems)));
    asked.since = midnight(zone, local_days(*from));
    asked.until = midnight(zone, local_days(*to) + std::chrono::days(1));
    return asked;
}

}  // namespace pointsman::intake
