#include "moments.hpp"

#include <pointsman/cap/book.hpp>

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

namespace pointsman::cap {
namespace {

constexpr auto noon = utc(2026y / July / 6, 12h);

TEST(limit_changes, count_from_their_beginning_to_their_end) {
    limit_changes changes;
    EXPECT_EQ(changes.apply(10, noon), 10);
    changes.set({{.from = noon, .until = noon + 1h, .replaces = false, .amount = 5}});
    EXPECT_EQ(changes.apply(10, noon - 1us), 10);
    EXPECT_EQ(changes.apply(10, noon), 15);
    EXPECT_EQ(changes.apply(10, noon + 1h - 1us), 15);
    EXPECT_EQ(changes.apply(10, noon + 1h), 10);
    changes.set({});
    EXPECT_EQ(changes.apply(10, noon), 10);
}

TEST(limit_changes, put_the_latest_limit_in_place_and_all_extras_on_top) {
    limit_changes changes;
    changes.set({{noon, noon + 2h, true, 100},
                 {noon, noon + 2h, false, 5},
                 {noon, noon + 1h, true, 3},
                 {noon, noon + 2h, false, 7}});
    EXPECT_EQ(changes.apply(10, noon), 15);
    EXPECT_EQ(changes.apply(10, noon + 1h), 112);
    EXPECT_EQ(changes.apply(10, noon + 2h), 10);
}

TEST(limit_changes, never_add_up_to_more_than_a_number_holds) {
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
    limit_changes changes;
    changes.set({{noon, noon + 1h, false, most}, {noon, noon + 1h, false, most}});
    EXPECT_EQ(changes.apply(10, noon), most);
}

limit two_a_day(book& counters) {
    return {.used = counters.counter_of("a"),
            .on = event::sale,
            .per = period::day,
            .what = measure::count,
            .most = 2};
}

TEST(reserve, goes_by_the_changed_limit) {
    book counters;
    const limit cap = two_a_day(counters);
    const std::vector<const limit*> caps{&cap};
    const auto take = [&](base::wall_time at) {
        auto made = reserve(caps, event::sale, at, {});
        if (made.reserved) made.reserved->commit();
        return made.reserved.has_value();
    };
    cap.used->changes().set({{.from = noon, .until = noon + 1h, .replaces = false, .amount = 1}});
    EXPECT_TRUE(take(noon));
    EXPECT_TRUE(take(noon));
    EXPECT_FALSE(first_full(caps, event::sale, noon));
    EXPECT_TRUE(first_full(caps, event::sale, noon + 1h)) << "without the extra";
    EXPECT_FALSE(take(noon + 1h));
    EXPECT_TRUE(take(noon));
    EXPECT_FALSE(take(noon));
    EXPECT_EQ(most_at(cap, noon), 3);
}

// A limit of nothing stops an order as far as this cap goes.
TEST(reserve, can_be_stopped_by_a_limit_of_zero) {
    book counters;
    const limit cap = two_a_day(counters);
    const std::vector<const limit*> caps{&cap};
    cap.used->changes().set({{.from = noon, .until = noon + 1h, .replaces = true, .amount = 0}});
    EXPECT_TRUE(first_full(caps, event::sale, noon));
    EXPECT_FALSE(reserve(caps, event::sale, noon, {}).reserved);
    EXPECT_TRUE(reserve(caps, event::sale, noon + 1h, {}).reserved);
}

}  // namespace
}  // namespace pointsman::cap
