#include <pointsman/base/text.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace pointsman::base {
namespace {

using testing::ElementsAre;

TEST(text, changes_the_case_of_ascii_letters_only) {
    EXPECT_EQ(to_lower("AbZ09_É"), "abz09_É");
    EXPECT_EQ(to_upper("aBz09_é"), "ABZ09_é");
}

TEST(trimmed, drops_blanks_at_both_ends) {
    EXPECT_EQ(trimmed(" \t\r\na b\n "), "a b");
    EXPECT_EQ(trimmed(" \n "), "");
    EXPECT_EQ(trimmed(""), "");
    EXPECT_EQ(trimmed("x"), "x");
}

TEST(is_digits, takes_one_ascii_digit_or_more) {
    EXPECT_TRUE(is_digits("0"));
    EXPECT_TRUE(is_digits("0123456789"));
    for (const char* text : {"", "1a", " 1", "-1", "1.0", "١"})
        EXPECT_FALSE(is_digits(text)) << text;
}

TEST(split, keeps_empty_pieces) {
    EXPECT_THAT(split("a,b", ','), ElementsAre("a", "b"));
    EXPECT_THAT(split(",a,,", ','), ElementsAre("", "a", "", ""));
    EXPECT_THAT(split("", ','), ElementsAre(""));
}

TEST(parse_integer, reads_whole_numbers_of_64_bits) {
    EXPECT_EQ(parse_integer("0"), 0);
    EXPECT_EQ(parse_integer("34"), 34);
    EXPECT_EQ(parse_integer("-34"), -34);
    EXPECT_EQ(parse_integer("9223372036854775807"), 9223372036854775807);
    EXPECT_EQ(parse_integer("-9223372036854775808"), -9223372036854775807 - 1);
}

TEST(parse_integer, reads_nothing_else) {
    for (const char* text : {"", "-", "+1", "01", "-01", "-0", "1.0", "1e3", " 1", "1 ", "0x1",
                             "--1", "9223372036854775808", "-9223372036854775809"})
        EXPECT_FALSE(parse_integer(text)) << text;
}

TEST(hex, is_written_in_lower_case_and_read_in_either) {
    const std::vector<std::uint8_t> bytes = {0x00, 0x7f, 0xab};
    EXPECT_EQ(to_hex(bytes), "007fab");
    EXPECT_EQ(from_hex("007fab"), bytes);
    EXPECT_EQ(from_hex("007FAB"), bytes);
    EXPECT_EQ(from_hex(""), std::vector<std::uint8_t>{});
    for (const char* text : {"0", "0g", "g0", "0x", " 1"}) EXPECT_FALSE(from_hex(text)) << text;
}

TEST(percent_encode, leaves_only_unreserved_characters) {
    EXPECT_EQ(percent_encode("AZaz09-._~"), "AZaz09-._~");
    EXPECT_EQ(percent_encode("a b+c&d=é/%"), "a%20b%2Bc%26d%3D%C3%A9%2F%25");
    EXPECT_EQ(percent_encode("\r\n"), "%0D%0A");
}

TEST(form_decode, undoes_escapes_and_plus_signs) {
    EXPECT_EQ(form_decode("a+b%20c%2B%c3%A9"), "a b c+é");
    EXPECT_EQ(form_decode(""), "");
    EXPECT_EQ(form_decode("%00"), std::string(1, '\0'));
}

TEST(form_decode, refuses_broken_escapes) {
    for (const char* text : {"%", "%4", "a%4", "%g0", "%0g", "%%41", "% 1"})
        EXPECT_FALSE(form_decode(text)) << text;
}

TEST(form_decode, gives_back_what_was_encoded) {
    std::string all;
    for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
    EXPECT_EQ(form_decode(percent_encode(all)), all);
}

}  // namespace
}  // namespace pointsman::base
