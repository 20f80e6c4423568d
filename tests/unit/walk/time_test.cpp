#include "script.hpp"

namespace pointsman::walk {
namespace {

TEST(deadline, ends_the_walk_whatever_is_going_on) {
    script walk({auction()}, {pinged(0, 60s), pinged(0, 60s)});
    walk.rules.deadline = 1s;
    walk.start();
    walk.on(10, bid(0, "10.00"));
    EXPECT_EQ(walk.walk().next_wake(), at_ms(1000));
    EXPECT_EQ(walk.on(1000, tick{}), "");
    EXPECT_EQ(walk.result().reason, lead_reason::deadline);
    EXPECT_EQ(walk.why(0), candidate_reason::no_time);
    EXPECT_EQ(walk.why(1), candidate_reason::ping_timeout);
    EXPECT_EQ(walk.on(1001, bid(1, "50.00")), "");
}

TEST(deadline, counts_from_the_arrival_of_the_lead) {
    script walk({auction()}, {pinged(0, 60s)});
    walk.rules.deadline = 1s;
    walk.start(400);
    EXPECT_EQ(walk.walk().next_wake(), at_ms(1000));
}

TEST(deadline, that_passed_before_the_start_asks_nobody) {
    script walk({auction()}, {pinged(0)});
    walk.rules.deadline = 1s;
    EXPECT_EQ(walk.start(1000), "");
    EXPECT_EQ(walk.result().reason, lead_reason::deadline);
    EXPECT_EQ(walk.why(0), candidate_reason::no_time);
}

TEST(deadline, nobody_is_called_with_less_than_its_minimum_time) {
    script walk({auction(), auction()}, {pinged(0, 960ms), pinged(1)});
    walk.rules.deadline = 1s;
    walk.start();
    // 40 ms are left for the second tier, whose buyer needs 50.
    EXPECT_EQ(walk.on(960, tick{}), "");
    EXPECT_EQ(walk.why(0), candidate_reason::ping_timeout);
    EXPECT_EQ(walk.why(1), candidate_reason::no_time);
}

TEST(deadline, no_post_without_its_minimum_time) {
    script walk({auction()}, {pinged(0, 5s), pinged(0, 5s)});
    walk.rules.deadline = 1s;
    walk.start();
    walk.on(10, bid(0, "10.00"));
    EXPECT_EQ(walk.on(950, ping_declined{1, ""}), "");
    EXPECT_EQ(walk.why(0), candidate_reason::no_time);
}

TEST(deadline, a_posting_stored_too_late_is_not_sent) {
    script walk({waterfall()}, {direct(0, "10.00")});
    walk.rules.deadline = 1s;
    walk.start();
    EXPECT_EQ(walk.on(950, posting_stored{0}), "release 0");
    EXPECT_EQ(walk.why(0), candidate_reason::no_time);
}

TEST(deadline, a_posting_never_stored_is_released_and_not_sent) {
    script walk({waterfall()}, {direct(0, "10.00")});
    walk.rules.deadline = 1s;
    walk.start();
    EXPECT_EQ(walk.on(1000, tick{}), "release 0");
    EXPECT_EQ(walk.result().reason, lead_reason::deadline);
    EXPECT_EQ(walk.on(1001, posting_stored{0}), "");
}

TEST(tier_deadline, hands_over_to_the_next_tier) {
    tier_rules brief = auction();
    brief.deadline = 300ms;
    script walk({brief, auction()}, {pinged(0, 5s), pinged(0, 5s), pinged(1)});
    walk.start();
    walk.on(10, bid(0, "10.00"));
    EXPECT_EQ(walk.walk().next_wake(), at_ms(300));
    EXPECT_EQ(walk.on(300, tick{}), "ping 2");
    EXPECT_EQ(walk.on(310, ping_declined{2, ""}), "");
    EXPECT_EQ(walk.why(0), candidate_reason::no_time);
    EXPECT_EQ(walk.why(1), candidate_reason::ping_timeout);
}

TEST(silence, holds_the_lead_by_default) {
    script walk({auction()}, {pinged(0), pinged(0)});
    walk.start();
    walk.on(1, bid(0, "10.00"));
    walk.on(2, bid(1, "9.00"));
    walk.on(3, posting_stored{0});
    EXPECT_TRUE(walk.walk().awaits_post(0, at_ms(1002)));
    EXPECT_EQ(walk.walk().next_wake(), at_ms(1003));
    EXPECT_EQ(walk.on(1003, tick{}), "hold 0");
    EXPECT_EQ(walk.result().status, status::held);
    EXPECT_EQ(walk.why(0), candidate_reason::post_unknown);
    EXPECT_EQ(walk.why(1), candidate_reason::outbid);
    // Nobody else is ever asked, and a late accept changes nothing here.
    EXPECT_EQ(walk.on(1100, post_accepted{0, "", ""}), "");
    EXPECT_FALSE(walk.result().sale.has_value());
}

TEST(silence, is_a_refusal_where_the_contract_says_so) {
    script walk({auction()}, {silence_is_no(pinged(0)), pinged(0)});
    walk.start();
    walk.on(1, bid(0, "10.00"));
    walk.on(2, bid(1, "9.00"));
    walk.on(3, posting_stored{0});
    EXPECT_EQ(walk.on(1003, tick{}), "release 0; prepare 1 at 9.00");
    EXPECT_EQ(walk.on(1004, post_accepted{0, "", ""}), "");
    EXPECT_FALSE(walk.walk().finished());
}

TEST(silence, an_answer_that_is_not_understood_is_like_silence) {
    script walk({auction()}, {pinged(0), pinged(0)});
    walk.start();
    walk.on(1, bid(0, "10.00"));
    walk.on(2, bid(1, "9.00"));
    walk.on(3, posting_stored{0});
    EXPECT_EQ(walk.on(50, post_unknown{0, "status 500"}), "hold 0");
    EXPECT_EQ(walk.result().status, status::held);
    EXPECT_EQ(walk.result().endings[0].detail, "status 500");
}

TEST(silence, provably_unsent_is_none_even_when_heard_late) {
    script walk({auction()}, {pinged(0), pinged(0)});
    walk.start();
    walk.on(1, bid(0, "10.00"));
    walk.on(2, bid(1, "9.00"));
    walk.on(3, posting_stored{0});
    EXPECT_EQ(walk.on(1003, post_unsent{0, "refused"}), "release 0; prepare 1 at 9.00");
}

TEST(silence, at_the_deadline_still_holds) {
    script walk({waterfall()}, {direct(0, "10.00")});
    walk.rules.deadline = 500ms;
    walk.start();
    EXPECT_EQ(walk.on(1, posting_stored{0}), "post 0");
    EXPECT_EQ(walk.on(500, tick{}), "hold 0");
    EXPECT_EQ(walk.result().status, status::held);
}

TEST(storage, that_refuses_a_posting_ends_the_walk) {
    script walk({auction()}, {pinged(0), pinged(0)});
    walk.start();
    walk.on(1, bid(0, "10.00"));
    walk.on(2, bid(1, "9.00"));
    EXPECT_EQ(walk.on(3, posting_not_stored{0}), "release 0");
    EXPECT_EQ(walk.result().reason, lead_reason::interrupted);
    EXPECT_EQ(walk.why(0), candidate_reason::post_error);
    EXPECT_EQ(walk.why(1), candidate_reason::stopped);
}

}  // namespace
}  // namespace pointsman::walk
