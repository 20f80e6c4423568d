#include "caps.hpp"

#include "mapping.hpp"
#include "rule.hpp"

#include <fmt/format.h>

#include <set>

namespace pointsman::yaml {

namespace {

constexpr std::array<choice<cap::event>, 3> events{
    {{"ping", cap::event::ping}, {"post", cap::event::post}, {"sale", cap::event::sale}}};
constexpr std::array<choice<cap::period>, 5> periods{{{"hour", cap::period::hour},
                                                      {"day", cap::period::day},
                                                      {"week", cap::period::week},
                                                      {"month", cap::period::month},
                                                      {"total", cap::period::total}}};
constexpr whole_range counts{1, 1'000'000'000};

bool read_amount(const mapping& at, cap::limit& into, report& problems) {
    const std::string_view kind = at.exactly_one_of({"count", "spend"});
    if (kind == "count") {
        into.what = cap::measure::count;
        if (const node* given = at.find("count"); plain_integer(*given) == 0) {
            problems.error(given->at, "a cap of zero; use `paused: true` to stop an order");
            return false;
        }
        return at.required("count", into.most, counts);
    }
    if (kind != "spend") return false;
    into.what = cap::measure::spend;
    base::money amount;
    if (!at.required("spend", amount)) return false;
    into.most = amount.micros();
    if (amount == base::money{})
        problems.error(at.find("spend")->at, "a cap of zero; use `paused: true` to stop an order");
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

class caps_reader {
public:
    caps_reader(const std::string& order, std::optional<plan::vertical_number> vertical,
                draft& into)
        : order_(order), vertical_(vertical), into_(into) {}

    std::optional<plan::order_cap> read_cap(const node& given) {
        report& problems = into_.problems;
        const mapping at(given, {"on", "per", "count", "spend", "when"}, problems);
        plan::order_cap made;
        bool is_valid = at.required("on", made.limit.on, events);
        is_valid = at.required("per", made.limit.per, periods) && is_valid;
        is_valid = read_amount(at, made.limit, problems) && is_valid;
        std::string when_text;
        if (const node* when = at.find("when"); when != nullptr && vertical_) {
            const auto rule = read_filter(*when, *vertical_, into_);
            if (!rule) return std::nullopt;
            refuse_personal(*rule, *when);
            when_text = canonical_text(*rule);
            made.when.emplace(into_.plan->verticals[*vertical_].fields, *rule);
        }
        if (!is_valid) return std::nullopt;
        const cap::limit& limit = made.limit;
        const std::string name =
            cap::counter_name(order_, limit.on, limit.per, limit.what, when_text);
        if (!names_.insert(name).second)
            problems.error(given.at, "a second cap on the same event, period and measure");
        made.limit.used = into_.counters.counter_of(name);
        return made;
    }

private:
    // A restart counts anew from the journal, where personal fields are sealed.
    void refuse_personal(const filter::rule& rule, const node& given) {
        const lead::catalogue& fields = into_.plan->verticals[*vertical_].fields;
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

    const std::string& order_;
    std::optional<plan::vertical_number> vertical_;
    draft& into_;
    std::set<std::string> names_;
};

}  // namespace

std::vector<plan::order_cap> read_caps(const node& given, const std::string& order,
                                       std::optional<plan::vertical_number> vertical, draft& into) {
    caps_reader reader(order, vertical, into);
    std::vector<plan::order_cap> caps;
    for (const node& item : items_of(given, into.problems)) {
        if (auto made = reader.read_cap(item)) caps.push_back(*std::move(made));
    }
    return caps;
}

}  // namespace pointsman::yaml
