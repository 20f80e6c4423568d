#include "builders.hpp"

#include <pointsman/filter/matcher.hpp>

#include <gtest/gtest.h>

namespace pointsman::filter {
namespace {

using namespace std::chrono_literals;
using std::chrono::March;

bool passes(const rule& filter, const std::map<std::string, lead::value>& values) {
    return compiled_rule(insurance(), filter).passes(lead_with(values));
}

TEST(compiled_rule, in_takes_the_listed_values) {
    const rule filter = in("state", {text("NV"), text("CA"), text("AZ")});
    EXPECT_TRUE(passes(filter, {{"state", text("AZ")}}));
    EXPECT_TRUE(passes(filter, {{"state", text("NV")}}));
    EXPECT_FALSE(passes(filter, {{"state", text("TX")}}));
    EXPECT_FALSE(passes(filter, {{"state", text("ca")}}));
    EXPECT_FALSE(passes(in("state", {}), {{"state", text("CA")}}));
}

TEST(compiled_rule, not_in_takes_all_others) {
    const rule filter = not_in("state", {text("NV"), text("CA")});
    EXPECT_TRUE(passes(filter, {{"state", text("AZ")}}));
    EXPECT_FALSE(passes(filter, {{"state", text("CA")}}));
    EXPECT_TRUE(passes(not_in("state", {}), {{"state", text("CA")}}));
}

TEST(compiled_rule, lists_work_on_every_type) {
    EXPECT_TRUE(passes(in("age", {number(40), number(18)}), {{"age", number(18)}}));
    EXPECT_FALSE(passes(in("age", {number(40), number(18)}), {{"age", number(19)}}));
    EXPECT_TRUE(passes(is("homeowner", true), {{"homeowner", true}}));
    EXPECT_FALSE(passes(is("homeowner", true), {{"homeowner", false}}));
    EXPECT_TRUE(passes(is("homeowner", false), {{"homeowner", false}}));
    EXPECT_TRUE(passes(in("loan", {millionths(500'000)}), {{"loan", millionths(500'000)}}));
    EXPECT_FALSE(passes(in("loan", {millionths(500'000)}), {{"loan", millionths(500'001)}}));
    EXPECT_TRUE(
        passes(is("moves_on", date(2026y / March / 8)), {{"moves_on", date(2026y / March / 8)}}));
    EXPECT_FALSE(
        passes(is("moves_on", date(2026y / March / 8)), {{"moves_on", date(2026y / March / 9)}}));
    EXPECT_TRUE(passes(is("note", text("call me")), {{"note", text("call me")}}));
    EXPECT_FALSE(passes(is("note", text("call me")), {{"note", text("call me ")}}));
}

// Short ZIP lists are sorted lists, long ones bit sets: both are asked about every code.
TEST(compiled_rule, zip_lists_take_exactly_the_listed_codes) {
    const int first = 2'134;
    lead::values lead = lead_with({});
    lead::value& zip = lead[insurance().find("zip").value()];
    for (const int count : {63, 64, 40'000}) {
        const compiled_rule listed(insurance(), in("zip", zip_codes(first, count)));
        const compiled_rule others(insurance(), not_in("zip", zip_codes(first, count)));
        for (int number = 0; number < 100'000; ++number) {
            zip = zip_code(number);
            const bool expected = number >= first && number < first + count;
            ASSERT_EQ(listed.passes(lead), expected) << count << " zips, zip " << number;
            ASSERT_EQ(others.passes(lead), !expected) << count << " zips, zip " << number;
        }
    }
}

TEST(compiled_rule, zip_lists_take_nothing_but_five_digits) {
    const compiled_rule listed(insurance(), in("zip", zip_codes(0, 100'000)));
    EXPECT_TRUE(listed.passes(lead_with({{"zip", text("00000")}})));
    EXPECT_TRUE(listed.passes(lead_with({{"zip", text("99999")}})));
    for (const char* odd : {"", "1234", "123456", "12345-6789", "1234a", "-1234", " 1234"}) {
        EXPECT_FALSE(listed.passes(lead_with({{"zip", text(odd)}}))) << odd;
    }
}

TEST(compiled_rule, ranges_include_their_ends) {
    for (const auto& [age, expected] :
         std::map<std::int64_t, bool>{{24, false}, {25, true}, {70, true}, {71, false}}) {
        EXPECT_EQ(passes(between("age", number(25), number(70)), {{"age", number(age)}}), expected)
            << age;
    }
    EXPECT_TRUE(passes(at_least("age", number(18)), {{"age", number(18)}}));
    EXPECT_FALSE(passes(at_least("age", number(18)), {{"age", number(17)}}));
    EXPECT_TRUE(passes(at_most("age", number(18)), {{"age", number(18)}}));
    EXPECT_FALSE(passes(at_most("age", number(18)), {{"age", number(19)}}));
}

TEST(compiled_rule, ranges_work_on_decimals_and_dates) {
    const rule loan = between("loan", millionths(1'500'000), millionths(2'500'000));
    EXPECT_FALSE(passes(loan, {{"loan", millionths(1'499'999)}}));
    EXPECT_TRUE(passes(loan, {{"loan", millionths(1'500'000)}}));
    EXPECT_TRUE(passes(loan, {{"loan", millionths(2'500'000)}}));
    EXPECT_FALSE(passes(loan, {{"loan", millionths(2'500'001)}}));
    const rule spring = at_least("moves_on", date(2026y / March / 1));
    EXPECT_FALSE(passes(spring, {{"moves_on", date(2026y / std::chrono::February / 28)}}));
    EXPECT_TRUE(passes(spring, {{"moves_on", date(2026y / March / 1)}}));
    EXPECT_TRUE(passes(at_most("moves_on", date(1969y / March / 1)),
                       {{"moves_on", date(1960y / March / 1)}}));
}

TEST(compiled_rule, patterns_are_found_anywhere_unless_anchored) {
    EXPECT_TRUE(passes(matches("note", "urgent"), {{"note", text("very urgent!")}}));
    EXPECT_FALSE(passes(matches("note", "^urgent$"), {{"note", text("very urgent!")}}));
    EXPECT_TRUE(passes(matches("note", "^urgent$"), {{"note", text("urgent")}}));
    EXPECT_FALSE(passes(matches("note", "urgent"), {{"note", text("URGENT")}}));
    EXPECT_TRUE(passes(matches("note", "(?i)urgent"), {{"note", text("URGENT")}}));
    EXPECT_TRUE(passes(matches("note", "^caf.$"), {{"note", text("caf\u00e9")}}));
}

TEST(compiled_rule, prefixes) {
    const rule one_prefix = starts_with("phone", {text("+1310")});
    EXPECT_TRUE(passes(one_prefix, {{"phone", text("+13105550123")}}));
    EXPECT_FALSE(passes(one_prefix, {{"phone", text("+12135550123")}}));
    EXPECT_FALSE(passes(one_prefix, {{"phone", text("+131")}}));
    const rule several = starts_with("phone", {text("+1310"), text("+1213")});
    EXPECT_TRUE(passes(several, {{"phone", text("+12135550123")}}));
    EXPECT_FALSE(passes(several, {{"phone", text("+14155550123")}}));
}

TEST(compiled_rule, presence) {
    EXPECT_TRUE(passes(present("note"), {{"note", text("x")}}));
    EXPECT_FALSE(passes(present("note"), {}));
    EXPECT_FALSE(passes(present("note", false), {{"note", text("x")}}));
    EXPECT_TRUE(passes(present("note", false), {}));
    EXPECT_TRUE(passes(present("homeowner"), {{"homeowner", false}}));
}

TEST(compiled_rule, an_absent_value_passes_only_what_asks_for_absence_or_excludes) {
    EXPECT_TRUE(passes(present("note", false), {}));
    EXPECT_TRUE(passes(not_in("state", {text("CA")}), {}));
    EXPECT_TRUE(passes(not_in("zip", zip_codes(0, 100'000)), {}));
    EXPECT_TRUE(passes(negated(in("state", {text("CA")})), {}));
    for (const rule& filter :
         {present("note"), in("state", {text("CA")}), in("zip", zip_codes(0, 100'000)),
          is("homeowner", false), between("age", number(0), number(200)),
          at_least("age", number(0)), at_most("age", number(200)), matches("note", ""),
          starts_with("note", {text("")})}) {
        EXPECT_FALSE(passes(filter, {})) << filter.text;
    }
}

TEST(compiled_rule, combinations) {
    const rule california = is("state", text("CA"));
    const rule adult = at_least("age", number(18));
    const std::map<std::string, lead::value> both{{"state", text("CA")}, {"age", number(30)}};
    const std::map<std::string, lead::value> young{{"state", text("CA")}, {"age", number(17)}};
    const std::map<std::string, lead::value> neither{{"state", text("TX")}, {"age", number(17)}};
    EXPECT_TRUE(passes(all({california, adult}), both));
    EXPECT_FALSE(passes(all({california, adult}), young));
    EXPECT_TRUE(passes(any({california, adult}), young));
    EXPECT_FALSE(passes(any({california, adult}), neither));
    EXPECT_TRUE(passes(negated(any({california, adult})), neither));
    EXPECT_FALSE(passes(negated(all({california, adult})), both));
    EXPECT_TRUE(passes(negated(all({california, adult})), young));
    EXPECT_TRUE(passes(all({}), {}));
    EXPECT_FALSE(passes(any({}), both));
}

TEST(compiled_rule, can_be_moved) {
    compiled_rule first(insurance(), is("state", text("CA")));
    compiled_rule second = std::move(first);
    first = compiled_rule(insurance(), is("state", text("NV")));
    EXPECT_TRUE(second.passes(lead_with({{"state", text("CA")}})));
    EXPECT_TRUE(first.passes(lead_with({{"state", text("NV")}})));
}

// The rule and the catalogue need not outlive it.
TEST(compiled_rule, owns_what_it_needs) {
    auto fields = std::make_unique<lead::catalogue>(insurance());
    auto filter =
        std::make_unique<rule>(all({in("zip", zip_codes(90'001, 500)), matches("note", "^a+$")}));
    const compiled_rule ready(*fields, *filter);
    fields.reset();
    filter.reset();
    EXPECT_TRUE(ready.passes(lead_with({{"zip", text("90001")}, {"note", text("aa")}})));
    const auto why = ready.judge(lead_with({{"zip", text("90001")}, {"note", text("b")}}));
    ASSERT_TRUE(why);
    EXPECT_EQ(why->field, "note");
}

}  // namespace
}  // namespace pointsman::filter
