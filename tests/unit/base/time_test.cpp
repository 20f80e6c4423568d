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

TEST(to_short_rfc3339, leaves_an_empty_fraction_out) {
    EXPECT_EQ(to_short_rfc3339(wall_time{951'782'400s}), "2000-02-29T00:00:00Z");
    EXPECT_EQ(to_short_rfc3339(wall_time{1us}), "1970-01-01T00:00:00.000001Z");
}

TEST(parse_rfc3339, reads_what_is_written) {
    EXPECT_EQ(parse_rfc3339("1970-01-01T00:00:00Z"), wall_time{0us});
    EXPECT_EQ(parse_rfc3339("2026-11-21T21:15:02.123456Z"), wall_time{1'795'295'702'123'456us});
    EXPECT_EQ(parse_rfc3339("2026-11-21t21:15:02.5z"), wall_time{1'795'295'702'500'000us});
    EXPECT_EQ(parse_rfc3339("2026-11-21T13:15:02-08:00"), wall_time{1'795'295'702s});
    EXPECT_EQ(parse_rfc3339("2026-11-22T02:45:02+05:30"), wall_time{1'795'295'702s});
    EXPECT_EQ(parse_rfc3339("2000-02-29T00:00:00Z"), wall_time{951'782'400s});
}

TEST(parse_rfc3339, takes_nothing_else) {
    for (const char* text : {"",
                             "2026-11-21",
                             "2026-11-21T21:15Z",
                             "2026-11-21T21:15:02",
                             "2026-11-21 21:15:02Z",
                             "2026-02-29T00:00:00Z",
                             "2026-13-01T00:00:00Z",
                             "2026-11-31T00:00:00Z",
                             "2026-00-10T00:00:00Z",
                             "2026-11-00T00:00:00Z",
                             "2026-11-21T24:00:00Z",
                             "2026-11-21T21:60:00Z",
                             "2026-11-21T21:15:60Z",
                             "2026-11-21T21:15:02.Z",
                             "2026-11-21T21:15:02.1234567Z",
                             "2026-11-21T21:15:02+24:00",
                             "2026-11-21T21:15:02+0800",
                             "2026-11-21T21:15:02Z ",
                             " 2026-11-21T21:15:02Z",
                             "1899-12-31T00:00:00Z",
                             "2101-01-01T00:00:00Z",
                             "+026-11-21T21:15:02Z",
                             "2026-11-21T21:15:02ZZ"})
        EXPECT_EQ(parse_rfc3339(text), std::nullopt) << text;
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
