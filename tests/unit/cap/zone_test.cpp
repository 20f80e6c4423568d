#include "moments.hpp"

#include <pointsman/cap/hours.hpp>

#include <gtest/gtest.h>

#include <stdexcept>

namespace pointsman::cap {
namespace {

const zone los_angeles("America/Los_Angeles");
const zone phoenix("America/Phoenix");

TEST(zone, is_utc_unless_named) {
    const zone where;
    EXPECT_EQ(where.name(), "UTC");
    EXPECT_EQ(where.local(utc(2026y / July / 1, 12h)), local(2026y / July / 1, 12h));
    EXPECT_EQ(where.instant_of(local(2026y / July / 1, 12h)), utc(2026y / July / 1, 12h));
}

TEST(zone, knows_iana_names_only) {
    EXPECT_TRUE(zone::is_known("America/Los_Angeles"));
    EXPECT_TRUE(zone::is_known("UTC"));
    EXPECT_TRUE(zone::is_known("US/Pacific"));
    for (const char* name : {"", "America/Los Angeles", "america/los_angeles", "PDT",
                             "Mars/Olympus", "../../../etc/passwd", "/etc/localtime", "America"}) {
        EXPECT_FALSE(zone::is_known(name)) << name;
        EXPECT_THROW(zone{name}, std::runtime_error) << name;
    }
}

TEST(zone, follows_daylight_saving_time) {
    EXPECT_EQ(los_angeles.name(), "America/Los_Angeles");
    EXPECT_EQ(los_angeles.local(utc(2026y / January / 15, 20h)), local(2026y / January / 15, 12h));
    EXPECT_EQ(los_angeles.local(utc(2026y / July / 15, 19h)), local(2026y / July / 15, 12h));
    EXPECT_EQ(los_angeles.local(utc(2026y / March / 8, 9h + 59min)),
              local(2026y / March / 8, 1h + 59min));
    EXPECT_EQ(los_angeles.local(utc(2026y / March / 8, 10h)), local(2026y / March / 8, 3h));
    EXPECT_EQ(los_angeles.local(utc(2026y / November / 1, 8h + 30min)),
              local(2026y / November / 1, 1h + 30min));
    EXPECT_EQ(los_angeles.local(utc(2026y / November / 1, 9h + 30min)),
              local(2026y / November / 1, 1h + 30min));
}

// Fails where the machine's tzdata is compiled "slim" (zic -b slim), which the date library reads
// only up to 2007.
TEST(zone, follows_daylight_saving_time_in_later_years) {
    EXPECT_EQ(los_angeles.local(utc(2030y / July / 15, 19h)), local(2030y / July / 15, 12h));
    EXPECT_EQ(los_angeles.local(utc(2036y / January / 15, 20h)), local(2036y / January / 15, 12h));
}

TEST(zone, keeps_microseconds) {
    EXPECT_EQ(los_angeles.local(utc(2026y / July / 15, 19h + 1us)),
              local(2026y / July / 15, 12h + 1us));
    EXPECT_EQ(los_angeles.instant_of(local(2026y / July / 15, 12h + 1us)),
              utc(2026y / July / 15, 19h + 1us));
}

TEST(zone, arizona_has_no_daylight_saving_time) {
    EXPECT_EQ(phoenix.local(utc(2026y / January / 15, 19h)), local(2026y / January / 15, 12h));
    EXPECT_EQ(phoenix.local(utc(2026y / July / 15, 19h)), local(2026y / July / 15, 12h));
    EXPECT_EQ(phoenix.instant_of(local(2026y / March / 8, 2h + 30min)),
              utc(2026y / March / 8, 9h + 30min));
}

TEST(zone, a_skipped_time_is_the_first_instant_after_the_gap) {
    EXPECT_EQ(los_angeles.instant_of(local(2026y / March / 8, 2h)), utc(2026y / March / 8, 10h));
    EXPECT_EQ(los_angeles.instant_of(local(2026y / March / 8, 2h + 59min)),
              utc(2026y / March / 8, 10h));
    EXPECT_EQ(los_angeles.instant_of(local(2026y / March / 8, 3h)), utc(2026y / March / 8, 10h));
}

TEST(zone, a_repeated_time_is_the_first_of_the_two) {
    EXPECT_EQ(los_angeles.instant_of(local(2026y / November / 1, 1h)),
              utc(2026y / November / 1, 8h));
    EXPECT_EQ(los_angeles.instant_of(local(2026y / November / 1, 1h + 30min)),
              utc(2026y / November / 1, 8h + 30min));
    EXPECT_EQ(los_angeles.instant_of(local(2026y / November / 1, 2h)),
              utc(2026y / November / 1, 10h));
}

}  // namespace
}  // namespace pointsman::cap
