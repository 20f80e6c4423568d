#include <pointsman/duplicate/judge.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "samples.hpp"

namespace pointsman::duplicate {
namespace {

using namespace test;
using ::testing::IsEmpty;
using ::testing::SizeIs;

verdict judged(const rule& by, const past_event& past, const lead_facts& lead = a_lead(1)) {
    return judge({&by, 1}, keys({key(1)}), lead, {&past, 1}, noon);
}

bool is_rejected(const rule& by, const past_event& past, const lead_facts& lead = a_lead(1)) {
    return judged(by, past, lead).rejected.has_value();
}

// For every kind of rule whose scopes are about sellers: which change of a seen lead takes it out
// of the scope.
TEST(judge, looks_within_the_scope) {
    struct change {
        std::string name;
        std::function<void(past_event&)> make;
        std::vector<scope> still_in;
    };

    using enum scope;
    const std::vector<change> changes{
        {"nothing", [](past_event&) {}, {source, seller, vertical, global}},
        {"source", [](past_event& past) { past.source = "site-2"; }, {seller, vertical, global}},
        {"no source", [](past_event& past) { past.source.clear(); }, {seller, vertical, global}},
        {"seller", [](past_event& past) { past.seller = "other"; }, {vertical, global}},
        {"vertical", [](past_event& past) { past.vertical = "loans"; }, {global}},
        {"key", [](past_event& past) { past.key = key(2); }, {}},
        {"the lead itself", [](past_event& past) { past.lead = lead_number(1); }, {}}};
    for (const change& each : changes) {
        for (const scope within : {source, seller, vertical, global}) {
            past_event past = an_event(event::seen);
            each.make(past);
            EXPECT_EQ(is_rejected(a_rule(within, event::seen), past),
                      std::ranges::find(each.still_in, within) != each.still_in.end())
                << each.name << " / " << to_text(within);
        }
    }
}

TEST(judge, a_lead_without_a_source_is_compared_with_its_like) {
    lead_facts direct = a_lead(1);
    direct.source.clear();
    past_event past = an_event(event::seen);
    past.source.clear();
    EXPECT_TRUE(is_rejected(a_rule(scope::source, event::seen), past, direct));
}

TEST(judge, counts_only_the_event_that_the_rule_names) {
    for (const event wanted : {event::seen, event::posted, event::sold}) {
        for (const event past : {event::seen, event::posted, event::sold})
            EXPECT_EQ(is_rejected(a_rule(scope::vertical, wanted), an_event(past)), wanted == past)
                << to_text(wanted) << " / " << to_text(past);
    }
}

TEST(judge, takes_a_post_without_an_answer_for_a_sale) {
    past_event past = an_event(event::posted);
    past.is_settled = false;
    EXPECT_TRUE(is_rejected(a_rule(scope::vertical, event::posted), past));
    EXPECT_TRUE(is_rejected(a_rule(scope::vertical, event::sold), past));
    EXPECT_FALSE(is_rejected(a_rule(scope::vertical, event::seen), past));
}

TEST(judge, a_window_ends_to_the_microsecond) {
    const rule by = a_rule(scope::vertical, event::seen);
    EXPECT_TRUE(is_rejected(by, an_event(event::seen, noon - 24h + 1us)));
    EXPECT_FALSE(is_rejected(by, an_event(event::seen, noon - 24h)));
    EXPECT_TRUE(is_rejected(by, an_event(event::seen, noon + 1h))) << "the clock was set back";
}

TEST(judge, test_leads_match_nothing) {
    lead_facts test_lead = a_lead(1);
    test_lead.test = true;
    EXPECT_FALSE(is_rejected(a_rule(scope::global, event::seen), an_event(event::seen), test_lead));
}

TEST(judge, a_lead_without_the_rules_key_matches_nothing) {
    const rule by = a_rule(scope::global, event::seen);
    const past_event past = an_event(event::seen);
    EXPECT_FALSE(judge({&by, 1}, keys({}), a_lead(1), {&past, 1}, noon).rejected);
}

TEST(judge, names_the_first_rule_and_the_latest_lead) {
    const std::vector rules{a_rule(scope::vertical, event::sold),
                            a_rule(scope::vertical, event::seen),
                            a_rule(scope::global, event::seen)};
    past_event older = an_event(event::seen, noon - 2h);
    past_event newer = an_event(event::seen, noon - 1h);
    newer.lead = lead_number(7);
    const lead_keys of_all{{{key(1)}, {key(1)}, {key(1)}}, {key(1)}, {key(1)}};
    for (const auto& past : {std::vector{older, newer}, std::vector{newer, older, newer}}) {
        const verdict made = judge(rules, of_all, a_lead(1), past, noon);
        ASSERT_TRUE(made.rejected);
        EXPECT_EQ(made.rejected->rule, 1U);
        EXPECT_EQ(made.rejected->earlier, lead_number(7));
        EXPECT_EQ(made.rejected->at, noon - 1h);
        EXPECT_EQ(describe(rules, *made.rejected),
                  "the rule: lead 00000000-0000-0000-0000-000000000007 was seen on "
                  "2026-11-21T11:00:00.000000Z");
    }
}

TEST(judge, rules_have_keys_of_their_own) {
    const std::vector rules{a_rule(scope::vertical, event::seen),
                            a_rule(scope::vertical, event::seen)};
    const lead_keys different{{{key(2)}, {key(1)}}, {key(1), key(2)}, {key(1), key(2)}};
    const past_event past = an_event(event::seen);
    EXPECT_EQ(judge(rules, different, a_lead(1), {&past, 1}, noon).rejected->rule, 1U);
}

TEST(judge, excludes_the_buyer_over_all_verticals) {
    past_event past = an_event(event::sold);
    past.vertical = "loans";
    past.seller = "other";
    const verdict made = judged(once_per_buyer(event::sold), past);
    EXPECT_FALSE(made.rejected);
    ASSERT_NE(made.excludes("northstar", ""), nullptr);
    EXPECT_EQ(made.excludes("northstar", "")->why.earlier, lead_number(99));
    EXPECT_EQ(made.excludes("plainview", "stars"), nullptr);
}

TEST(judge, excludes_the_buyers_of_a_group) {
    const rule by = a_rule(scope::buyer_group, event::posted, action::exclude_buyer);
    past_event past = an_event(event::posted);
    EXPECT_THAT(judged(by, past).excluded, IsEmpty()) << "no group is no group in common";
    past.buyer_group = "stars";
    const verdict made = judged(by, past);
    EXPECT_NE(made.excludes("southstar", "stars"), nullptr);
    EXPECT_EQ(made.excludes("southstar", ""), nullptr);
    EXPECT_EQ(made.excludes("stars", "other"), nullptr) << "a buyer called like the group";
}

TEST(judge, excludes_each_buyer_once_a_rule) {
    const rule by = once_per_buyer(event::posted);
    past_event other = an_event(event::posted);
    other.buyer = "plainview";
    const std::vector past{an_event(event::posted), other, an_event(event::posted, noon - 5h)};
    EXPECT_THAT(judge({&by, 1}, keys({key(1)}), a_lead(1), past, noon).excluded, SizeIs(2));
}

TEST(judge, flags_and_does_nothing_else) {
    const verdict made =
        judged(a_rule(scope::global, event::seen, action::flag), an_event(event::seen));
    EXPECT_FALSE(made.rejected);
    EXPECT_THAT(made.excluded, IsEmpty());
    ASSERT_THAT(made.flags, SizeIs(1));
    EXPECT_EQ(made.flags.front().earlier, lead_number(99));
}

TEST(longest_window, is_how_far_back_to_look) {
    rule shorter = a_rule(scope::global, event::seen);
    shorter.window = 1h;
    const std::vector rules{shorter, a_rule(scope::global, event::seen), shorter};
    EXPECT_EQ(longest_window(rules), 24h);
    EXPECT_EQ(longest_window({}), 0h);
}

}  // namespace
}  // namespace pointsman::duplicate
