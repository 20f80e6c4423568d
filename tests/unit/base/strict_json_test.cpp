#include <pointsman/base/strict_json.hpp>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cstdint>
#include <limits>
#include <string>

namespace pointsman::base {
namespace {

using nlohmann::json;

std::string nested(std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
}

std::string problem_of(std::string_view text, const json_limits& limits = {}) {
    const auto parsed = parse_json(text, limits);
    return parsed ? "accepted" : parsed.error().what;
}

TEST(parse_json, builds_the_same_document_as_the_library) {
    for (const char* text : {"{}", "[]", "null", "true", "12", "-12", "\"x\"", "[[],{},[1,[2]]]",
                             R"({"a":{"b":[1,"two",false,null]},"c":"\u00e9\n\ud83d\ude00","":0})",
                             " \t\r\n[1 , 2] "}) {
        const auto parsed = parse_json(text);
        ASSERT_TRUE(parsed) << text;
        EXPECT_EQ(*parsed, json::parse(text)) << text;
    }
}

TEST(parse_json, keeps_integers_of_64_bits) {
    const auto parsed = parse_json("[9223372036854775807,-9223372036854775808]");
    ASSERT_TRUE(parsed);
    EXPECT_EQ((*parsed)[0].get<std::int64_t>(), std::numeric_limits<std::int64_t>::max());
    EXPECT_EQ((*parsed)[1].get<std::int64_t>(), std::numeric_limits<std::int64_t>::min());
}

TEST(parse_json, keeps_the_source_text_of_numbers_that_a_double_would_change) {
    const auto parsed = parse_json(
        "[18.40,0.1,1e3,-0.0,9223372036854775808,18446744073709551615,18446744073709551616,"
        "-9223372036854775809,0.30000000000000000001]");
    ASSERT_TRUE(parsed);
    EXPECT_EQ(*parsed,
              json({"18.40", "0.1", "1e3", "-0.0", "9223372036854775808", "18446744073709551615",
                    "18446744073709551616", "-9223372036854775809", "0.30000000000000000001"}));
}

TEST(parse_json, refuses_numbers_beyond_any_range) {
    EXPECT_EQ(problem_of("[1e400]"), "a number is out of range");
    EXPECT_EQ(problem_of("[-1e400]"), "a number is out of range");
}

TEST(parse_json, refuses_what_is_not_json) {
    for (const char* text :
         {"",       " ",         "{",           "[1,]",        "{\"a\":1,}", "{a:1}", "'x'",
          "[1] 2",  "NaN",       "Infinity",    "01",          "+1",         "1.",    ".5",
          "\"\t\"", "\"\\x41\"", "\"\\ud800\"", "\"\\udc00\"", "// c\n1",    "/**/1", "tru",
          "[1 2]",  "{\"a\" 1}", "]",           "\"open"})
        EXPECT_EQ(problem_of(text), "is not well-formed JSON") << text;
}

TEST(parse_json, never_quotes_the_document_in_its_complaint) {
    EXPECT_EQ(problem_of(R"({"ssn": "078-05-1120" oops})").find("078"), std::string::npos);
}

TEST(parse_json, refuses_a_nul_byte_wherever_it_stands) {
    const std::string nul(1, '\0');
    EXPECT_EQ(problem_of("{\"a\":1}" + nul + ",\"evil\":2}"), "holds a NUL byte");
    EXPECT_EQ(problem_of("{\"a\":1}" + nul), "holds a NUL byte");
    EXPECT_EQ(problem_of("[\"a" + nul + "b\"]"), "holds a NUL byte");
}

TEST(parse_json, refuses_an_escaped_nul_in_values_and_keys) {
    EXPECT_EQ(problem_of(R"({"a":"x\u0000y"})"), "a string holds a NUL character");
    EXPECT_EQ(problem_of(R"({"a\u0000":"x"})"), "a string holds a NUL character");
    EXPECT_EQ(problem_of(R"({"a":"x\\u0000y"})"), "accepted") << "a backslash and five letters";
}

TEST(parse_json, refuses_broken_utf8) {
    EXPECT_EQ(problem_of("[\"\xFE\xFF\"]"), "is not well-formed UTF-8");
    EXPECT_EQ(problem_of("[\"\xED\xA0\x80\"]"), "is not well-formed UTF-8");
}

TEST(parse_json, refuses_duplicate_keys_in_any_object_but_not_across_objects) {
    EXPECT_EQ(problem_of(R"({"zip":1,"zip":2})"), "key \"zip\" appears twice");
    EXPECT_EQ(problem_of(R"([{"a":{"b":1,"c":2,"b":3}}])"), "key \"b\" appears twice");
    EXPECT_EQ(problem_of(R"({"a":1,"\u0061":2})"), "key \"a\" appears twice");
    EXPECT_EQ(problem_of(R"({"a":{"a":1},"b":[{"a":1},{"a":1}]})"), "accepted");
}

TEST(parse_json, does_not_repeat_a_long_duplicate_key) {
    const std::string key = '"' + std::string(100, 'k') + '"';
    EXPECT_EQ(problem_of("{" + key + ":1," + key + ":2}"), "a key appears twice");
}

TEST(parse_json, limits_the_depth) {
    EXPECT_EQ(problem_of(nested(32)), "accepted");
    EXPECT_EQ(problem_of(nested(33)), "nested deeper than 32 levels");
    EXPECT_EQ(problem_of(R"({"a":[{"b":1}]})", {.depth = 2}), "nested deeper than 2 levels");
    EXPECT_EQ(problem_of("1", {.depth = 0}), "accepted");
}

TEST(parse_json, stops_at_the_limit_of_a_very_deep_document) {
    const auto parsed = parse_json(nested(1'000'000));
    ASSERT_FALSE(parsed);
    EXPECT_LE(parsed.error().offset, 34);
}

TEST(parse_json, limits_the_members_of_the_whole_document) {
    const json_limits limits{.members = 4};
    EXPECT_EQ(problem_of(R"({"a":[1,2,3]})", limits), "accepted");
    EXPECT_EQ(problem_of(R"({"a":[1,2,3],"b":1})", limits), "has more than 4 members");
    EXPECT_EQ(problem_of("[1,2,3,4,[]]", limits), "has more than 4 members");
}

TEST(parse_json, limits_the_length_of_strings_keys_and_numbers) {
    const json_limits limits{.string_bytes = 3};
    EXPECT_EQ(problem_of(R"({"abc":"abc"})", limits), "accepted");
    EXPECT_EQ(problem_of(R"(["abcd"])", limits), "a string is longer than 3 bytes");
    EXPECT_EQ(problem_of(R"({"abcd":1})", limits), "a string is longer than 3 bytes");
    EXPECT_EQ(problem_of("[1.234]", limits), "a string is longer than 3 bytes");
}

TEST(parse_json, says_where_the_document_stopped_being_acceptable) {
    EXPECT_EQ(parse_json("[1,\xFF]").error().offset, 3);
    EXPECT_EQ(parse_json(R"({"a":1,"a":2})").error().offset, 10);
    EXPECT_EQ(parse_json("[1,x]").error().offset, 4);
    EXPECT_EQ(parse_json("").error().offset, 0);
}

TEST(scalar_text, gives_the_text_of_scalars_only) {
    std::string text;
    EXPECT_TRUE(scalar_text("ok", text));
    EXPECT_EQ(text, "ok");
    EXPECT_TRUE(scalar_text(true, text));
    EXPECT_EQ(text, "true");
    EXPECT_TRUE(scalar_text(-12, text));
    EXPECT_EQ(text, "-12");
    EXPECT_FALSE(scalar_text(nullptr, text));
    EXPECT_FALSE(scalar_text(json::object(), text));
    EXPECT_FALSE(scalar_text(json::array(), text));
}

}  // namespace
}  // namespace pointsman::base
