#include <pointsman/lead/value.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <string>

namespace pointsman::lead {
namespace {

using namespace std::chrono_literals;

std::string text_of_decimal(std::int64_t millionths) {
    return to_text(value(decimal{millionths}));
}

TEST(value, has_a_text_for_every_kind) {
    EXPECT_EQ(to_text(value(absent{})), "");
    EXPECT_EQ(to_text(value(true)), "true");
    EXPECT_EQ(to_text(value(false)), "false");
    EXPECT_EQ(to_text(value(std::int64_t{-12})), "-12");
    EXPECT_EQ(to_text(value(std::chrono::sys_days{1980y / 2 / 29})), "1980-02-29");
    EXPECT_EQ(to_text(value(std::string("90210"))), "90210");
}

TEST(value, writes_decimals_with_as_few_digits_as_they_need) {
    EXPECT_EQ(text_of_decimal(0), "0");
    EXPECT_EQ(text_of_decimal(10'000'000), "10");
    EXPECT_EQ(text_of_decimal(12'500'000), "12.5");
    EXPECT_EQ(text_of_decimal(1), "0.000001");
    EXPECT_EQ(text_of_decimal(-250'000), "-0.25");
    EXPECT_EQ(text_of_decimal(999'999'999'999'999), "999999999.999999");
}

TEST(value, is_present_unless_absent) {
    EXPECT_FALSE(is_present(value{}));
    EXPECT_TRUE(is_present(value(false)));
    EXPECT_TRUE(is_present(value(std::string())));
}

}  // namespace
}  // namespace pointsman::lead
