#include "script.hpp"

// Events that come when the walk no longer, or not yet, waits for them: they change nothing.
namespace pointsman::walk {
namespace {

TEST(out_of_turn, nothing_is_believed_of_a_candidate_that_was_not_posted_to) {
    script walk({auction()}, {pinged(0), pinged(0)});
    walk.start();
    EXPECT_EQ(walk.on(10, post_accepted{0, "ref", ""}), "");
    EXPECT_EQ(walk.on(11, post_rejected{0, "no"}), "");
    EXPECT_EQ(walk.on(12, post_unknown{0, "?"}), "");
    EXPECT_EQ(walk.on(13, post_unsent{0, "closed"}), "");
    EXPECT_EQ(walk.on(14, posting_stored{0}), "");
    EXPECT_EQ(walk.on(15, posting_not_stored{0}), "");
    EXPECT_EQ(walk.on(16, duplicate_refused{0, "had it"}), "");
    EXPECT_EQ(walk.on(20, bid(0, "9.00")), "");
    EXPECT_EQ(walk.on(30, ping_declined{1, ""}), "prepare 0 at 9.00");
}

TEST(out_of_turn, a_second_answer_to_a_ping_is_ignored) {
    script walk({auction()}, {pinged(0), pinged(0)});
    walk.start();
    walk.on(10, ping_declined{0, "no thanks"});
    EXPECT_EQ(walk.on(11, bid(0, "50.00")), "");
    EXPECT_EQ(walk.on(12, ping_failed{0, "closed"}), "");
    EXPECT_EQ(walk.on(13, ping_not_understood{0, "garbage"}), "");
    EXPECT_EQ(walk.on(14, ping_declined{0, "again"}), "");
    EXPECT_EQ(walk.on(20, bid(1, "9.00")), "prepare 1 at 9.00");
    EXPECT_EQ(walk.on(21, cap_refused{0, "late news"}), "");
    walk.on(22, posting_stored{1});
    walk.on(30, post_accepted{1, "", ""});
    EXPECT_EQ(walk.why(0), candidate_reason::declined);
    EXPECT_EQ(walk.result().endings[0].detail, "no thanks");
}

TEST(out_of_turn, a_bid_that_is_still_good_when_its_turn_comes_is_posted) {
    script walk({auction()}, {pinged(0), pinged(0)});
    walk.start();
    walk.on(10, bid(0, "9.00", 200ms));
    walk.on(20, bid(1, "12.00"));
    walk.on(21, posting_stored{1});
    EXPECT_EQ(walk.on(100, post_rejected{1, "no"}), "release 1; prepare 0 at 9.00");
}

TEST(out_of_turn, after_the_end_nothing_happens) {
    script walk({auction()}, {direct(0, "9.00")});
    EXPECT_EQ(walk.start(), "prepare 0 at 9.00");
    walk.on(1, posting_stored{0});
    walk.on(2, post_accepted{0, "", ""});
    EXPECT_EQ(walk.on(3, post_rejected{0, "after all"}), "");
    EXPECT_FALSE(walk.walk().awaits_post(0, at_ms(3)));
    EXPECT_EQ(walk.result().status, status::sold);
}

}  // namespace
}  // namespace pointsman::walk
