#include <pointsman/lead/lead.hpp>

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>

namespace pointsman::lead {
namespace {

struct place {
    const char* zip;
    const char* state;
};

// One post office of every state, district, territory and military region.
TEST(state_of_zip, knows_every_state) {
    for (const place& p :
         {place{"34002", "AA"}, {"09012", "AE"}, {"99501", "AK"}, {"35203", "AL"}, {"96201", "AP"},
          {"72201", "AR"},      {"96799", "AS"}, {"85001", "AZ"}, {"90210", "CA"}, {"80202", "CO"},
          {"06101", "CT"},      {"20001", "DC"}, {"19901", "DE"}, {"33101", "FL"}, {"30301", "GA"},
          {"96910", "GU"},      {"96813", "HI"}, {"50301", "IA"}, {"83702", "ID"}, {"60601", "IL"},
          {"46201", "IN"},      {"66101", "KS"}, {"40202", "KY"}, {"70112", "LA"}, {"02134", "MA"},
          {"21201", "MD"},      {"04101", "ME"}, {"48201", "MI"}, {"55401", "MN"}, {"63101", "MO"},
          {"96950", "MP"},      {"39201", "MS"}, {"59601", "MT"}, {"27601", "NC"}, {"58501", "ND"},
          {"68102", "NE"},      {"03301", "NH"}, {"07102", "NJ"}, {"87501", "NM"}, {"89501", "NV"},
          {"10001", "NY"},      {"43215", "OH"}, {"73102", "OK"}, {"97201", "OR"}, {"19103", "PA"},
          {"00901", "PR"},      {"02903", "RI"}, {"29201", "SC"}, {"57501", "SD"}, {"37201", "TN"},
          {"75201", "TX"},      {"84101", "UT"}, {"23219", "VA"}, {"00802", "VI"}, {"05602", "VT"},
          {"98101", "WA"},      {"53202", "WI"}, {"25301", "WV"}, {"82001", "WY"}})
        EXPECT_EQ(state_of_zip(p.zip), p.state) << p.zip;
}

TEST(state_of_zip, knows_the_prefixes_and_codes_that_break_the_pattern) {
    for (const place& p : {place{"00501", "NY"},
                           {"05501", "MA"},
                           {"20101", "VA"},
                           {"39901", "GA"},
                           {"56901", "DC"},
                           {"73301", "TX"},
                           {"88510", "TX"},
                           {"06390", "NY"},
                           {"06389", "CT"},
                           {"83414", "WY"},
                           {"73960", "TX"},
                           {"96798", "HI"}})
        EXPECT_EQ(state_of_zip(p.zip), p.state) << p.zip;
}

TEST(state_of_zip, has_none_for_what_lies_in_no_state) {
    for (const char* zip : {"00000", "00401", "21301", "26901", "34301", "51701", "98701", "09999",
                            "96939", "96941", "96960", "", "9021", "902100", "9021O", "-9021"})
        EXPECT_EQ(state_of_zip(zip), "") << zip;
}

TEST(state_of_zip, gives_only_codes_that_us_state_accepts_and_all_of_them) {
    std::set<std::string_view> given;
    for (int zip = 0; zip < 100'000; ++zip) {
        const std::string digits = std::to_string(100'000 + zip).substr(1);
        const std::string_view state = state_of_zip(digits);
        if (!state.empty()) given.insert(state);
    }
    for (const std::string_view state : given) EXPECT_TRUE(is_us_state(state)) << state;
    EXPECT_EQ(given.size(), 50 + 1 + 5 + 3);
}

TEST(is_us_state, takes_upper_case_codes_only) {
    EXPECT_TRUE(is_us_state("CA"));
    for (const char* code : {"", "ca", "C", "CAL", "ZZ", "FM", "UK"})
        EXPECT_FALSE(is_us_state(code)) << code;
}

}  // namespace
}  // namespace pointsman::lead
