#include "builders.hpp"

#include <pointsman/filter/matcher.hpp>

#include <gtest/gtest.h>

namespace pointsman::filter {
namespace {

std::optional<refusal> judge(const rule& filter, const std::map<std::string, lead::value>& values) {
    return compiled_rule(insurance(), filter).judge(lead_with(values));
}

void expect_refusal(const std::optional<refusal>& why, const std::string& rule_text,
                    const std::string& field, const std::string& value) {
    ASSERT_TRUE(why);
    EXPECT_EQ(why->rule, rule_text);
    EXPECT_EQ(why->field, field);
    EXPECT_EQ(why->value, value);
}

const rule northstar_accepts =
    all({in("state", {text("CA"), text("NV")}), between("age", number(25), number(70)),
         any({in("credit", {text("good"), text("excellent")}), is("homeowner", true)}),
         all({negated(starts_with("phone", {text("+1900")})), matches("name", "^[A-Z]")})});

const std::map<std::string, lead::value> good_lead{{"state", text("CA")},
                                                   {"age", number(34)},
                                                   {"credit", text("good")},
                                                   {"name", text("Grace")},
                                                   {"phone", text("+13105550123")}};

std::map<std::string, lead::value> good_lead_but(const std::string& field, lead::value value) {
    auto changed = good_lead;
    changed[field] = std::move(value);
    return changed;
}

TEST(reason, there_is_none_when_the_lead_passes) {
    EXPECT_FALSE(judge(northstar_accepts, good_lead));
}

TEST(reason, names_the_first_failing_rule_of_an_all) {
    expect_refusal(judge(northstar_accepts, good_lead_but("state", text("TX"))),
                   "state in [CA, NV]", "state", "TX");
    expect_refusal(judge(northstar_accepts, good_lead_but("age", number(71))),
                   "age between 25 and 70", "age", "71");
    auto worse = good_lead_but("age", number(71));
    worse["state"] = text("TX");
    expect_refusal(judge(northstar_accepts, worse), "state in [CA, NV]", "state", "TX");
}

TEST(reason, names_the_whole_any_with_all_its_fields) {
    expect_refusal(judge(northstar_accepts, good_lead_but("credit", text("fair"))),
                   "any of (credit in [good, excellent]; homeowner is true)", "credit, homeowner",
                   "fair, (absent)");
}

TEST(reason, names_the_innermost_rule_of_nested_alls) {
    expect_refusal(judge(all({all({all({is("state", text("CA"))})})}), {{"state", text("NV")}}),
                   "state is CA", "state", "NV");
}

TEST(reason, names_the_whole_not) {
    expect_refusal(judge(northstar_accepts, good_lead_but("phone", text("+19005550123"))),
                   "not (phone starts with \"+1900\")", "phone", "(personal)");
}

TEST(reason, never_shows_a_personal_value) {
    const auto why = judge(northstar_accepts, good_lead_but("name", text("grace hopper")));
    expect_refusal(why, "name matches \"^[A-Z]\"", "name", "(personal)");
}

TEST(reason, shows_absence_also_of_personal_fields) {
    expect_refusal(judge(northstar_accepts, good_lead_but("name", lead::absent{})),
                   "name matches \"^[A-Z]\"", "name", "(absent)");
    expect_refusal(judge(present("age"), {}), "age is present", "age", "(absent)");
}

TEST(reason, names_each_field_of_an_any_once_and_not_too_many) {
    const rule filter =
        any({is("credit", text("good")), is("homeowner", true), is("credit", text("fair")),
             is("state", text("CA")), is("zip", text("90001"))});
    const auto why =
        judge(filter, {{"credit", text("poor")}, {"homeowner", false}, {"state", text("NV")}});
    ASSERT_TRUE(why);
    EXPECT_EQ(why->field, "credit, homeowner, state");
    EXPECT_EQ(why->value, "poor, false, NV");
}

TEST(reason, shows_values_of_every_type_in_their_normal_form) {
    expect_refusal(judge(is("homeowner", true), {{"homeowner", false}}), "homeowner is true",
                   "homeowner", "false");
    expect_refusal(
        judge(at_least("loan", millionths(2'000'000)), {{"loan", millionths(1'500'000)}}),
        "loan at least 2", "loan", "1.5");
    using namespace std::chrono_literals;
    expect_refusal(
        judge(present("moves_on", false), {{"moves_on", date(2026y / std::chrono::March / 8)}}),
        "moves_on is absent", "moves_on", "2026-03-08");
}

TEST(reason, cuts_long_values) {
    const auto why = judge(is("note", text("x")), {{"note", std::string(200, 'n')}});
    ASSERT_TRUE(why);
    EXPECT_EQ(why->value, std::string(max_described_bytes, 'n') + "...");
}

TEST(reason, uses_the_rules_own_text) {
    rule filter = is("state", text("CA"));
    filter.text = "only California";
    expect_refusal(judge(filter, {{"state", text("NV")}}), "only California", "state", "NV");
    filter.text.clear();
    expect_refusal(judge(filter, {{"state", text("NV")}}), "state is CA", "state", "NV");
}

}  // namespace
}  // namespace pointsman::filter
