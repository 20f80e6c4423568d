#include "builders.hpp"

#include <pointsman/filter/matcher.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

// Random rules over three fields with few values, against every lead there can be: what the tests
// say in words is said here once more as a plain interpreter.
namespace pointsman::filter {
namespace {

bool meets(const rule& filter, const lead::values& lead);

bool meets(const test& what, const lead::values& lead) {
    const lead::value& value = lead[what.field];
    const bool there = lead::is_present(value);
    const auto listed = [&] {
        return std::ranges::find(what.operands, value) != what.operands.end();
    };
    switch (what.op) {
        case operation::in:
        case operation::is: return there && listed();
        case operation::not_in: return !there || !listed();
        case operation::between:
            return there && what.operands[0] <= value && value <= what.operands[1];
        case operation::at_least: return there && value >= what.operands[0];
        case operation::at_most: return there && value <= what.operands[0];
        case operation::present: return there == what.wanted;
        case operation::matches:
        case operation::starts_with: break;
    }
    throw std::logic_error("not used here");
}

bool meets(const rule& filter, const lead::values& lead) {
    const auto lead_meets = [&lead](const rule& each) { return meets(each, lead); };
    if (const auto* what = std::get_if<test>(&filter.what)) return meets(*what, lead);
    if (const auto* all = std::get_if<all_of>(&filter.what))
        return std::ranges::all_of(all->rules, lead_meets);
    if (const auto* any = std::get_if<any_of>(&filter.what))
        return std::ranges::any_of(any->rules, lead_meets);
    return !meets(*std::get<negation>(filter.what).inner, lead);
}

const operands ages{number(16), number(17), number(109), number(110)};
const operands credits{text("poor"), text("fair"), text("good"), text("excellent")};
const operands yes_or_no{true, false};

std::vector<lead::values> every_lead() {
    std::vector<lead::values> leads;
    const auto or_absent = [](operands values) {
        values.emplace_back(lead::absent{});
        return values;
    };
    for (const auto& age :
         or_absent({number(16), number(17), number(60), number(109), number(110)}))
        for (const auto& credit : or_absent(credits))
            for (const auto& homeowner : or_absent(yes_or_no))
                leads.push_back(
                    lead_with({{"age", age}, {"credit", credit}, {"homeowner", homeowner}}));
    return leads;
}

class rule_maker {
public:
    explicit rule_maker(unsigned seed) : random_(seed) {}

    rule make(int depth) {
        switch (depth == 0 ? 0 : roll(6)) {
            case 1:
            case 2: return all(several(depth - 1));
            case 3: return any(several(depth - 1));
            case 4: return negated(make(depth - 1));
            default: return test_of_a_field();
        }
    }

private:
    std::size_t roll(std::size_t sides) { return random_() % sides; }

    std::vector<rule> several(int depth) {
        std::vector<rule> rules;
        for (std::size_t count = roll(5); count > 0; --count) rules.push_back(make(depth));
        return rules;
    }

    rule test_of_a_field() {
        switch (roll(4)) {
            case 0: return test_of("credit", credits);
            case 1: return test_of("homeowner", yes_or_no);
            case 2: return test_of("age", ages);
            default: return range_of_age();
        }
    }

    rule test_of(const char* field, const operands& values) {
        switch (roll(4)) {
            case 0: return in(field, some(values));
            case 1: return not_in(field, some(values));
            case 2: return is(field, values[roll(values.size())]);
            default: return present(field, roll(2) == 0);
        }
    }

    rule range_of_age() {
        const auto age = [this] { return number(14 + static_cast<std::int64_t>(roll(99))); };
        switch (roll(3)) {
            case 0: return between("age", age(), age());
            case 1: return at_least("age", age());
            default: return at_most("age", age());
        }
    }

    operands some(const operands& values) {
        operands chosen;
        for (const lead::value& each : values) {
            if (roll(2) == 0) chosen.push_back(each);
        }
        return chosen;
    }

    std::mt19937 random_;
};

TEST(random_rules, are_judged_as_the_words_say) {
    const auto leads = every_lead();
    for (unsigned seed = 0; seed < 1'000; ++seed) {
        const rule filter = rule_maker(seed).make(3);
        const compiled_rule ready(insurance(), filter);
        for (const lead::values& lead : leads) {
            const bool expected = meets(filter, lead);
            ASSERT_EQ(ready.passes(lead), expected) << "seed " << seed << ": " << filter.text;
            ASSERT_EQ(!ready.judge(lead), expected) << "seed " << seed << ": " << filter.text;
        }
    }
}

TEST(random_rules, are_called_contradictory_only_when_no_lead_passes) {
    const auto leads = every_lead();
    int contradictory = 0;
    for (unsigned seed = 0; seed < 5'000; ++seed) {
        const rule filter = rule_maker(seed).make(3);
        const auto problem = contradiction(insurance(), filter);
        if (!problem) continue;
        ++contradictory;
        for (const lead::values& lead : leads) {
            ASSERT_FALSE(meets(filter, lead)) << "seed " << seed << ": " << filter.text << "\n"
                                              << *problem;
        }
    }
    EXPECT_GT(contradictory, 500);
}

}  // namespace
}  // namespace pointsman::filter
