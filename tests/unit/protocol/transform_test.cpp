#include "sample.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

// What transforms do is seen from outside, in the bodies that render writes.
namespace pointsman::protocol {
namespace {

struct transform_case {
    sample::number field;
    std::vector<std::string> with;
    std::string sent;  // "": nothing
};

class Transforming : public testing::TestWithParam<transform_case> {};

TEST_P(Transforming, Sends) {
    const auto& [field, with, sent] = GetParam();
    const std::string expected = sent.empty() ? "{}" : nlohmann::json{{"x", sent}}.dump();
    EXPECT_EQ(sample::body_of({sample::field(field, "x", with)}), expected);
}

// Digests are those of sha256sum and md5sum.
INSTANTIATE_TEST_SUITE_P(
    Each, Transforming,
    testing::Values(
        transform_case{sample::credit, {"upper"}, "GOOD"},
        transform_case{sample::credit, {"upper", "lower"}, "good"},
        transform_case{sample::phone, {"digits"}, "12025550123"},
        transform_case{sample::phone, {"national"}, "2025550123"},
        transform_case{sample::phone, {"area_code"}, "202"},
        transform_case{sample::phone,
                       {"sha256"},
                       "d5ab8b77e69a81dfc634c3556c620d5d6753df6fc28c73c88c79a9332b705382"},
        transform_case{sample::phone,
                       {"national", "sha256"},
                       "1358418ac5f757338217c185e37dff7c606a3191792204e5c5c47629865579ce"},
        transform_case{sample::phone,
                       {"digits", "sha256"},
                       "980239b79aee5c456445907b92af495ac97767f6d9ac081ad3a564344ae7fb9a"},
        transform_case{sample::phone, {"digits", "area_code"}, "202"},
        transform_case{sample::credit, {"md5"}, "755f85c2723bb39381c7379a604160d8"},
        transform_case{sample::email, {"domain"}, "example.com"},
        transform_case{sample::birth_date, {"year"}, "1980"},
        transform_case{sample::birth_date, {"date:%m/%d/%Y"}, "02/29/1980"},
        transform_case{sample::birth_date, {"date:%a %e %b %y, %j"}, "Fri 29 Feb 80, 060"},
        transform_case{
            sample::birth_date, {"date:%A %B %d %D %F"}, "Friday February 29 02/29/80 1980-02-29"},
        transform_case{sample::birth_date, {"date:100%% %Y"}, "100% 1980"},
        transform_case{sample::zip, {"zip3"}, "902"},
        // A number that was transformed is a text.
        transform_case{sample::age, {"lower"}, "34"}));

// A mask that cannot be put on must not let through what it was to hide.
INSTANTIATE_TEST_SUITE_P(Unfit, Transforming,
                         testing::Values(transform_case{sample::email, {"area_code"}, ""},
                                         transform_case{sample::email, {"national"}, ""},
                                         transform_case{sample::email, {"year"}, ""},
                                         transform_case{sample::phone, {"domain"}, ""},
                                         transform_case{sample::phone, {"year"}, ""},
                                         transform_case{sample::birth_date, {"area_code"}, ""},
                                         transform_case{sample::birth_date, {"zip3"}, ""},
                                         transform_case{sample::email, {"date:%Y"}, ""},
                                         transform_case{sample::phone, {"sha256", "area_code"}, ""},
                                         // The hash of nothing would look like a person's.
                                         transform_case{sample::credit, {"digits", "sha256"}, ""}));

TEST(LongestDatePattern, IsWrittenWhole) {
    std::string pattern = "date:";
    std::string expected;
    for (std::size_t i = 0; i < max_date_pattern_bytes / 2; ++i) {
        pattern += "%F";
        expected += "1980-02-29";
    }
    EXPECT_EQ(sample::body_of({sample::field(sample::birth_date, "x", {pattern})}),
              nlohmann::json({{"x", expected}}).dump());
}

}  // namespace
}  // namespace pointsman::protocol
