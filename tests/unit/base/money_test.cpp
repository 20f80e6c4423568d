#include <pointsman/base/money.hpp>

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>

namespace pointsman::base {
namespace {

money micros(std::int64_t amount) {
    return money::from_micros(amount);
}

TEST(parse_money, reads_units_and_up_to_six_decimals_exactly) {
    EXPECT_EQ(parse_money("12"), micros(12'000'000));
    EXPECT_EQ(parse_money("12.5"), micros(12'500'000));
    EXPECT_EQ(parse_money("12.345678"), micros(12'345'678));
    EXPECT_EQ(parse_money("0.000001"), micros(1));
    EXPECT_EQ(parse_money("0"), micros(0));
    EXPECT_EQ(parse_money("007.10"), micros(7'100'000));
    EXPECT_EQ(parse_money("999999999.999999"), money_max);
}

TEST(parse_money, reads_nothing_else) {
    for (const char* text : {"",           ".",   ".5",  "5.",   "-1",    "+1",        "1e3",
                             "1,000",      "$1",  "1 ",  " 1",   "1.2.3", "1.2345678", "1234567890",
                             "0000000001", "NaN", "inf", "0x10", "1.5e2", "١"})
        EXPECT_FALSE(parse_money(text)) << text;
}

TEST(money, is_written_with_two_decimals_or_as_many_as_it_needs) {
    EXPECT_EQ(to_text(micros(0)), "0.00");
    EXPECT_EQ(to_text(micros(12'500'000)), "12.50");
    EXPECT_EQ(to_text(micros(12'345'600)), "12.3456");
    EXPECT_EQ(to_text(micros(1)), "0.000001");
    EXPECT_EQ(to_text(micros(-500'000)), "-0.50");
    EXPECT_EQ(to_text(money_max), "999999999.999999");
    EXPECT_EQ(to_text(micros(std::numeric_limits<std::int64_t>::min())), "-9223372036854.775808");
}

TEST(money, is_read_back_as_it_was_written) {
    for (std::int64_t amount = 1; amount < money_max.micros(); amount = amount * 7 + 3)
        EXPECT_EQ(parse_money(to_text(micros(amount))), micros(amount));
}

struct share_case {
    const char* amount;
    std::int32_t share;
    const char* expected;
};

TEST(share_rounded_down, rounds_to_the_cent_below) {
    for (const share_case& c : {share_case{"23.00", 8000, "18.40"},
                                {"10.01", 3333, "3.33"},
                                {"0.01", 9999, "0.00"},
                                {"0.019999", 10'000, "0.01"},
                                {"12.345678", 10'000, "12.34"},
                                {"100", 0, "0.00"},
                                {"999999999.999999", 10'000, "999999999.99"},
                                {"999999999.999999", 1, "99999.99"}})
        EXPECT_EQ(to_text(share_rounded_down(*parse_money(c.amount), basis_points{c.share})),
                  c.expected)
            << c.amount << " x " << c.share;
}

TEST(share_rounded_down, never_gives_more_than_the_whole) {
    for (std::int64_t amount = 0; amount < 3'000'000; amount += 997)
        for (const std::int32_t share : {1, 3333, 6667, 9999}) {
            const money one = share_rounded_down(micros(amount), basis_points{share});
            const money rest = share_rounded_down(micros(amount), basis_points{10'000 - share});
            ASSERT_LE(one + rest, micros(amount));
        }
}

TEST(rounded_down_to_cent, drops_what_is_below_a_cent) {
    EXPECT_EQ(rounded_down_to_cent(micros(19'999)), micros(10'000));
    EXPECT_EQ(rounded_down_to_cent(micros(20'000)), micros(20'000));
    EXPECT_EQ(rounded_down_to_cent(micros(-19'999)), micros(-10'000));
}

}  // namespace
}  // namespace pointsman::base
