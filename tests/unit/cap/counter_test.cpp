#include "moments.hpp"

#include <pointsman/cap/book.hpp>

#include <gtest/gtest.h>

namespace pointsman::cap {
namespace {

// The start of the n-th window of a cap per hour.
base::wall_time hour(int n) {
    return utc(2026y / July / 6) + n * 1h;
}

void expect_used(const counter& cap, base::wall_time window, std::int64_t committed,
                 std::int64_t reserved) {
    const usage found = cap.used(window);
    EXPECT_EQ(found.committed, committed);
    EXPECT_EQ(found.reserved, reserved);
}

TEST(counter, reserves_up_to_the_limit) {
    counter cap;
    EXPECT_TRUE(cap.try_reserve(hour(0), 1, 2));
    EXPECT_TRUE(cap.try_reserve(hour(0), 1, 2));
    EXPECT_FALSE(cap.try_reserve(hour(0), 1, 2));
    expect_used(cap, hour(0), 0, 2);
}

TEST(counter, counts_committed_and_reserved_together) {
    counter cap;
    ASSERT_TRUE(cap.try_reserve(hour(0), 60, 100));
    cap.commit(hour(0), 60);
    EXPECT_FALSE(cap.try_reserve(hour(0), 41, 100));
    EXPECT_TRUE(cap.try_reserve(hour(0), 40, 100));
    expect_used(cap, hour(0), 60, 40);
}

TEST(counter, gives_back_what_is_released) {
    counter cap;
    ASSERT_TRUE(cap.try_reserve(hour(0), 1, 1));
    cap.release(hour(0), 1);
    expect_used(cap, hour(0), 0, 0);
    EXPECT_TRUE(cap.try_reserve(hour(0), 1, 1));
}

TEST(counter, a_refusal_changes_nothing) {
    counter cap;
    EXPECT_FALSE(cap.try_reserve(hour(0), 1, 0));
    expect_used(cap, hour(0), 0, 0);
}

TEST(counter, keeps_windows_apart) {
    counter cap;
    ASSERT_TRUE(cap.try_reserve(hour(0), 1, 1));
    EXPECT_TRUE(cap.try_reserve(hour(1), 1, 1));
    EXPECT_FALSE(cap.try_reserve(hour(1), 1, 1));
    cap.commit(hour(0), 1);
    expect_used(cap, hour(0), 1, 0);
    expect_used(cap, hour(1), 0, 1);
}

TEST(counter, a_reload_may_lower_the_limit_below_what_is_used) {
    counter cap;
    for (int i = 0; i < 5; ++i) ASSERT_TRUE(cap.try_reserve(hour(0), 1, 10));
    EXPECT_FALSE(cap.try_reserve(hour(0), 1, 3));
    EXPECT_TRUE(cap.try_reserve(hour(0), 1, 6));
}

TEST(counter, adds_what_the_journal_knows) {
    counter cap;
    cap.restore(hour(0), {.committed = 3, .reserved = 1});
    cap.restore(hour(0), {.committed = 1, .reserved = 0});
    expect_used(cap, hour(0), 4, 1);
    EXPECT_FALSE(cap.try_reserve(hour(0), 1, 5));
    cap.release(hour(0), 1);
    EXPECT_TRUE(cap.try_reserve(hour(0), 1, 5));
}

constexpr int remembered = static_cast<int>(counter::remembered_windows);

TEST(counter, forgets_windows_long_past) {
    counter cap;
    for (int n = 0; n <= remembered + 1; ++n) {
        ASSERT_TRUE(cap.try_reserve(hour(n), 1, 1));
        cap.commit(hour(n), 1);
    }
    expect_used(cap, hour(0), 0, 0);
    for (int n = 1; n <= remembered + 1; ++n) expect_used(cap, hour(n), 1, 0);
}

TEST(counter, never_forgets_a_window_with_a_reservation) {
    counter cap;
    ASSERT_TRUE(cap.try_reserve(hour(0), 1, 1));
    for (int n = 1; n < 1000; ++n) {
        ASSERT_TRUE(cap.try_reserve(hour(n), 1, 1));
        cap.commit(hour(n), 1);
    }
    expect_used(cap, hour(0), 0, 1);
    cap.commit(hour(0), 1);
    expect_used(cap, hour(0), 1, 0);
}

TEST(counter, forgets_old_windows_once_they_are_settled) {
    counter cap;
    for (int n = 0; n < 100; ++n) ASSERT_TRUE(cap.try_reserve(hour(n), 1, 1));
    for (int n = 0; n < 100; ++n) cap.commit(hour(n), 1);
    ASSERT_TRUE(cap.try_reserve(hour(100), 1, 1));
    for (int n = 0; n < 100 - remembered; ++n) expect_used(cap, hour(n), 0, 0);
    for (int n = 100 - remembered; n < 100; ++n) expect_used(cap, hour(n), 1, 0);
}

TEST(counter, does_not_forget_the_current_window_when_the_clock_is_set_back) {
    counter cap;
    for (int n = 100; n < 120; ++n) ASSERT_TRUE(cap.try_reserve(hour(n), 1, 1));
    for (int n = 100; n < 120; ++n) cap.commit(hour(n), 1);
    for (int n = 0; n < 3; ++n) {
        ASSERT_TRUE(cap.try_reserve(hour(n), 1, 1));
        cap.commit(hour(n), 1);
        EXPECT_FALSE(cap.try_reserve(hour(n), 1, 1));
    }
    for (int n = 0; n < 3; ++n) expect_used(cap, hour(n), 1, 0);
}

TEST(counter, forgets_the_oldest_first_in_whatever_order_they_were_restored) {
    counter cap;
    for (int n = remembered; n >= 0; --n) cap.restore(hour(n), {.committed = 1, .reserved = 0});
    ASSERT_TRUE(cap.try_reserve(hour(remembered + 1), 1, 1));
    expect_used(cap, hour(0), 0, 0);
    expect_used(cap, hour(remembered), 1, 0);
}

TEST(counter, is_set_to_what_the_journal_knows_and_keeps_what_is_reserved) {
    counter cap;
    cap.set_committed(hour(0), 3, 1);
    expect_used(cap, hour(0), 4, 0);
    ASSERT_TRUE(cap.try_reserve(hour(0), 2, 10));
    // Of what is in doubt two are those that are reserved: they are not counted twice.
    cap.set_committed(hour(0), 3, 5);
    expect_used(cap, hour(0), 6, 2);
    cap.set_committed(hour(0), 3, 1);
    expect_used(cap, hour(0), 3, 2);
}

TEST(counter, a_return_of_a_window_that_nobody_counted_changes_nothing) {
    counter cap;
    ASSERT_TRUE(cap.try_reserve(hour(1), 1, 1));
    cap.refill(hour(0), 1);
    expect_used(cap, hour(0), 0, 0);
    expect_used(cap, hour(1), 0, 1);
    EXPECT_FALSE(cap.try_reserve(hour(1), 1, 1));
}

TEST(counter, a_reservation_as_seen_fails_as_soon_as_more_is_used) {
    counter cap;
    const usage nothing = cap.used(hour(0));
    ASSERT_TRUE(cap.try_reserve_as_seen(hour(0), 1, nothing));
    EXPECT_FALSE(cap.try_reserve_as_seen(hour(0), 1, nothing)) << "more is reserved";
    const usage reserved = cap.used(hour(0));
    cap.commit(hour(0), 1);
    EXPECT_FALSE(cap.try_reserve_as_seen(hour(0), 1, reserved)) << "more is committed";
    ASSERT_TRUE(cap.try_reserve_as_seen(hour(0), 1, cap.used(hour(0))));
    const usage both = cap.used(hour(0));
    cap.release(hour(0), 1);
    EXPECT_TRUE(cap.try_reserve_as_seen(hour(0), 1, both)) << "less is used than was seen";
}

}  // namespace
}  // namespace pointsman::cap
