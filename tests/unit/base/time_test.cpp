#include <pointsman/base/clock.hpp>
#include <pointsman/base/time.hpp>

#include <gtest/gtest.h>

#include <chrono>

namespace pointsman::base {
namespace {

using namespace std::chrono_literals;

constexpr steady_time start{100s};

TEST(deadline, counts_down_to_zero_and_stays_there) {
    const deadline limit = deadline::after(start, 6s);
    EXPECT_EQ(limit.time_left(start), 6s);
    EXPECT_EQ(limit.time_left(start + 6s), 0s);
    EXPECT_EQ(limit.time_left(start + 1h), 0s);
    EXPECT_FALSE(limit.passed(start + 6s - 1us));
    EXPECT_TRUE(limit.passed(start + 6s));
}

TEST(deadline, contains_a_shorter_limit_but_is_never_extended) {
    const deadline limit = deadline::after(start, 6s);
    EXPECT_EQ(limit.within(start + 1s, 800ms).at(), start + 1800ms);
    EXPECT_EQ(limit.within(start + 5s, 4s), limit);
}

TEST(to_rfc3339, writes_utc_with_six_decimals) {
    EXPECT_EQ(to_rfc3339(wall_time{0us}), "1970-01-01T00:00:00.000000Z");
    EXPECT_EQ(to_rfc3339(wall_time{1'795'295'702'123'456us}), "2026-11-21T21:15:02.123456Z");
    EXPECT_EQ(to_rfc3339(wall_time{-1us}), "1969-12-31T23:59:59.999999Z");
    EXPECT_EQ(to_rfc3339(wall_time{951'782'400s}), "2000-02-29T00:00:00.000000Z");
}

TEST(system_clock, reads_a_time_of_this_century_and_never_goes_back_on_the_steady_clock) {
    const system_clock clock;
    const instant first = clock.now();
    const instant second = clock.now();
    EXPECT_GT(to_rfc3339(first.wall), "2024-01-01");
    EXPECT_LT(to_rfc3339(first.wall), "2100-01-01");
    EXPECT_GE(second.steady, first.steady);
}

}  // namespace
}  // namespace pointsman::base
