#include "caps.hpp"

#include "mapping.hpp"
#include "rule.hpp"

#include <fmt/format.h>

#include <set>
#include <utility>

namespace pointsman::yaml {

namespace {

constexpr std::array<choice<cap::event>, 3> counted_events{
    {{"ping", cap::event::ping}, {"post", cap::event::post}, {"sale", cap::event::sale}}};
constexpr std::array<choice<cap::period>, 5> periods{{{"hour", cap::period::hour},
                                                      {"day", cap::period::day},
                                                      {"week", cap::period::week},
                                                      {"month", cap::period::month},
                                                      {"total", cap::period::total}}};
constexpr whole_range counts{1, 1'000'000'000};
constexpr base::basis_points most_risk{5000};

std::string cap_of_zero(cap::owner kind) {
    switch (kind) {
        case cap::owner::order: return "a cap of zero; use `paused: true` to stop an order";
        case cap::owner::seller: return "a cap of zero; use `paused: true` to stop a seller";
        case cap::owner::buyer:
        case cap::owner::tree:
            return "a cap of zero; use `paused: true` in its orders to stop them";
    }
    std::unreachable();
}

bool read_amount(const mapping& at, cap::limit& into, report& problems) {
    const std::string_view kind = at.exactly_one_of({"count", "spend"});
    if (kind == "count") {
        into.what = cap::measure::count;
        if (const node* given = at.find("count"); plain_integer(*given) == 0) {
            problems.error(given->at, cap_of_zero(into.of));
            return false;
        }
        return at.required("count", into.most, counts);
    }
    if (kind != "spend") return false;
    into.what = cap::measure::spend;
    base::money amount;
    if (!at.required("spend", amount)) return false;
    into.most = amount.micros();
    if (amount == base::money{}) problems.error(at.find("spend")->at, cap_of_zero(into.of));
    if (into.on == cap::event::ping)
        problems.error(at.find("spend")->at,
                       "a ping costs nothing; only posts and sales can spend");
    return amount != base::money{};
}

// Tells every rule from every other, unlike its text, which is shortened for people.
std::string canonical_text(const filter::rule& rule) {
    struct visitor {
        std::string operator()(const filter::test& test) const {
            std::string text = fmt::format("({} {} {}", test.field, to_text(test.op), test.wanted);
            for (const lead::value& one : test.operands) {
                const std::string operand = lead::to_text(one);
                text += fmt::format(" {}:{}", operand.size(), operand);
            }
            return text + ")";
        }

        std::string operator()(const filter::all_of& all) const { return "all" + list(all.rules); }

        std::string operator()(const filter::any_of& any) const { return "any" + list(any.rules); }

        std::string operator()(const filter::negation& no) const {
            return "not" + canonical_text(*no.inner);
        }

        static std::string list(const std::vector<filter::rule>& rules) {
            std::string text = "[";
            for (const filter::rule& one : rules) text += canonical_text(one);
            return text + "]";
        }
    };

    return std::visit(visitor{}, rule.what);
}

void add_fields(const filter::rule& rule, std::set<lead::field_number>& into) {
    struct visitor {
        std::set<lead::field_number>& into;

        void operator()(const filter::test& test) const { into.insert(test.field); }

        void operator()(const filter::all_of& all) const { each(all.rules); }

        void operator()(const filter::any_of& any) const { each(any.rules); }

        void operator()(const filter::negation& no) const { add_fields(*no.inner, into); }

        void each(const std::vector<filter::rule>& rules) const {
            for (const filter::rule& one : rules) add_fields(one, into);
        }
    };

    std::visit(visitor{into}, rule.what);
}

// A cap and its `when` by the verticals whose leads it counts; both empty or neither.
struct cap_reading {
    cap::limit limit;
    std::map<plan::vertical_number, filter::rule> when;
};

class caps_reader {
public:
    caps_reader(const caps_owner& owner, const std::set<plan::vertical_number>& verticals,
                draft& into)
        : owner_(owner), verticals_(verticals), into_(into) {}

    std::vector<cap_reading> read_all(const node& given) {
        std::vector<cap_reading> all;
        for (const node& item : items_of(given, into_.problems))
            if (auto made = read_cap(item)) all.push_back(*std::move(made));
        return all;
    }

    plan::conditional_cap compile(const cap_reading& from, plan::vertical_number vertical) const {
        plan::conditional_cap made{from.limit, std::nullopt};
        const auto rule = from.when.find(vertical);
        if (rule != from.when.end())
            made.when.emplace(into_.plan->verticals[vertical].fields, rule->second);
        return made;
    }

private:
    std::optional<cap_reading> read_cap(const node& given) {
        report& problems = into_.problems;
        const mapping at(given, {"on", "per", "count", "spend", "when", "soft"}, problems);
        cap_reading made;
        made.limit.of = owner_.kind;
        made.limit.where = owner_.zone;
        bool is_valid = at.required("on", made.limit.on, counted_events);
        is_valid = at.required("per", made.limit.per, periods) && is_valid;
        is_valid = read_amount(at, made.limit, problems) && is_valid;
        if (const node* soft = at.find("soft")) read_soft(*soft, made.limit);
        const node* when = at.find("when");
        if (when != nullptr && !read_when(*when, made)) return std::nullopt;
        if (!is_valid) return std::nullopt;
        const std::string name = name_of(made);
        if (!names_.insert(name).second)
            problems.error(given.at, "a second cap on the same event, period and measure");
        made.limit.used = into_.counters.counter_of(name);
        return made;
    }

    void read_soft(const node& given, cap::limit& into) {
        report& problems = into_.problems;
        const mapping at(given, {"risk"}, problems);
        cap::overbooking soft{owner_.accepts, {}};
        if (!at.required("risk", soft.risk)) return;
        if (soft.risk.value == 0 || soft.risk.value > most_risk.value)
            problems.error(at.find("risk")->at,
                           "expected a risk above 0 and of at most 50 percent");
        if (owner_.kind != cap::owner::order)
            problems.error(given.at, "only the cap of an order may be soft");
        else if (owner_.pings)
            problems.error(given.at,
                           "only an order of direct posts, without a ping, may have a soft cap");
        if (into.on != cap::event::sale || into.what != cap::measure::count)
            problems.error(given.at, "only a cap on the count of sales may be soft");
        into.soft = std::move(soft);
    }

    bool read_when(const node& given, cap_reading& into) {
        bool is_valid = true;
        for (const plan::vertical_number vertical : verticals_) {
            auto rule = read_filter(given, vertical, into_);
            if (rule) refuse_personal(*rule, vertical, given);
            is_valid = is_valid && rule;
            if (rule) into.when.emplace(vertical, *std::move(rule));
        }
        return is_valid;
    }

    // A restart counts anew from the journal, where personal fields are sealed.
    void refuse_personal(const filter::rule& rule, plan::vertical_number vertical,
                         const node& given) {
        const lead::catalogue& fields = into_.plan->verticals[vertical].fields;
        std::set<lead::field_number> named;
        add_fields(rule, named);
        for (const lead::field_number number : named) {
            const lead::field& field = fields.at(number);
            if (field.personal)
                into_.problems.error(
                    given.at,
                    fmt::format("a cap cannot depend on the personal field \"{}\"", field.name));
        }
    }

    std::string name_of(const cap_reading& of) const {
        std::string when_text;
        for (const auto& [vertical, rule] : of.when) when_text += canonical_text(rule);
        return cap::counter_name(owner_.kind, owner_.name, of.limit.on, of.limit.per, of.limit.what,
                                 when_text);
    }

    const caps_owner& owner_;
    const std::set<plan::vertical_number>& verticals_;
    draft& into_;
    std::set<std::string> names_;
};

}  // namespace

std::vector<plan::conditional_cap> read_caps(const node& given, const caps_owner& owner,
                                             std::optional<plan::vertical_number> vertical,
                                             draft& into) {
    std::set<plan::vertical_number> verticals;
    if (vertical) verticals.insert(*vertical);
    caps_reader reader(owner, verticals, into);
    std::vector<plan::conditional_cap> caps;
    for (const cap_reading& one : reader.read_all(given))
        caps.push_back(reader.compile(one, vertical.value_or(unknown_number)));
    return caps;
}

std::map<plan::vertical_number, std::vector<plan::conditional_cap>> read_buyer_caps(
    const node& given, const caps_owner& owner, const std::set<plan::vertical_number>& verticals,
    draft& into) {
    caps_reader reader(owner, verticals, into);
    const std::vector<cap_reading> all = reader.read_all(given);
    std::map<plan::vertical_number, std::vector<plan::conditional_cap>> caps;
    for (const plan::vertical_number vertical : verticals)
        for (const cap_reading& one : all) caps[vertical].push_back(reader.compile(one, vertical));
    return caps;
}

}  // namespace pointsman::yaml
