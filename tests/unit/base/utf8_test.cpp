#include <pointsman/base/text.hpp>

#include <gtest/gtest.h>

#include <string>

namespace pointsman::base {
namespace {

TEST(is_clean_utf8, takes_characters_of_every_length) {
    for (const char* text :
         {"", "a", "\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
          "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"})
        EXPECT_TRUE(is_clean_utf8(text)) << text;
}

struct unclean_case {
    const char* text;
    const char* why;
};

TEST(is_clean_utf8, refuses_what_rfc_3629_refuses) {
    for (const unclean_case& c : {unclean_case{"\x80", "lone continuation"},
                                  {"\xC0\xAF", "overlong /"},
                                  {"\xC1\xBF", "overlong of two"},
                                  {"\xE0\x9F\xBF", "overlong of three"},
                                  {"\xF0\x8F\xBF\xBF", "overlong of four"},
                                  {"\xED\xA0\x80", "surrogate"},
                                  {"\xED\xBF\xBF", "surrogate"},
                                  {"\xF4\x90\x80\x80", "above U+10FFFF"},
                                  {"\xF5\x80\x80\x80", "no lead byte"},
                                  {"\xFF", "no lead byte"},
                                  {"\xC3", "cut after one"},
                                  {"\xE2\x82", "cut after two"},
                                  {"\xF0\x9F\x98", "cut after three"},
                                  {"\xC3(", "no continuation"},
                                  {"\xE2\x82(", "no continuation"},
                                  {"\xF0\x9F\x98(", "no continuation"}})
        EXPECT_FALSE(is_clean_utf8(c.text)) << c.why;
}

TEST(is_clean_utf8, refuses_nul) {
    EXPECT_FALSE(is_clean_utf8(std::string("a\0b", 3)));
}

TEST(clean_utf8_length, says_where_a_text_goes_wrong) {
    EXPECT_EQ(clean_utf8_length("caf\xC3\xA9"), 5);
    EXPECT_EQ(clean_utf8_length("caf\xC3\xA9\xFFx"), 5);
    EXPECT_EQ(clean_utf8_length("\xE2\x82"), 0);
}

}  // namespace
}  // namespace pointsman::base
