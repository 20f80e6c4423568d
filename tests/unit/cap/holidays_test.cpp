#include "moments.hpp"

#include <pointsman/cap/holidays.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pointsman::cap {
namespace {

using std::chrono::local_days;
using testing::Optional;

const zone pacific("America/Los_Angeles");

constexpr span_of_day span(int from_hour, int to_hour) {
    return {from_hour * 60, to_hour * 60};
}

// Every day from 8 to 20.
hours long_days() {
    hours open;
    for (auto& day : open.days) day = {span(8, 20)};
    return open;
}

holidays christmas() {
    return {{{.date = local_days(2026y / December / 24), .open = {span(8, 12)}, .name = {}},
             {.date = local_days(2026y / December / 25), .open = {}, .name = "Christmas"}}};
}

TEST(holidays, are_days_of_the_buyers_calendar) {
    const holidays days = christmas();
    // Midnight in California is 08:00 UTC.
    EXPECT_EQ(days.on(pacific, utc(2026y / December / 24, 8h) - 1us), nullptr);
    EXPECT_EQ(days.on(pacific, utc(2026y / December / 24, 8h)), &days.days[0]);
    EXPECT_EQ(days.on(pacific, utc(2026y / December / 25, 8h) - 1us), &days.days[0]);
    EXPECT_EQ(days.on(pacific, utc(2026y / December / 25, 8h)), &days.days[1]);
    EXPECT_EQ(days.on(pacific, utc(2026y / December / 26, 8h) - 1us), &days.days[1]);
    EXPECT_EQ(days.on(pacific, utc(2026y / December / 26, 8h)), nullptr);
    EXPECT_EQ(days.on(zone(), utc(2026y / December / 26)), nullptr);
    EXPECT_EQ(days.on(zone(), utc(2026y / December / 26) - 1us), &days.days[1]);
}

TEST(holidays, last_as_long_as_their_day_when_the_clocks_change) {
    const holidays days{{{.date = local_days(2026y / November / 1)}}};  // 25 hours
    EXPECT_EQ(days.on(pacific, utc(2026y / November / 1, 7h) - 1us), nullptr);
    EXPECT_NE(days.on(pacific, utc(2026y / November / 1, 7h)), nullptr);
    EXPECT_NE(days.on(pacific, utc(2026y / November / 2, 8h) - 1us), nullptr);
    EXPECT_EQ(days.on(pacific, utc(2026y / November / 2, 8h)), nullptr);
    const holidays spring{{{.date = local_days(2026y / March / 8)}}};  // 23 hours
    EXPECT_EQ(spring.on(pacific, utc(2026y / March / 8, 8h) - 1us), nullptr);
    EXPECT_NE(spring.on(pacific, utc(2026y / March / 9, 7h) - 1us), nullptr);
    EXPECT_EQ(spring.on(pacific, utc(2026y / March / 9, 7h)), nullptr);
}

TEST(why_closed, names_the_holiday) {
    const holidays days = christmas();
    const auto at = [&](int day, base::duration local_time) {
        const auto instant = pacific.instant_of(local(2026y / December / day, local_time));
        return why_closed(long_days(), &days, pacific, instant);
    };
    EXPECT_EQ(at(23, 19h), std::nullopt);
    EXPECT_THAT(at(23, 20h), Optional(std::string("outside its hours in America/Los_Angeles")));
    EXPECT_EQ(at(24, 11h + 59min), std::nullopt);
    EXPECT_THAT(
        at(24, 12h),
        Optional(std::string("outside the hours of holiday 2026-12-24 in America/Los_Angeles")));
    EXPECT_THAT(
        at(25, 12h),
        Optional(std::string("closed on holiday 2026-12-25 (Christmas) in America/Los_Angeles")));
    EXPECT_EQ(at(26, 12h), std::nullopt);
}

TEST(why_closed, an_order_without_hours_keeps_the_holidays_all_the_same) {
    const holidays days = christmas();
    const auto noon = pacific.instant_of(local(2026y / December / 25, 12h));
    EXPECT_TRUE(why_closed(std::nullopt, &days, pacific, noon));
    EXPECT_FALSE(why_closed(std::nullopt, &days, pacific, noon + std::chrono::days(1)));
    EXPECT_FALSE(why_closed(std::nullopt, nullptr, pacific, noon)) << "one that ignores them";
}

TEST(why_closed, a_holiday_may_be_open_where_its_weekday_is_not) {
    const hours never_on_sunday = [] {
        hours open = long_days();
        open.days[6].clear();
        return open;
    }();
    const holidays sale{{{.date = local_days(2026y / December / 20), .open = {span(10, 24)}}}};
    const auto at = [&](base::duration time) {
        return why_closed(never_on_sunday, &sale, zone(), utc(2026y / December / 20, time));
    };
    EXPECT_TRUE(at(9h + 59min));
    EXPECT_FALSE(at(10h));
    EXPECT_FALSE(at(24h - 1us));
}

}  // namespace
}  // namespace pointsman::cap
