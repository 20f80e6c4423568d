#include "moments.hpp"

#include <pointsman/cap/hours.hpp>

#include <gtest/gtest.h>

namespace pointsman::cap {
namespace {

constexpr std::size_t friday = 4;
constexpr std::size_t saturday = 5;
constexpr std::size_t sunday = 6;

constexpr std::int32_t minutes(int hour, int minute = 0) {
    return hour * 60 + minute;
}

// mon-fri 08:00-12:00 and 13:00-20:00, sat 09:00-13:00.
hours office_hours() {
    hours open;
    for (std::size_t day = 0; day <= friday; ++day) {
        open.days[day] = {{minutes(8), minutes(12)}, {minutes(13), minutes(20)}};
    }
    open.days[saturday] = {{minutes(9), minutes(13)}};
    return open;
}

struct moment {
    const char* what;
    base::wall_time at;
    bool open;
};

TEST(hours, open_and_close_by_the_buyers_clock) {
    const zone pacific("America/Los_Angeles");
    const moment moments[] = {
        {"monday 07:59:59", utc(2026y / July / 6, 14h + 59min + 59s), false},
        {"monday 08:00", utc(2026y / July / 6, 15h), true},
        {"monday 11:59:59.999999", utc(2026y / July / 6, 19h - 1us), true},
        {"monday 12:00", utc(2026y / July / 6, 19h), false},
        {"monday 13:00", utc(2026y / July / 6, 20h), true},
        {"monday 19:59, tuesday in utc", utc(2026y / July / 7, 2h + 59min), true},
        {"monday 20:00", utc(2026y / July / 7, 3h), false},
        {"friday 19:59", utc(2026y / July / 11, 2h + 59min), true},
        {"saturday 08:59", utc(2026y / July / 11, 15h + 59min), false},
        {"saturday 09:00", utc(2026y / July / 11, 16h), true},
        {"saturday 13:00", utc(2026y / July / 11, 20h), false},
        {"sunday 10:00", utc(2026y / July / 12, 17h), false},
        {"monday 08:00 in winter", utc(2026y / January / 5, 16h), true},
        {"monday 07:00 in winter", utc(2026y / January / 5, 15h), false},
    };
    const hours open = office_hours();
    for (const moment& each : moments) {
        EXPECT_EQ(open.open_at(pacific, each.at), each.open) << each.what;
    }
}

TEST(hours, last_to_the_end_of_the_day) {
    hours open;
    open.days[sunday] = {{minutes(20), minutes(24)}};
    EXPECT_TRUE(open.open_at(zone(), utc(2026y / July / 13) - 1us));
    EXPECT_FALSE(open.open_at(zone(), utc(2026y / July / 13)));
}

TEST(hours, without_spans_are_never_open) {
    EXPECT_FALSE(hours().open_at(zone(), utc(2026y / July / 6, 12h)));
}

TEST(hours, are_open_twice_in_the_repeated_hour) {
    const zone pacific("America/Los_Angeles");
    hours open;
    open.days[sunday] = {{minutes(1), minutes(2)}};
    const auto day = 2026y / November / 1;
    EXPECT_FALSE(open.open_at(pacific, utc(day, 7h + 59min)));
    EXPECT_TRUE(open.open_at(pacific, utc(day, 8h)));
    EXPECT_TRUE(open.open_at(pacific, utc(day, 9h + 59min)));
    EXPECT_FALSE(open.open_at(pacific, utc(day, 10h)));
}

TEST(hours, skip_the_hour_that_does_not_exist) {
    const zone pacific("America/Los_Angeles");
    hours open;
    open.days[sunday] = {{minutes(2), minutes(3)}};
    for (auto time = 8h + 0min; time < 14h; time += 1min) {
        ASSERT_FALSE(open.open_at(pacific, utc(2026y / March / 8, time)));
    }
}

TEST(hours, differ_between_arizona_and_california_only_in_summer) {
    const hours open = office_hours();
    const zone california("America/Los_Angeles");
    const zone arizona("America/Phoenix");
    const auto winter = utc(2026y / January / 5, 15h + 30min);
    EXPECT_FALSE(open.open_at(california, winter));
    EXPECT_TRUE(open.open_at(arizona, winter));
    const auto summer = utc(2026y / July / 6, 15h + 30min);
    EXPECT_TRUE(open.open_at(california, summer));
    EXPECT_TRUE(open.open_at(arizona, summer));
}

}  // namespace
}  // namespace pointsman::cap
