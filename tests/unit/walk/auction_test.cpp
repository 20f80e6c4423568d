#include "script.hpp"

namespace pointsman::walk {
namespace {

TEST(auction, pings_all_at_once_and_posts_to_the_highest_bid) {
    script walk({auction()}, {pinged(0), pinged(0), pinged(0)});
    EXPECT_EQ(walk.start(), "ping 0; ping 1; ping 2");
    EXPECT_EQ(walk.on(10, bid(0, "12.00")), "");
    EXPECT_EQ(walk.on(20, bid(1, "15.00")), "");
    EXPECT_EQ(walk.on(30, ping_declined{2, "no thanks"}), "prepare 1 at 15.00");
    EXPECT_EQ(walk.on(32, posting_stored{1}), "post 1");
    EXPECT_EQ(walk.on(90, post_accepted{1, "ref-7", "https://b.example/x"}), "commit 1");
    ASSERT_TRUE(walk.walk().finished());
    EXPECT_EQ(walk.result().status, status::sold);
    EXPECT_EQ(walk.result().sale->to, 1U);
    EXPECT_EQ(walk.result().sale->money.price, dollars("15.00"));
    EXPECT_EQ(walk.result().sale->money.payout, dollars("12.00"));
    EXPECT_EQ(walk.result().sale->reference, "ref-7");
    EXPECT_EQ(walk.why(0), candidate_reason::outbid);
    EXPECT_EQ(walk.why(1), candidate_reason::sold);
    EXPECT_EQ(walk.why(2), candidate_reason::declined);
    EXPECT_EQ(walk.result().endings[2].detail, "no thanks");
}

TEST(auction, goes_down_the_ranking_when_refused) {
    script walk({auction()}, {pinged(0), pinged(0)});
    walk.start();
    walk.on(10, bid(0, "12.00"));
    EXPECT_EQ(walk.on(20, bid(1, "15.00")), "prepare 1 at 15.00");
    walk.on(21, posting_stored{1});
    EXPECT_EQ(walk.on(60, post_rejected{1, "duplicate"}), "release 1; prepare 0 at 12.00");
    EXPECT_EQ(walk.on(61, posting_stored{0}), "post 0");
    EXPECT_EQ(walk.on(99, post_rejected{0, "quality"}), "release 0");
    EXPECT_EQ(walk.result().status, status::unsold);
    EXPECT_EQ(walk.result().reason, lead_reason::all_rejected);
    EXPECT_EQ(walk.why(0), candidate_reason::post_rejected);
    EXPECT_EQ(walk.why(1), candidate_reason::post_rejected);
}

TEST(auction, does_not_wait_beyond_the_ping_timeout) {
    script walk({auction()}, {pinged(0, 200ms), pinged(0, 300ms)});
    walk.start();
    EXPECT_EQ(walk.walk().next_wake(), at_ms(200));
    walk.on(10, bid(0, "9.00"));
    EXPECT_EQ(walk.walk().next_wake(), at_ms(300));
    EXPECT_EQ(walk.on(299, tick{}), "");
    EXPECT_EQ(walk.on(300, tick{}), "prepare 0 at 9.00");
    walk.on(301, posting_stored{0});
    walk.on(310, post_accepted{0, "", ""});
    EXPECT_EQ(walk.why(1), candidate_reason::ping_timeout);
}

TEST(auction, a_bid_at_the_very_timeout_is_late) {
    script walk({auction()}, {pinged(0, 200ms), pinged(0, 300ms)});
    walk.start();
    EXPECT_FALSE(walk.walk().awaits_ping(0, at_ms(200)));
    EXPECT_EQ(walk.on(200, bid(0, "99.00")), "");
    EXPECT_EQ(walk.on(210, bid(1, "5.00")), "prepare 1 at 5.00");
    walk.on(211, posting_stored{1});
    walk.on(220, post_accepted{1, "", ""});
    EXPECT_EQ(walk.why(0), candidate_reason::late_bid);
    EXPECT_EQ(walk.result().endings[0].detail, "99.00");
    EXPECT_EQ(walk.result().sale->to, 1U);
}

TEST(auction, a_bid_below_the_floor_is_never_posted) {
    tier_rules tier = auction();
    tier.floor = dollars("10.00");
    script walk({tier}, {pinged(0), pinged(0)});
    walk.start();
    walk.on(10, bid(0, "9.99"));
    EXPECT_EQ(walk.on(20, bid(1, "10.00")), "prepare 1 at 10.00");
    walk.on(21, posting_stored{1});
    walk.on(30, post_accepted{1, "", ""});
    EXPECT_EQ(walk.why(0), candidate_reason::below_floor);
}

TEST(auction, the_sellers_minimum_compares_the_payout) {
    script walk({auction()}, {pinged(0), pinged(0)});
    walk.rules.min_price = dollars("8.00");
    walk.start();
    walk.on(10, bid(0, "9.99"));  // pays out 7.99
    EXPECT_EQ(walk.on(20, ping_declined{1, ""}), "");
    EXPECT_EQ(walk.why(0), candidate_reason::below_min_price);
    EXPECT_EQ(walk.result().reason, lead_reason::below_min_price);
}

TEST(auction, a_price_that_cannot_carry_the_terms_is_refused) {
    script walk({auction()}, {pinged(0)});
    walk.rules.payout = {dollars("10.00"), dollars("2.00")};
    walk.start();
    walk.on(10, bid(0, "11.99"));
    EXPECT_EQ(walk.why(0), candidate_reason::margin_too_low);
    EXPECT_EQ(walk.result().reason, lead_reason::no_bid);
}

TEST(auction, fixed_prices_and_bids_stand_in_one_ranking) {
    script walk({auction()}, {direct(0, "11.00"), pinged(0), direct(0, "14.00")});
    EXPECT_EQ(walk.start(), "ping 1");
    EXPECT_EQ(walk.on(50, bid(1, "12.00")), "prepare 2 at 14.00");
    walk.on(51, posting_stored{2});
    EXPECT_EQ(walk.on(60, post_rejected{2, ""}), "release 2; prepare 1 at 12.00");
    walk.on(61, posting_stored{1});
    EXPECT_EQ(walk.on(70, post_rejected{1, ""}), "release 1; prepare 0 at 11.00");
}

TEST(auction, a_fixed_price_order_with_a_ping_keeps_its_price) {
    candidate asked = direct(0, "7.00");
    asked.pings = true;
    script walk({auction()}, {asked});
    EXPECT_EQ(walk.start(), "ping 0");
    EXPECT_EQ(walk.on(50, bid(0, "99.00")), "prepare 0 at 7.00");
}

TEST(auction, equal_bids_go_by_lot) {
    script walk({auction()}, {pinged(0), pinged(0), pinged(0)});
    walk.rules.candidates[0].lot = 30;
    walk.rules.candidates[1].lot = 10;
    walk.rules.candidates[2].lot = 20;
    walk.start();
    walk.on(1, bid(0, "10.00"));
    walk.on(2, bid(2, "10.00"));
    EXPECT_EQ(walk.on(3, bid(1, "10.00")), "prepare 1 at 10.00");
}

TEST(auction, an_expired_bid_is_passed_over) {
    script walk({auction()}, {pinged(0), pinged(0)});
    walk.start();
    walk.on(10, bid(0, "20.00", 100ms));
    EXPECT_EQ(walk.on(200, bid(1, "5.00")), "prepare 1 at 5.00");
    walk.on(201, posting_stored{1});
    walk.on(210, post_accepted{1, "", ""});
    EXPECT_EQ(walk.why(0), candidate_reason::bid_expired);
}

TEST(auction, a_lost_cap_gives_the_next_bid_its_turn_and_costs_no_post) {
    script walk({auction()}, {pinged(0), pinged(0)});
    walk.rules.max_posts = 1;
    walk.start();
    walk.on(10, bid(0, "20.00"));
    EXPECT_EQ(walk.on(20, bid(1, "5.00")), "prepare 0 at 20.00");
    EXPECT_EQ(walk.on(20, cap_refused{0, "sale count per day"}), "prepare 1 at 5.00");
    walk.on(21, posting_stored{1});
    walk.on(30, post_accepted{1, "", ""});
    EXPECT_EQ(walk.why(0), candidate_reason::cap_lost);
}

TEST(auction, a_full_ping_cap_ends_the_candidate) {
    script walk({auction()}, {pinged(0), pinged(0)});
    walk.start();
    EXPECT_EQ(walk.on(0, cap_refused{0, "ping count per hour"}), "");
    EXPECT_EQ(walk.on(9, ping_failed{1, "refused"}), "");
    EXPECT_EQ(walk.why(0), candidate_reason::cap_count);
    EXPECT_EQ(walk.why(1), candidate_reason::ping_error);
}

TEST(auction, max_posts_ends_the_cascade) {
    script walk({auction(), auction()}, {pinged(0), pinged(0), pinged(1)});
    walk.rules.max_posts = 1;
    walk.start();
    walk.on(1, bid(0, "10.00"));
    walk.on(2, bid(1, "9.00"));
    walk.on(3, posting_stored{0});
    EXPECT_EQ(walk.on(4, post_rejected{0, ""}), "release 0");
    EXPECT_EQ(walk.why(1), candidate_reason::max_posts);
    EXPECT_EQ(walk.why(2), candidate_reason::stopped);
    EXPECT_EQ(walk.result().reason, lead_reason::all_rejected);
}

}  // namespace
}  // namespace pointsman::walk
