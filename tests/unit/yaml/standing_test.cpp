#include "mistakes.hpp"

#include <support/example_config.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// What stands still or changes by the calendar: holidays and pauses.
namespace pointsman::yaml {
namespace {

using std::chrono::local_days;
using testing::IsEmpty;
using namespace std::chrono_literals;

constexpr const char* northstar = "buyers/northstar.yaml";
constexpr const char* zone_line = "zone: America/Los_Angeles\n";

std::shared_ptr<const plan::snapshot> plan_with(std::string_view path, std::string_view from,
                                                const std::string& to) {
    return support::plan_of(changed(path, from, to));
}

files northstar_with(const std::string& keys) {
    return changed(northstar, zone_line, zone_line + keys + "\n");
}

TEST(holidays_yaml, are_days_whole_or_in_part) {
    const auto plan = support::plan_of(
        northstar_with("holidays: [2026-12-25, {date: 2026-12-24, hours: [\"08:00-12:00\", "
                       "\"13:00-24:00\"], name: Christmas Eve}, {date: 2027-01-01, hours: "
                       "closed}]"));
    const auto& days = plan->find_buyer("northstar")->holidays.days;
    ASSERT_EQ(days.size(), 3U);
    EXPECT_EQ(days[0].date, local_days(2026y / 12 / 25));
    EXPECT_THAT(days[0].open, IsEmpty());
    EXPECT_EQ(days[1].date, local_days(2026y / 12 / 24));
    ASSERT_EQ(days[1].open.size(), 2U);
    EXPECT_EQ(days[1].open[1].from_minute, 13 * 60);
    EXPECT_EQ(days[1].open[1].to_minute, 24 * 60);
    EXPECT_EQ(days[1].name, "Christmas Eve");
    EXPECT_THAT(days[2].open, IsEmpty());
    EXPECT_THAT(plan->find_buyer("plainview")->holidays.days, IsEmpty());
    EXPECT_FALSE(plan->find_order("northstar_ca")->ignores_holidays);
}

TEST(holidays_yaml, may_be_ignored_by_an_order) {
    const auto plan =
        plan_with("buyers/plainview.yaml", "via: direct\n", "via: direct\n    holidays: ignore\n");
    EXPECT_TRUE(plan->find_order("plainview_all")->ignores_holidays);
}

TEST(holidays_yaml, names_every_mistake_and_its_place) {
    const auto with = [](const char* days) {
        return std::string(zone_line) + "holidays: " + days + "\n";
    };
    const std::string not_a_date =
        "expected a date such as 2026-12-25, or {date: 2026-12-24, hours: \"08:00-12:00\"}";
    const std::vector<std::pair<const char*, std::vector<std::string>>> mistakes{
        {"[2026-02-30]", {"buyers/northstar.yaml:4:12: error: " + not_a_date}},
        {"[[2026-12-25]]", {"buyers/northstar.yaml:4:12: error: " + not_a_date}},
        {"[{date: soon}]", {"buyers/northstar.yaml:4:19: error: " + not_a_date}},
        {"[{hours: closed}]", {"buyers/northstar.yaml:4:12: error: \"date\" is missing here"}},
        {"2026-12-25", {"buyers/northstar.yaml:4:11: error: expected a list"}},
        {"[2026-12-25, {date: 2026-12-25}]",
         {"buyers/northstar.yaml:4:31: error: this day stands here twice"}},
        {"[{date: 2026-12-24, hours: \"20:00-02:00\"}]",
         {"buyers/northstar.yaml:4:38: error: expected hours of that day such as \"08:00-12:00\" "
          "(not over midnight), or closed"}},
        {"[{date: 2026-12-24, hours: [\"08:00-12:00\", \"11:00-13:00\"]}]",
         {"buyers/northstar.yaml:4:54: error: these hours overlap others of that day"}},
        {"[{date: 2026-12-24, closed: true}]",
         {"buyers/northstar.yaml:4:31: error: unknown key \"closed\"; expected one of date, "
          "hours, name"}}};
    for (const auto& [days, expected] : mistakes)
        EXPECT_EQ(problems_of(changed(northstar, zone_line, with(days))), expected) << days;
    expect_reported(std::vector<mistake>{
        {"order",
         "buyers/plainview.yaml",
         "via: direct\n",
         "via: direct\n    holidays: never\n",
         {"buyers/plainview.yaml:16:15: error: expected one of keep, ignore"}}});
}

// The buyer's own calendar decides what day it is: 07:30 UTC is still the day before in California.
TEST(holidays_yaml, that_are_over_are_warned_of) {
    const files config = northstar_with("holidays: [2026-12-24, 2026-12-25]");
    const auto warnings_at = [&](base::wall_time now) {
        cap::book counters;
        std::vector<std::string> texts;
        for (const problem& each :
             load(config, counters, support::example_secrets(), purpose::check, now)->warnings)
            texts.push_back(to_text(each));
        return texts;
    };
    const auto day = std::chrono::sys_days(2026y / 12 / 25);
    EXPECT_THAT(warnings_at(day + 7h + 30min), IsEmpty());
    EXPECT_EQ(warnings_at(day + 8h),
              std::vector<std::string>{"buyers/northstar.yaml:4:12: warning: this day is over"});
    EXPECT_EQ(warnings_at(day + 32h).size(), 2U);
    EXPECT_THAT(problems_of(config), IsEmpty()) << "without a clock";
}

constexpr const char* until = "2026-12-01T08:00:00Z";

TEST(paused_yaml, may_give_a_reason_and_an_end) {
    const std::string words = std::string("paused: {reason: the system is down, until: ") + until;
    const auto order =
        plan_with("buyers/plainview.yaml", "via: direct\n", "via: direct\n    " + words + "}\n");
    const plan::pause& made = order->find_order("plainview_all")->paused.value();
    EXPECT_EQ(made.reason, "the system is down");
    EXPECT_EQ(made.until, std::chrono::sys_days(2026y / 12 / 1) + 8h);
    EXPECT_EQ(plan::describe(made), "the system is down, until 2026-12-01T08:00:00Z");
    EXPECT_FALSE(order->find_buyer("plainview")->paused);

    const auto buyer = support::plan_of(northstar_with("paused: {reason: unpaid}"));
    EXPECT_EQ(buyer->find_buyer("northstar")->paused.value().reason, "unpaid");
    EXPECT_FALSE(buyer->find_buyer("northstar")->paused.value().until);
    const auto seller =
        plan_with("sellers/acme.yaml", "seller: acme\n", "seller: acme\n" + words + "}\n");
    EXPECT_TRUE(seller->find_seller("acme")->paused.value().until);
}

TEST(paused_yaml, is_a_truth_as_before) {
    EXPECT_TRUE(support::plan_of(northstar_with("paused: true"))->find_buyer("northstar")->paused);
    EXPECT_FALSE(
        support::plan_of(northstar_with("paused: false"))->find_buyer("northstar")->paused);
}

TEST(paused_yaml, names_every_mistake_and_its_place) {
    const std::string no_moment =
        "buyers/northstar.yaml:4:29: error: expected a moment such as 2026-12-01T08:00:00Z";
    const std::vector<std::pair<const char*, std::vector<std::string>>> mistakes{
        {"paused: 1", {"buyers/northstar.yaml:4:9: error: expected true or false"}},
        {"paused: [true]", {"buyers/northstar.yaml:4:9: error: expected true or false"}},
        {"paused: {}", {"buyers/northstar.yaml:4:9: error: \"reason\" is missing here"}},
        {"paused: {reason: x, until: tomorrow}",
         {"buyers/northstar.yaml:4:28: error: expected a moment such as 2026-12-01T08:00:00Z"}},
        {"paused: {reason: xy, until: 2026-12-01}", {no_moment}},
        {"paused: {reason: x, from: 2026-12-01T08:00:00Z}",
         {"buyers/northstar.yaml:4:21: error: unknown key \"from\"; expected one of reason, "
          "until"}}};
    for (const auto& [keys, expected] : mistakes)
        EXPECT_EQ(problems_of(northstar_with(keys)), expected) << keys;
}

TEST(paused_yaml, that_is_over_is_warned_of) {
    const files config = northstar_with(std::string("paused: {reason: x, until: ") + until + "}");
    cap::book counters;
    const auto end = std::chrono::sys_days(2026y / 12 / 1) + 8h;
    const auto before =
        load(config, counters, support::example_secrets(), purpose::check, end - 1us);
    EXPECT_THAT(before->warnings, IsEmpty());
    const auto after = load(config, counters, support::example_secrets(), purpose::check, end);
    ASSERT_EQ(after->warnings.size(), 1U);
    EXPECT_EQ(to_text(after->warnings[0]),
              "buyers/northstar.yaml:4:28: warning: this pause is over");
}

}  // namespace
}  // namespace pointsman::yaml
