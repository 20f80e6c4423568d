#include "rule.hpp"

#include "exchange.hpp"
#include "mapping.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace pointsman::yaml {

namespace {

struct named_test {
    std::string_view name;
    filter::operation op;
};

constexpr std::array<named_test, 11> tests{{{"in", filter::operation::in},
                                            {"not_in", filter::operation::not_in},
                                            {"in_file", filter::operation::in},
                                            {"not_in_file", filter::operation::not_in},
                                            {"is", filter::operation::is},
                                            {"between", filter::operation::between},
                                            {"at_least", filter::operation::at_least},
                                            {"at_most", filter::operation::at_most},
                                            {"matches", filter::operation::matches},
                                            {"starts_with", filter::operation::starts_with},
                                            {"present", filter::operation::present}}};

class rule_reader {
public:
    rule_reader(plan::vertical_number vertical, draft& into) : number_(vertical), into_(into) {}

    // Reads the whole rule even where a part is wrong, so that every problem is found.
    std::optional<filter::rule> read_rule(const node& given, std::size_t depth) {
        if (++count_ > max_rules || depth > max_rule_depth) {
            into_.problems.error(given.at, fmt::format("a filter has at most {} rules, nested at "
                                                       "most {} deep",
                                                       max_rules, max_rule_depth));
            return std::nullopt;
        }
        const mapping at(
            given,
            {"all", "any", "not", "field", "in", "not_in", "in_file", "not_in_file", "is",
             "between", "at_least", "at_most", "matches", "starts_with", "present"},
            into_.problems);
        const std::string_view kind = at.exactly_one_of({"all", "any", "not", "field"});
        if (kind == "field") return read_test(given, at);
        if (!kind.empty() && given.members.size() > 1)
            into_.problems.error(given.at, fmt::format("\"{}\" stands alone", kind));
        if (kind == "not") return read_negation(*at.find("not"), depth);
        if (kind == "all") return read_group<filter::all_of>(*at.find("all"), depth);
        if (kind == "any") return read_group<filter::any_of>(*at.find("any"), depth);
        return std::nullopt;
    }

private:
    const plan::vertical& vertical() const { return into_.plan->verticals[number_]; }

    template <class What>
    filter::rule finished(What what) const {
        filter::rule made{std::move(what), {}};
        made.text = filter::describe(vertical().fields, made);
        return made;
    }

    template <class Group>
    std::optional<filter::rule> read_group(const node& given, std::size_t depth) {
        Group group;
        bool is_valid = given.is_sequence();
        for (const node& item : items_of(given, into_.problems)) {
            if (auto rule = read_rule(item, depth + 1))
                group.rules.push_back(*std::move(rule));
            else
                is_valid = false;
        }
        if (given.is_sequence() && given.items.empty()) {
            into_.problems.error(given.at, "expected at least one rule");
            is_valid = false;
        }
        if (!is_valid) return std::nullopt;
        return finished(std::move(group));
    }

    std::optional<filter::rule> read_negation(const node& given, std::size_t depth) {
        auto inner = read_rule(given, depth + 1);
        if (!inner) return std::nullopt;
        return finished(filter::negation{std::make_shared<const filter::rule>(*std::move(inner))});
    }

    std::optional<filter::rule> read_test(const node& given, const mapping& at) {
        const auto number = read_field_name(*at.find("field"), vertical(), into_.problems);
        const auto named = the_test(given, at);
        if (!number || named == tests.end()) return std::nullopt;
        if (into_.doubtful_fields.contains({number_, *number})) return std::nullopt;
        filter::test test;
        test.field = *number;
        test.op = named->op;
        if (!read_operands(*at.find(named->name), named->name, vertical().fields.at(*number), test,
                           into_))
            return std::nullopt;
        return finished(std::move(test));
    }

    decltype(tests)::const_iterator the_test(const node& given, const mapping& at) const {
        const auto is_given = [&at](const named_test& each) { return at.has(each.name); };
        const auto found = std::ranges::find_if(tests, is_given);
        if (std::ranges::count_if(tests, is_given) == 1) return found;
        into_.problems.error(given.at, found == tests.end()
                                           ? "a test is missing here: is, in, between, at_least..."
                                           : "expected only one test; join several with `all`");
        return tests.end();
    }

    plan::vertical_number number_;
    draft& into_;
    std::size_t count_ = 0;
};

}  // namespace

std::optional<filter::rule> read_filter(const node& given, plan::vertical_number vertical,
                                        draft& into) {
    std::optional<filter::rule> rule = rule_reader(vertical, into).read_rule(given, 1);
    if (!rule) return std::nullopt;
    if (const auto why = filter::contradiction(into.plan->verticals[vertical].fields, *rule)) {
        into.problems.error(given.at, fmt::format("no lead can ever pass: {}", *why));
        return std::nullopt;
    }
    return rule;
}

}  // namespace pointsman::yaml
