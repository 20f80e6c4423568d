#include "moments.hpp"

#include <pointsman/cap/book.hpp>

#include <gtest/gtest.h>

namespace pointsman::cap {
namespace {

struct window {
    const char* what;
    period per;
    const char* zone_name;
    base::wall_time at;
    base::wall_time start;
};

std::string shown(base::wall_time at) {
    return at == base::wall_time::min() ? "since ever" : base::to_rfc3339(at);
}

class windows : public testing::TestWithParam<window> {};

TEST_P(windows, start_where_the_calendar_of_the_zone_says) {
    const window& expected = GetParam();
    EXPECT_EQ(shown(window_start(expected.per, zone(expected.zone_name), expected.at)),
              shown(expected.start));
}

const char* const los_angeles = "America/Los_Angeles";

INSTANTIATE_TEST_SUITE_P(
    hours, windows,
    testing::Values(window{"in_utc", period::hour, "UTC", utc(2026y / July / 4, 12h + 34min + 56s),
                           utc(2026y / July / 4, 12h)},
                    window{"last_microsecond", period::hour, "UTC",
                           utc(2026y / July / 4, 13h - 1us), utc(2026y / July / 4, 12h)},
                    window{"first_instant", period::hour, "UTC", utc(2026y / July / 4, 13h),
                           utc(2026y / July / 4, 13h)},
                    window{"half_hour_zone", period::hour, "Asia/Kolkata",
                           utc(2026y / July / 4, 12h + 15min), utc(2026y / July / 4, 11h + 30min)},
                    window{"before_the_gap", period::hour, los_angeles,
                           utc(2026y / March / 8, 9h + 59min), utc(2026y / March / 8, 9h)},
                    window{"after_the_gap", period::hour, los_angeles,
                           utc(2026y / March / 8, 10h + 1min), utc(2026y / March / 8, 10h)},
                    window{"first_0130", period::hour, los_angeles,
                           utc(2026y / November / 1, 8h + 30min), utc(2026y / November / 1, 8h)},
                    window{"second_0130", period::hour, los_angeles,
                           utc(2026y / November / 1, 9h + 30min), utc(2026y / November / 1, 9h)},
                    window{"half_hour_shift_before", period::hour, "Australia/Lord_Howe",
                           utc(2025y / April / 5, 14h + 50min), utc(2025y / April / 5, 14h)},
                    window{"half_hour_shift_after", period::hour, "Australia/Lord_Howe",
                           utc(2025y / April / 5, 15h + 10min),
                           utc(2025y / April / 5, 14h + 30min)}),
    [](const auto& row) { return std::string(row.param.what); });

INSTANTIATE_TEST_SUITE_P(
    days, windows,
    testing::Values(window{"last_microsecond", period::day, los_angeles,
                           utc(2026y / July / 5, 7h) - 1us, utc(2026y / July / 4, 7h)},
                    window{"midnight", period::day, los_angeles, utc(2026y / July / 5, 7h),
                           utc(2026y / July / 5, 7h)},
                    window{"spring_day", period::day, los_angeles,
                           utc(2026y / March / 9, 6h + 59min), utc(2026y / March / 8, 8h)},
                    window{"after_spring_day", period::day, los_angeles, utc(2026y / March / 9, 7h),
                           utc(2026y / March / 9, 7h)},
                    window{"autumn_day", period::day, los_angeles,
                           utc(2026y / November / 2, 7h + 59min), utc(2026y / November / 1, 7h)},
                    window{"after_autumn_day", period::day, los_angeles,
                           utc(2026y / November / 2, 8h), utc(2026y / November / 2, 8h)},
                    window{"arizona_in_spring", period::day, "America/Phoenix",
                           utc(2026y / March / 9, 6h + 59min), utc(2026y / March / 8, 7h)},
                    window{"arizona_in_autumn", period::day, "America/Phoenix",
                           utc(2026y / November / 2, 7h), utc(2026y / November / 2, 7h)},
                    window{"leap_day", period::day, "America/New_York",
                           utc(2028y / March / 1, 4h + 59min), utc(2028y / February / 29, 5h)},
                    window{"midnight_skipped", period::day, "America/Santiago",
                           utc(2025y / September / 7, 12h), utc(2025y / September / 7, 4h)},
                    window{"before_skipped_midnight", period::day, "America/Santiago",
                           utc(2025y / September / 7, 4h) - 1us, utc(2025y / September / 6, 4h)},
                    window{"midnight_twice", period::day, "America/Havana",
                           utc(2025y / November / 2, 5h + 30min), utc(2025y / November / 2, 4h)},
                    window{"evening_twice", period::day, "America/Santiago",
                           utc(2025y / April / 6, 3h + 30min), utc(2025y / April / 5, 3h)}),
    [](const auto& row) { return std::string(row.param.what); });

INSTANTIATE_TEST_SUITE_P(
    longer, windows,
    testing::Values(window{"week_from_sunday_night", period::week, los_angeles,
                           utc(2026y / July / 6, 7h) - 1us, utc(2026y / June / 29, 7h)},
                    window{"week_from_monday_midnight", period::week, los_angeles,
                           utc(2026y / July / 6, 7h), utc(2026y / July / 6, 7h)},
                    window{"week_from_wednesday", period::week, los_angeles,
                           utc(2026y / July / 8, 20h), utc(2026y / July / 6, 7h)},
                    window{"week_of_dst", period::week, los_angeles, utc(2026y / March / 8, 20h),
                           utc(2026y / March / 2, 8h)},
                    window{"week_over_new_year", period::week, "UTC", utc(2027y / January / 1),
                           utc(2026y / December / 28)},
                    window{"month_last_microsecond", period::month, los_angeles,
                           utc(2026y / August / 1, 7h) - 1us, utc(2026y / July / 1, 7h)},
                    window{"month_first_instant", period::month, los_angeles,
                           utc(2026y / August / 1, 7h), utc(2026y / August / 1, 7h)},
                    window{"month_of_dst", period::month, los_angeles, utc(2026y / March / 31, 20h),
                           utc(2026y / March / 1, 8h)},
                    window{"month_of_leap_day", period::month, "UTC",
                           utc(2028y / February / 29, 23h), utc(2028y / February / 1)},
                    window{"total", period::total, los_angeles, utc(2026y / July / 4),
                           base::wall_time::min()}),
    [](const auto& row) { return std::string(row.param.what); });

// Walks a year in steps of half an hour: a window starts before what it holds, never moves back,
// and is its own start.
TEST(window_start, is_consistent_all_year) {
    for (const char* name : {"America/Los_Angeles", "America/Phoenix", "America/Santiago",
                             "America/Havana", "America/St_Johns", "Asia/Kolkata", "UTC"}) {
        const zone where(name);
        for (const period per : {period::hour, period::day, period::week, period::month}) {
            base::wall_time previous = base::wall_time::min();
            for (auto at = utc(2025y / January / 1); at < utc(2026y / January / 1); at += 30min) {
                const base::wall_time start = window_start(per, where, at);
                ASSERT_LE(start, at) << name;
                ASSERT_GE(start, previous) << name;
                ASSERT_EQ(window_start(per, where, start), start) << name;
                if (per == period::hour) ASSERT_LT(at - start, 1h) << name;
                if (per == period::day) ASSERT_LT(at - start, 25h) << name;
                previous = start;
            }
        }
    }
}

TEST(names, of_events_periods_and_measures) {
    EXPECT_EQ(to_text(event::ping), "ping");
    EXPECT_EQ(to_text(event::post), "post");
    EXPECT_EQ(to_text(event::sale), "sale");
    EXPECT_EQ(to_text(period::hour), "hour");
    EXPECT_EQ(to_text(period::day), "day");
    EXPECT_EQ(to_text(period::week), "week");
    EXPECT_EQ(to_text(period::month), "month");
    EXPECT_EQ(to_text(period::total), "total");
    EXPECT_EQ(to_text(measure::count), "count");
    EXPECT_EQ(to_text(measure::spend), "spend");
}

}  // namespace
}  // namespace pointsman::cap
