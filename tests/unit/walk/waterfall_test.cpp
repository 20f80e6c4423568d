#include "script.hpp"

namespace pointsman::walk {
namespace {

TEST(waterfall, asks_one_after_another_and_takes_the_first_that_buys) {
    script walk({waterfall()}, {pinged(0), pinged(0), pinged(0)});
    EXPECT_EQ(walk.start(), "ping 0");
    EXPECT_EQ(walk.on(10, ping_declined{0, ""}), "ping 1");
    EXPECT_EQ(walk.on(20, bid(1, "3.00")), "prepare 1 at 3.00");
    EXPECT_EQ(walk.on(21, posting_stored{1}), "post 1");
    EXPECT_EQ(walk.on(30, post_accepted{1, "", ""}), "commit 1");
    EXPECT_EQ(walk.why(2), candidate_reason::stopped);
}

TEST(waterfall, direct_posts_follow_each_other_after_refusals) {
    script walk({waterfall()}, {direct(0, "90.00"), direct(0, "40.00"), direct(0, "10.00")});
    EXPECT_EQ(walk.start(), "prepare 0 at 90.00");
    EXPECT_EQ(walk.on(1, posting_stored{0}), "post 0");
    EXPECT_EQ(walk.on(200, post_rejected{0, ""}), "release 0; prepare 1 at 40.00");
    walk.on(201, posting_stored{1});
    EXPECT_EQ(walk.on(400, post_unsent{1, "connection refused"}), "release 1; prepare 2 at 10.00");
    walk.on(401, posting_stored{2});
    walk.on(500, post_accepted{2, "", "https://lender.example/apply"});
    EXPECT_EQ(walk.why(1), candidate_reason::post_error);
    EXPECT_EQ(walk.result().sale->redirect_url, "https://lender.example/apply");
}

TEST(waterfall, the_next_tier_follows_when_a_tier_did_not_buy) {
    tier_rules first = waterfall();
    first.floor = dollars("30.00");
    script walk({first, auction()}, {pinged(0), pinged(1), pinged(1)});
    EXPECT_EQ(walk.start(), "ping 0");
    EXPECT_EQ(walk.on(10, bid(0, "29.00")), "ping 1; ping 2");
    walk.on(20, bid(1, "8.00"));
    EXPECT_EQ(walk.on(30, bid(2, "9.00")), "prepare 2 at 9.00");
    EXPECT_FALSE(walk.walk().finished());
}

TEST(waterfall, an_empty_tier_is_passed_through) {
    script walk({waterfall(), auction()}, {pinged(1)});
    EXPECT_EQ(walk.start(), "ping 0");
}

TEST(waterfall, stops_asking_after_max_posts) {
    script walk({waterfall()}, {direct(0, "9.00"), direct(0, "8.00"), pinged(0)});
    walk.rules.max_posts = 1;
    walk.start();
    walk.on(1, posting_stored{0});
    EXPECT_EQ(walk.on(2, post_rejected{0, ""}), "release 0");
    EXPECT_EQ(walk.why(1), candidate_reason::stopped);
    EXPECT_EQ(walk.why(2), candidate_reason::stopped);
}

TEST(walk, without_candidates_ends_at_once) {
    script walk({auction()}, {});
    EXPECT_EQ(walk.start(), "");
    ASSERT_TRUE(walk.walk().finished());
    EXPECT_EQ(walk.result().reason, lead_reason::no_candidates);
}

}  // namespace
}  // namespace pointsman::walk
