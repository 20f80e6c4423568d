#include "moments.hpp"

#include <pointsman/cap/contact_hours.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pointsman::cap {
namespace {

using testing::HasSubstr;

constexpr const char* new_york = "America/New_York";
constexpr const char* chicago = "America/Chicago";
constexpr const char* denver = "America/Denver";
constexpr const char* phoenix = "America/Phoenix";
constexpr const char* los_angeles = "America/Los_Angeles";
constexpr const char* honolulu = "Pacific/Honolulu";

contact_hours rule() {
    contact_hours made;
    made.open = {8 * 60, 21 * 60};
    made.by_state["FL"] = {8 * 60, 20 * 60};
    made.where = zone_map({{10001, 14999, new_york},
                           {32003, 32399, new_york},
                           {32401, 32599, chicago},
                           {32601, 34999, new_york},
                           {85001, 86499, phoenix},
                           {86500, 86599, denver},
                           {90001, 96199, los_angeles},
                           {96701, 96898, honolulu}},
                          {{"212", "NY", new_york},
                           {"305", "FL", new_york},
                           {"808", "HI", honolulu},
                           {"602", "AZ", phoenix},
                           {"850", "FL", new_york},
                           {"850", "FL", chicago},
                           {"310", "CA", los_angeles},
                           {"416", "", "America/Toronto"}});
    return made;
}

lead::catalogue fields() {
    return lead::catalogue({{.name = "zip", .type = lead::field_type::us_zip},
                            {.name = "age", .type = lead::field_type::integer},
                            {.name = "phone", .type = lead::field_type::phone}});
}

lead::value text_or_absent(const std::string& text) {
    return text.empty() ? lead::value(lead::absent{}) : lead::value(text);
}

// Why a lead of this ZIP code and area code may not be called; "" if it may.
std::string why_not(const std::string& zip, const std::string& area_code, base::wall_time at) {
    const std::string phone = area_code.empty() ? "" : "+1" + area_code + "5550123";
    const lead::values lead{text_or_absent(zip), std::int64_t{40}, text_or_absent(phone)};
    return rule().why_not(fields(), lead, at).value_or("");
}

bool may_call(const std::string& zip, const std::string& area_code, base::wall_time at) {
    return why_not(zip, area_code, at).empty();
}

constexpr auto winter = 2026y / January / 15;
constexpr auto summer = 2026y / July / 15;

TEST(contact_hours, go_by_the_consumers_clock) {
    EXPECT_FALSE(may_call("10001", "212", utc(winter, 13h) - 1us));
    EXPECT_TRUE(may_call("10001", "212", utc(winter, 13h)));
    EXPECT_TRUE(may_call("10001", "212", utc(winter, 26h) - 1us));
    EXPECT_FALSE(may_call("10001", "212", utc(winter, 26h)));
    EXPECT_TRUE(may_call("10001", "212", utc(summer, 12h))) << "an hour earlier in summer";
    EXPECT_FALSE(may_call("10001", "212", utc(summer, 25h)));
}

TEST(contact_hours, say_where_it_is_what_time) {
    EXPECT_EQ(why_not("85001", "", utc(winter, 14h + 12min)),
              "07:12 in America/Phoenix by the ZIP code, 08:00 to 21:00 is allowed");
    EXPECT_EQ(why_not("", "305", utc(winter, 25h)),
              "20:00 in America/New_York by the phone, 08:00 to 20:00 is allowed");
}

TEST(contact_hours, hold_in_every_zone_that_zip_and_phone_indicate) {
    const auto morning = utc(winter, 14h);  // 9 in New York, 6 in California
    EXPECT_TRUE(may_call("10001", "212", morning));
    EXPECT_FALSE(may_call("10001", "310", morning)) << "who kept the old phone";
    EXPECT_FALSE(may_call("90210", "212", morning));
    EXPECT_TRUE(may_call("10001", "310", utc(winter, 16h)));
    EXPECT_FALSE(may_call("90210", "212", utc(winter, 26h))) << "21 in New York";
}

TEST(contact_hours, know_no_daylight_saving_in_arizona_but_in_the_navajo_nation) {
    EXPECT_FALSE(may_call("85001", "602", utc(summer, 15h) - 1us));
    EXPECT_TRUE(may_call("85001", "602", utc(summer, 15h)));
    EXPECT_TRUE(may_call("86515", "", utc(summer, 14h)));
    EXPECT_FALSE(may_call("85001", "", utc(summer, 14h)));
    EXPECT_EQ(may_call("86515", "", utc(winter, 15h)), may_call("85001", "", utc(winter, 15h)));
}

TEST(contact_hours, begin_late_in_hawaii) {
    EXPECT_FALSE(may_call("96815", "808", utc(winter, 18h) - 1us));
    EXPECT_TRUE(may_call("96815", "808", utc(winter, 18h)));
    EXPECT_TRUE(may_call("96815", "808", utc(winter, 31h) - 1us));
    EXPECT_FALSE(may_call("96815", "808", utc(winter, 31h)));
}

TEST(contact_hours, are_less_in_some_states) {
    EXPECT_TRUE(may_call("33101", "305", utc(winter, 25h) - 1us));
    EXPECT_FALSE(may_call("33101", "305", utc(winter, 25h))) << "20:00 in Florida";
    EXPECT_FALSE(may_call("10001", "305", utc(winter, 25h))) << "a phone of Florida";
    EXPECT_TRUE(may_call("10001", "212", utc(winter, 25h)));
}

TEST(contact_hours, of_an_area_code_in_two_zones_hold_in_both) {
    EXPECT_TRUE(may_call("32301", "", utc(winter, 13h)));
    EXPECT_FALSE(may_call("32401", "", utc(winter, 13h)));
    EXPECT_FALSE(may_call("32301", "850", utc(winter, 13h)));
    EXPECT_TRUE(may_call("32301", "850", utc(winter, 14h)));
    EXPECT_FALSE(may_call("32401", "850", utc(winter, 25h))) << "20:00 in the east of 850";
}

TEST(contact_hours, of_a_zip_code_that_the_map_lacks_hold_all_over_its_state) {
    EXPECT_FALSE(may_call("32400", "", utc(winter, 13h))) << "7 in the west of Florida";
    EXPECT_TRUE(may_call("32400", "", utc(winter, 14h)));
    EXPECT_FALSE(may_call("32400", "", utc(winter, 25h)));
}

TEST(contact_hours, of_who_may_be_anywhere_hold_everywhere_and_by_the_strictest_state) {
    for (const auto& [zip, code] : {std::pair("", ""), std::pair("", "800"), std::pair("09001", ""),
                                    std::pair("10001", "800"), std::pair("09001", "212")}) {
        EXPECT_FALSE(may_call(zip, code, utc(winter, 18h) - 1us)) << "early in Hawaii " << zip;
        EXPECT_TRUE(may_call(zip, code, utc(winter, 18h))) << zip << " " << code;
        EXPECT_TRUE(may_call(zip, code, utc(winter, 25h) - 1us)) << zip << " " << code;
        EXPECT_FALSE(may_call(zip, code, utc(winter, 25h))) << "20:00 in New York " << zip;
    }
    EXPECT_THAT(why_not("", "", utc(winter, 12h)), HasSubstr("for want of ZIP code and phone"));
    EXPECT_THAT(why_not("10001", "800", utc(winter, 16h)),
                HasSubstr("by the phone, which may be anywhere"));
}

TEST(contact_hours, of_a_phone_abroad_hold_there) {
    EXPECT_TRUE(may_call("", "416", utc(winter, 13h)));
    EXPECT_FALSE(may_call("", "416", utc(winter, 12h)));
}

// 2026-11-01, the hour from 1 to 2 comes twice; 2026-03-08, that from 2 to 3 not at all.
TEST(contact_hours, follow_the_clock_through_the_nights_of_its_change) {
    contact_hours night = rule();
    night.open = {60, 120};
    night.by_state.clear();
    const lead::values lead{std::string("10001"), std::int64_t{40}, lead::absent{}};
    const auto open_at = [&](base::wall_time at) { return !night.why_not(fields(), lead, at); };
    EXPECT_FALSE(open_at(utc(2026y / November / 1, 5h) - 1us));
    EXPECT_TRUE(open_at(utc(2026y / November / 1, 5h)));
    EXPECT_TRUE(open_at(utc(2026y / November / 1, 7h) - 1us)) << "the second time";
    EXPECT_FALSE(open_at(utc(2026y / November / 1, 7h)));
    night.open = {120, 180};
    for (auto time = 0h + 0min; time < 24h; time += 1min)
        ASSERT_FALSE(open_at(utc(2026y / March / 8, 5h + time)));
}

TEST(zone_map, survives_a_copy) {
    const zone_map copy = zone_map(rule().where);
    const place found = copy.of_zip("10001");
    EXPECT_EQ(found.state, "NY");
    ASSERT_EQ(found.zones.size(), 1U);
    EXPECT_EQ(found.zones[0]->name(), new_york);
    EXPECT_EQ(copy.anywhere().zones.size(), 7U);
    EXPECT_TRUE(copy.of_phone("+1").zones.empty());
}

}  // namespace
}  // namespace pointsman::cap
