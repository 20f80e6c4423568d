#include <pointsman/sandbox/geography.hpp>

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace pointsman::sandbox {
namespace {

geography two_states() {
    return geography({{"10001", "NY", "America/New_York", 40.75, -73.99},
                      {"12901", "NY", "America/New_York", 44.69, -73.45},
                      {"82001", "WY", "America/Denver", 41.14, -104.79}},
                     {{"NY", {20'000'000, {"212", "518"}}}, {"WY", {600'000, {"307"}}}},
                     {{40.7, -74.0, 50, 20'000'000}});
}

TEST(geography, keeps_zip_state_zone_and_area_code_together) {
    const geography where = two_states();
    random dice(1);
    for (int i = 0; i < 500; ++i) {
        const place home = where.draw(dice);
        if (home.state == "WY") {
            EXPECT_EQ(home.zip, "82001");
            EXPECT_EQ(home.zone, "America/Denver");
            EXPECT_EQ(home.area_code, "307");
        } else {
            EXPECT_TRUE(home.area_code == "212" || home.area_code == "518");
        }
    }
}

TEST(geography, draws_by_population_and_most_from_metropolitan_areas) {
    const geography where = two_states();
    random dice(2);
    std::map<std::string, int> count;
    for (int i = 0; i < 10'000; ++i) ++count[where.draw(dice).zip];
    // Six in ten from the metropolitan area, half of the rest again by chance.
    EXPECT_NEAR(count["10001"], 6000 + 4000 * 20.0 / 20.6 / 2, 250);
    EXPECT_NEAR(count["82001"], 4000 * 0.6 / 20.6, 40);
}

TEST(geography, works_without_metropolitan_areas) {
    const geography where({{"82001", "WY", "America/Denver", 41.14, -104.79}},
                          {{"WY", {600'000, {"307"}}}}, {});
    random dice(1);
    EXPECT_EQ(where.draw(dice).zip, "82001");
}

TEST(geography, reads_the_data_folder) {
    const auto where = read_geography(POINTSMAN_SOURCE_FOLDER "/data");
    ASSERT_TRUE(where) << where.error();
    EXPECT_GT(where->zips().size(), 30'000U);
    std::set<std::string> states;
    for (const auto& zip : where->zips()) states.insert(zip.state);
    EXPECT_EQ(states.size(), 52U);  // with the District of Columbia and Puerto Rico
}

TEST(geography, says_which_file_is_missing) {
    const auto where = read_geography(POINTSMAN_SOURCE_FOLDER "/no_such_folder");
    ASSERT_FALSE(where);
    EXPECT_NE(where.error().find("states.csv cannot be read"), std::string::npos);
}

}  // namespace
}  // namespace pointsman::sandbox
