#include "builders.hpp"

#include <pointsman/filter/matcher.hpp>

#include <gtest/gtest.h>

namespace pointsman::filter {
namespace {

TEST(pattern_problem, is_empty_for_good_patterns) {
    EXPECT_EQ(pattern_problem("^[A-Z][a-z]+$"), "");
    EXPECT_EQ(pattern_problem("(a|b)*(?i)c{1,9}"), "");
    EXPECT_EQ(pattern_problem("caf\u00e9"), "");
    EXPECT_EQ(pattern_problem(std::string(max_pattern_bytes, 'a')), "");
}

TEST(pattern_problem, says_what_is_wrong) {
    EXPECT_EQ(pattern_problem("(a"), "missing ): (a");
    EXPECT_EQ(pattern_problem("[z-a]"), "invalid character class range: z-a");
    EXPECT_NE(pattern_problem("a\\"), "");
    EXPECT_NE(pattern_problem("(?=lookahead)"), "");
    EXPECT_NE(pattern_problem("(a)\\1"), "");
    EXPECT_NE(pattern_problem("\xff"), "");
}

TEST(pattern_problem, limits_length_and_memory) {
    EXPECT_EQ(pattern_problem(std::string(max_pattern_bytes + 1, 'a')), "is longer than 512 bytes");
    EXPECT_EQ(pattern_problem("((a{100}){100}){100}"), "invalid repetition size: {100}");
    EXPECT_NE(pattern_problem("(\\pL{200}){5}x*\\pL{900}"), "");
}

// Catastrophic for a backtracking engine: std::regex needs hours for 40 characters, and overflows
// its stack on long ones.
TEST(pattern, needs_linear_time) {
    const compiled_rule nested(insurance(), matches("note", "^(a+)+$"));
    EXPECT_FALSE(nested.passes(lead_with({{"note", std::string(65'535, 'a') + "!"}})));
    EXPECT_TRUE(nested.passes(lead_with({{"note", std::string(65'536, 'a')}})));
    const compiled_rule letters(insurance(), matches("note", "^[a-z ]+$"));
    EXPECT_TRUE(letters.passes(lead_with({{"note", std::string(65'536, 'a')}})));
}

}  // namespace
}  // namespace pointsman::filter
