#include "mistakes.hpp"

#include <support/example_config.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

namespace pointsman::yaml {
namespace {

using testing::IsEmpty;

constexpr const char* vertical = "verticals/auto.yaml";

constexpr const char* rule =
    "contact_hours: {zone: lead, from: \"08:00\", to: \"21:00\", zip_zones: lists/zips.csv, "
    "area_code_zones: lists/codes.csv, exceptions: lists/states.csv, outside: refuse}";

files with_hours(const std::string& given = rule) {
    files config = support::example_files();
    config[vertical] += given + "\n";
    config["lists/zips.csv"] =
        "# Made for a test.\nzip,zone\n10001-14999,America/New_York\n85001,America/Phoenix\n";
    config["lists/codes.csv"] =
        "area_code,state,zone\n212,NY,America/New_York\n416,,America/Toronto\n";
    config["lists/states.csv"] = "state,from,to\nFL,08:00,20:00  # Fla. Stat. 501.616\n";
    return config;
}

TEST(contact_hours_yaml, become_a_rule_with_its_tables) {
    const auto plan = support::plan_of(with_hours());
    const auto& made = plan->find_vertical("auto")->contact_hours;
    ASSERT_TRUE(made);
    EXPECT_EQ(made->open.from_minute, 8 * 60);
    EXPECT_EQ(made->open.to_minute, 21 * 60);
    EXPECT_TRUE(made->refuses);
    ASSERT_EQ(made->by_state.size(), 1U);
    EXPECT_EQ(made->by_state.at("FL").to_minute, 20 * 60);
    ASSERT_EQ(made->where.of_zip("12345").zones.size(), 1U);
    EXPECT_EQ(made->where.of_zip("12345").zones[0]->name(), "America/New_York");
    EXPECT_EQ(made->where.of_phone("+12125550123").state, "NY");
    EXPECT_EQ(made->where.of_phone("+14165550123").zones[0]->name(), "America/Toronto");
    EXPECT_FALSE(support::example_plan()->find_vertical("auto")->contact_hours);
}

TEST(contact_hours_yaml, may_accept_what_is_outside) {
    const auto plan = support::plan_of(
        with_hours("contact_hours: {from: \"09:00\", to: \"24:00\", zip_zones: lists/zips.csv, "
                   "area_code_zones: lists/codes.csv, outside: accept}"));
    const auto& made = plan->find_vertical("auto")->contact_hours;
    EXPECT_FALSE(made->refuses);
    EXPECT_EQ(made->open.to_minute, 24 * 60);
    EXPECT_THAT(made->by_state, IsEmpty());
}

TEST(contact_hours_yaml, name_every_mistake_and_its_place) {
    const std::string tables = ", zip_zones: lists/zips.csv, area_code_zones: lists/codes.csv";
    const std::vector<std::pair<std::string, std::vector<std::string>>> mistakes{
        {"{to: \"21:00\"" + tables + "}",
         {"verticals/auto.yaml:11:16: error: \"from\" is missing here"}},
        {"{from: 8, to: \"25:00\"" + tables + "}",
         {"verticals/auto.yaml:11:23: error: expected a time such as \"08:00\"",
          "verticals/auto.yaml:11:30: error: expected a time such as \"08:00\""}},
        {"{from: \"21:00\", to: \"08:00\"" + tables + "}",
         {"verticals/auto.yaml:11:36: error: \"to\" is not later than \"from\""}},
        {"{zone: ours, from: \"08:00\", to: \"21:00\"" + tables + "}",
         {"verticals/auto.yaml:11:23: error: expected one of lead"}},
        {"{from: \"08:00\", to: \"21:00\", outside: call" + tables + "}",
         {"verticals/auto.yaml:11:54: error: expected one of refuse, accept"}},
        {"{from: \"08:00\", to: \"21:00\", zip_zones: lists/zips.csv}",
         {"verticals/auto.yaml:11:16: error: \"area_code_zones\" is missing here"}},
        {"{from: \"08:00\", to: \"21:00\", zip_zones: lists/zip.csv, area_code_zones: "
         "lists/codes.csv}",
         {"verticals/auto.yaml:11:56: error: there is no list file \"lists/zip.csv\"; did you mean "
          "\"lists/zips.csv\"?"}},
        {"{from: \"08:00\", to: \"21:00\", until: \"22:00\"" + tables + "}",
         {"verticals/auto.yaml:11:45: error: unknown key \"until\"; expected one of zone, from, "
          "to, zip_zones, area_code_zones, exceptions, outside"}}};
    for (const auto& [given, expected] : mistakes)
        EXPECT_EQ(problems_of(with_hours("contact_hours: " + given)), expected) << given;
}

struct bad_list {
    const char* path;
    const char* content;
    std::vector<std::string> expected;
};

TEST(contact_hours_yaml, name_every_mistake_of_their_tables) {
    const std::string range = "expected a ZIP code or a range such as 90001-90899";
    const std::string zone = "expected an IANA time zone such as America/Los_Angeles";
    const std::string times = "expected two times such as 08:00,20:00";
    const bad_list lists[] = {
        {"lists/zips.csv",
         "zone,zip\nAmerica/New_York,10001\n",
         {"lists/zips.csv:1:1: error: expected the header \"zip,zone\""}},
        {"lists/zips.csv",
         "zip,zone\n1000,America/New_York\n10002-10001,America/New_York\n10001-1000x,UTC\n"
         "10001,Mars/Olympus\n10001\n",
         {"lists/zips.csv:2:1: error: " + range, "lists/zips.csv:3:1: error: " + range,
          "lists/zips.csv:4:1: error: " + range, "lists/zips.csv:5:1: error: " + zone,
          "lists/zips.csv:6:1: error: expected 2 values as in \"zip,zone\""}},
        {"lists/zips.csv",
         "zip,zone\n10001-10009,UTC\n10009-10011,UTC\n10000,UTC\n10000-10010,UTC\n",
         {"lists/zips.csv:3:1: error: these ZIP codes stand here twice",
          "lists/zips.csv:5:1: error: these ZIP codes stand here twice"}},
        {"lists/zips.csv",
         "# nothing\nzip,zone\n",
         {"verticals/auto.yaml:11:68: error: \"lists/zips.csv\" holds no value"}},
        {"lists/zips.csv",
         "",
         {"verticals/auto.yaml:11:68: error: \"lists/zips.csv\" holds no value"}},
        {"lists/codes.csv",
         "area_code,state,zone\n21,NY,UTC\n212,New York,UTC\n212,NY,EDT\n305,FL,UTC\n305,,UTC\n",
         {"lists/codes.csv:2:1: error: expected an area code of three digits",
          "lists/codes.csv:3:1: error: expected a state such as CA, or none",
          "lists/codes.csv:4:1: error: " + zone,
          "lists/codes.csv:6:1: error: this area code stands here with another state"}},
        {"lists/states.csv",
         "state,from,to\nFlorida,08:00,20:00\nFL,8,20\nFL,20:00,08:00\nFL,07:00,20:00\n"
         "TX,09:00,21:00\nTX,09:00,20:00\n",
         {"lists/states.csv:2:1: error: expected a state such as CA",
          "lists/states.csv:3:1: error: " + times, "lists/states.csv:4:1: error: " + times,
          "lists/states.csv:5:1: error: outside of \"from\" and \"to\" (08:00 to 21:00): a state "
          "can only allow less",
          "lists/states.csv:7:1: error: this state stands here twice"}}};
    for (const bad_list& each : lists) {
        files config = with_hours();
        config[each.path] = each.content;
        EXPECT_EQ(problems_of(config), each.expected) << each.path << ":\n" << each.content;
    }
}

// A vertical whose fields tell nothing of where a consumer is cannot keep such hours.
TEST(contact_hours_yaml, need_a_field_that_tells_where_a_consumer_is) {
    files config = with_hours();
    config["verticals/mail.yaml"] =
        "vertical: mail\nfields: {email: {type: email}}\n"
        "contact_hours: {from: \"08:00\", to: \"21:00\"}\n";
    EXPECT_EQ(problems_of(config),
              std::vector<std::string>{"verticals/mail.yaml:3:16: error: no field is of the type "
                                       "us_zip or phone: nothing tells where a consumer is"});
    config["verticals/mail.yaml"] =
        "vertical: mail\nfields: {zip: {type: us_zip}}\n"
        "contact_hours: {from: \"08:00\", to: \"21:00\", zip_zones: lists/zips.csv, "
        "area_code_zones: lists/codes.csv}\n";
    EXPECT_EQ(
        problems_of(config),
        std::vector<std::string>{"verticals/mail.yaml:3:89: error: no field is of the type phone"});
}

// The lists that are shipped, as a vertical would use them.
TEST(contact_hours_yaml, can_use_the_shipped_tables) {
    const auto shipped = read_folder(POINTSMAN_CONFIG_DIR);
    ASSERT_TRUE(shipped);
    files config = with_hours(
        "contact_hours: {from: \"08:00\", to: \"21:00\", zip_zones: lists/zip_zones.csv, "
        "area_code_zones: lists/area_code_zones.csv, exceptions: lists/state_hours.csv}");
    for (const char* name : {"zip_zones", "area_code_zones", "state_hours"}) {
        const std::string path = std::string("lists/") + name + ".csv";
        config[path] = shipped->at(path);
    }
    ASSERT_THAT(problems_of(config), IsEmpty());
    const auto plan = support::plan_of(config);
    const cap::zone_map& where = plan->find_vertical("auto")->contact_hours->where;
    const auto zones_of = [](const cap::place& found) {
        std::vector<std::string> names;
        for (const cap::zone* each : found.zones) names.push_back(each->name());
        return names;
    };
    using testing::ElementsAre;
    using testing::UnorderedElementsAre;
    EXPECT_THAT(zones_of(where.of_zip("90210")), ElementsAre("America/Los_Angeles"));
    EXPECT_THAT(zones_of(where.of_zip("85004")), ElementsAre("America/Phoenix"));
    EXPECT_THAT(zones_of(where.of_zip("85001")),
                UnorderedElementsAre("America/Phoenix", "America/Denver"))
        << "post-office boxes";
    EXPECT_THAT(zones_of(where.of_zip("96799")), ElementsAre("Pacific/Pago_Pago"));
    EXPECT_THAT(zones_of(where.of_zip("96910")), ElementsAre("Pacific/Guam"));
    EXPECT_THAT(zones_of(where.of_zip("09001")), IsEmpty()) << "a military post: anywhere";
    EXPECT_THAT(zones_of(where.of_phone("+12125550123")), ElementsAre("America/New_York"));
    EXPECT_THAT(zones_of(where.of_phone("+18505550123")),
                UnorderedElementsAre("America/New_York", "America/Chicago"));
    EXPECT_THAT(zones_of(where.of_phone("+18005550123")), IsEmpty());
    EXPECT_EQ(where.of_phone("+13055550123").state, "FL");
}

}  // namespace
}  // namespace pointsman::yaml
