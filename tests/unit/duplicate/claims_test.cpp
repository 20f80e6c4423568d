#include <pointsman/duplicate/claims.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "samples.hpp"

namespace pointsman::duplicate {
namespace {

using namespace test;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const buyer_identity northstar{"northstar", "stars"};
const buyer_identity southstar{"southstar", "stars"};
const buyer_identity plainview{"plainview", ""};

// Two copies in flight under one rule.
class claims_test : public testing::Test {
protected:
    arrival arrive(std::uint8_t number) { return arrive(a_lead(number)); }

    arrival arrive(const lead_facts& lead, std::vector<base::digest> with = {key(1)}) {
        auto made = all_.arrive(lead, keys(std::move(with)));
        EXPECT_TRUE(made);
        return std::move(*made);
    }

    bool may_post(claim& who, const rule& by, const buyer_identity& to = northstar) {
        const auto granted = who.try_post({&by, 1}, to, noon);
        if (granted) last_ = *granted;
        return granted.has_value();
    }

    claims all_;
    claim first_ = std::move(arrive(1).own);
    claim second_ = std::move(arrive(2).own);
    post_number last_ = 0;
};

TEST_F(claims_test, an_arrival_hears_of_those_in_flight_and_not_the_other_way_round) {
    const arrival third = arrive(3);
    ASSERT_THAT(third.others, SizeIs(2));
    EXPECT_EQ(third.others[0].lead, lead_number(1));
    EXPECT_EQ(third.others[0].what, event::seen);
    EXPECT_EQ(third.others[0].at, noon);
    EXPECT_EQ(third.others[0].seller, "acme");
    EXPECT_EQ(third.others[1].lead, lead_number(2));
    EXPECT_THAT(arrive(a_lead(4), {key(2)}).others, IsEmpty());
}

TEST_F(claims_test, an_arrival_hears_of_posts_as_the_database_would_tell_them) {
    const rule by = a_rule(scope::global, event::seen);
    ASSERT_TRUE(may_post(first_, by));
    const auto of_first = [&] {
        std::vector<past_event> posts;
        for (past_event& each : arrive(3).others)
            if (each.what != event::seen) posts.push_back(std::move(each));
        return posts;
    };
    ASSERT_THAT(of_first(), SizeIs(1));
    EXPECT_EQ(of_first()[0].what, event::posted);
    EXPECT_FALSE(of_first()[0].is_settled);
    EXPECT_EQ(of_first()[0].buyer, "northstar");
    EXPECT_EQ(of_first()[0].buyer_group, "stars");
    first_.settle(last_, settlement::refused);
    ASSERT_THAT(of_first(), SizeIs(1));
    EXPECT_TRUE(of_first()[0].is_settled);
    first_.settle(last_, settlement::sold);
    ASSERT_THAT(of_first(), SizeIs(2));
    EXPECT_EQ(of_first()[1].what, event::sold);
    first_.settle(last_, settlement::unsent);
    EXPECT_THAT(of_first(), IsEmpty());
}

// What the fate of the first lead's post means to the second's, by the event that the rule names.
TEST_F(claims_test, a_post_stands_in_the_way_by_its_fate) {
    struct fate {
        std::string name;
        std::optional<settlement> how;
        bool forbids_posted, forbids_sold;
    };

    for (const fate& each :
         {fate{"under way", std::nullopt, true, true}, fate{"sold", settlement::sold, true, true},
          fate{"unknown", settlement::unknown, true, true},
          fate{"refused", settlement::refused, true, false},
          fate{"unsent", settlement::unsent, false, false}}) {
        for (const event on : {event::posted, event::sold}) {
            claims all;
            claim first = std::move(all.arrive(a_lead(1), keys({key(1)}))->own);
            claim second = std::move(all.arrive(a_lead(2), keys({key(1)}))->own);
            ASSERT_TRUE(may_post(first, once_per_buyer(on)));
            if (each.how) first.settle(last_, *each.how);
            EXPECT_EQ(may_post(second, once_per_buyer(on)),
                      on == event::posted ? !each.forbids_posted : !each.forbids_sold)
                << each.name << " / " << to_text(on);
        }
    }
}

TEST_F(claims_test, an_unknown_post_may_be_settled_later) {
    ASSERT_TRUE(may_post(first_, once_per_buyer(event::sold)));
    first_.settle(last_, settlement::unknown);
    EXPECT_FALSE(may_post(second_, once_per_buyer(event::sold)));
    first_.settle(last_, settlement::refused);
    EXPECT_TRUE(may_post(second_, once_per_buyer(event::sold)));
}

TEST_F(claims_test, a_conflict_names_the_rule_and_the_lead) {
    const std::vector rules{a_rule(scope::global, event::seen), once_per_buyer(event::sold)};
    const lead_keys of_both{{{key(1)}, {key(1)}}, {key(1)}, {key(1)}};
    claim third = std::move(all_.arrive(a_lead(3), of_both)->own);
    ASSERT_TRUE(may_post(first_, once_per_buyer(event::sold)));
    const auto refused = third.try_post(rules, northstar, noon);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().rule, 1U);
    EXPECT_EQ(refused.error().earlier, lead_number(1));
    EXPECT_EQ(refused.error().what, event::posted);
}

TEST_F(claims_test, looks_at_the_buyer_or_its_group_or_at_any) {
    const rule group = a_rule(scope::buyer_group, event::sold, action::exclude_buyer);
    const rule any = a_rule(scope::vertical, event::sold);
    ASSERT_TRUE(may_post(first_, once_per_buyer(event::sold)));
    EXPECT_FALSE(may_post(second_, group, southstar));
    EXPECT_FALSE(may_post(second_, any, plainview));
    EXPECT_TRUE(may_post(second_, group, plainview));
    EXPECT_TRUE(may_post(second_, once_per_buyer(event::sold), southstar));
}

TEST_F(claims_test, buyers_without_a_group_have_none_in_common) {
    const rule group = a_rule(scope::buyer_group, event::sold, action::exclude_buyer);
    ASSERT_TRUE(may_post(first_, group, plainview));
    EXPECT_TRUE(may_post(second_, group, buyer_identity{"other", ""}));
}

TEST_F(claims_test, looks_within_the_scope_and_the_window) {
    lead_facts elsewhere = a_lead(3);
    elsewhere.seller = "other";
    claim third = std::move(arrive(elsewhere).own);
    ASSERT_TRUE(may_post(first_, a_rule(scope::seller, event::sold)));
    EXPECT_TRUE(may_post(third, a_rule(scope::seller, event::sold)));
    EXPECT_FALSE(may_post(second_, a_rule(scope::seller, event::sold)));
    const rule by = a_rule(scope::seller, event::sold);
    EXPECT_TRUE(second_.try_post({&by, 1}, northstar, noon + 24h));
}

TEST_F(claims_test, flags_and_seen_forbid_no_post) {
    ASSERT_TRUE(may_post(first_, a_rule(scope::global, event::sold)));
    EXPECT_TRUE(may_post(second_, a_rule(scope::global, event::sold, action::flag)));
    EXPECT_TRUE(may_post(second_, a_rule(scope::global, event::seen)));
}

TEST_F(claims_test, a_lead_is_never_in_its_own_way) {
    ASSERT_TRUE(may_post(first_, once_per_buyer(event::posted)));
    EXPECT_TRUE(may_post(first_, once_per_buyer(event::posted)));
    claim walked_again = std::move(arrive(1).own);
    EXPECT_TRUE(may_post(walked_again, once_per_buyer(event::posted)));
}

TEST_F(claims_test, a_lead_that_ends_without_posts_is_forgotten) {
    first_.end();
    EXPECT_EQ(all_.size(), 1U);
    EXPECT_THAT(arrive(3).others, SizeIs(1));
    first_.end();  // does no harm
    first_.settle(0, settlement::sold);
    EXPECT_TRUE(may_post(first_, once_per_buyer(event::sold)));
}

TEST_F(claims_test, posts_outlive_their_lead_for_those_who_were_there) {
    ASSERT_TRUE(may_post(first_, once_per_buyer(event::sold)));
    first_.settle(last_, settlement::sold);
    first_.end();
    claim came_later = std::move(arrive(3).own);
    EXPECT_EQ(all_.size(), 3U);
    EXPECT_FALSE(may_post(second_, once_per_buyer(event::sold)));
    second_.end();
    EXPECT_EQ(all_.size(), 1U) << "nobody who was there is left";
}

TEST_F(claims_test, unrelated_leads_keep_nothing) {
    second_.end();
    claim unrelated = std::move(arrive(a_lead(3), {key(2)}).own);
    ASSERT_TRUE(may_post(first_, once_per_buyer(event::sold)));
    first_.end();
    EXPECT_EQ(all_.size(), 1U);
}

TEST_F(claims_test, destroying_and_moving_a_claim_ends_it_once) {
    {
        claim moved = std::move(first_);
        EXPECT_EQ(all_.size(), 2U);
    }
    EXPECT_EQ(all_.size(), 1U);
    second_ = std::move(arrive(3).own);
    EXPECT_EQ(all_.size(), 1U);
}

TEST_F(claims_test, moving_a_claim_onto_itself_keeps_it) {
    claim& same = first_;
    first_ = std::move(same);
    EXPECT_EQ(all_.size(), 2U);
    ASSERT_TRUE(may_post(first_, once_per_buyer(event::sold)));
    EXPECT_FALSE(may_post(second_, once_per_buyer(event::sold))) << "it is still the first's";
}

TEST_F(claims_test, a_post_that_never_left_stays_gone_whatever_is_heard_of_it) {
    ASSERT_TRUE(may_post(first_, once_per_buyer(event::sold)));
    const post_number never_left = last_;
    first_.settle(never_left, settlement::unsent);
    first_.settle(never_left, settlement::sold);
    EXPECT_TRUE(may_post(second_, once_per_buyer(event::sold)));
}

TEST_F(claims_test, test_leads_and_leads_without_keys_claim_nothing) {
    lead_facts test_lead = a_lead(3);
    test_lead.test = true;
    ASSERT_TRUE(may_post(first_, once_per_buyer(event::sold)));
    claim of_test = std::move(arrive(test_lead).own);
    claim of_nobody = std::move(arrive(a_lead(4), {}).own);
    EXPECT_EQ(all_.size(), 2U);
    EXPECT_TRUE(may_post(of_test, once_per_buyer(event::sold)));
    EXPECT_TRUE(may_post(of_nobody, once_per_buyer(event::sold)));
}

TEST_F(claims_test, any_key_in_common_is_enough) {
    claim third = std::move(arrive(a_lead(3), {key(2), key(1)}).own);
    ASSERT_TRUE(may_post(first_, once_per_buyer(event::sold)));
    EXPECT_FALSE(may_post(third, once_per_buyer(event::sold)));
}

TEST_F(claims_test, is_found_by_the_keys_that_other_verticals_ask_for) {
    lead_facts loan = a_lead(3);
    loan.vertical = "loans";
    claim third = std::move(all_.arrive(loan, lead_keys{{}, {}, {key(1)}})->own);
    const std::vector<rule> none;
    ASSERT_TRUE(third.try_post(none, northstar, noon));
    EXPECT_FALSE(may_post(first_, once_per_buyer(event::sold)));
    EXPECT_TRUE(may_post(first_, a_rule(scope::vertical, event::sold)));
}

TEST(claims_limit, a_lead_too_many_is_refused_and_nothing_is_kept_of_it) {
    claims all(2);
    const auto first = all.arrive(a_lead(1), keys({key(1)}));
    auto second = all.arrive(a_lead(2), keys({key(2)}));
    ASSERT_TRUE(first && second);
    EXPECT_FALSE(all.arrive(a_lead(3), keys({key(3)})));
    EXPECT_TRUE(all.arrive(a_lead(4), keys({}))) << "it takes no room";
    second->own.end();
    const auto third = all.arrive(a_lead(3), keys({key(3)}));
    ASSERT_TRUE(third);
    EXPECT_THAT(third->others, IsEmpty());
    EXPECT_EQ(all.size(), 2U);
}

}  // namespace
}  // namespace pointsman::duplicate
