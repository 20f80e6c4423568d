#include <pointsman/lead/lead.hpp>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdint>
#include <limits>
#include <string>

namespace pointsman::lead {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

field of_type(field_type type) {
    return {.name = "x", .type = type};
}

const field credit = {
    .name = "credit", .type = field_type::enumeration, .values = {"poor", "Fair", "GOOD"}};

// The value as text; or the complaint, marked so that the two cannot be confused.
std::string outcome(const field& definition, const json& given) {
    const auto read = read_value(definition, given);
    return read ? to_text(*read) : "refused: " + read.error();
}

TEST(read_value, takes_null_as_absent_for_every_type) {
    for (int i = 0; i <= static_cast<int>(field_type::ip); ++i)
        EXPECT_EQ(read_value(of_type(static_cast<field_type>(i)), nullptr), value(absent{}));
}

TEST(read_value, refuses_objects_and_lists_for_every_type) {
    for (int i = 0; i <= static_cast<int>(field_type::ip); ++i)
        for (const json& given : {json::object({{"a", 1}}), json::array({"90210"})})
            EXPECT_EQ(outcome(of_type(static_cast<field_type>(i)), given),
                      "refused: must be a single value, not an object or a list");
}

TEST(read_value, refuses_what_is_not_clean_utf8_for_every_type) {
    for (int i = 0; i <= static_cast<int>(field_type::ip); ++i)
        for (const std::string& given : {std::string("\xFE\xFF"), std::string("1\0", 2)})
            EXPECT_EQ(outcome(of_type(static_cast<field_type>(i)), given),
                      "refused: must be well-formed UTF-8 without NUL characters");
}

TEST(read_value, never_repeats_a_value_in_a_complaint) {
    for (int i = 0; i <= static_cast<int>(field_type::ip); ++i) {
        field definition = of_type(static_cast<field_type>(i));
        definition.max_length = 3;
        const auto read = read_value(definition, "canary-4711");
        if (!read) {
            EXPECT_EQ(read.error().find("canary"), std::string::npos) << read.error();
        }
    }
}

TEST(us_zip, takes_five_digits_and_zip_plus_four) {
    const field zip = of_type(field_type::us_zip);
    EXPECT_EQ(outcome(zip, "02134"), "02134");
    EXPECT_EQ(outcome(zip, " 90210 "), "90210");
    EXPECT_EQ(outcome(zip, "12345-6789"), "12345");
    EXPECT_EQ(outcome(zip, 90210), "90210");
    for (const json& given :
         {json(""), json("9021"), json("902100"), json("9021O"), json("-9021"), json("12345-678"),
          json("12345-67890"), json("12345 6789"), json("123456789"), json("2134"), json(902100),
          json(-9021), json(true), json("90210.0")})
        EXPECT_EQ(outcome(zip, given), "refused: must be a five-digit ZIP code") << given;
}

TEST(us_zip, says_to_send_a_string_when_leading_zeros_were_lost) {
    for (const int given : {2134, 501})
        EXPECT_EQ(outcome(of_type(field_type::us_zip), given),
                  "refused: must be a five-digit ZIP code; send it as a string to keep leading "
                  "zeros");
}

TEST(us_state, is_stored_in_upper_case) {
    const field state = of_type(field_type::us_state);
    EXPECT_EQ(outcome(state, "ca"), "CA");
    EXPECT_EQ(outcome(state, "PR"), "PR");
    EXPECT_EQ(outcome(state, "AE"), "AE");
    for (const json& given : {json("California"), json("ZZ"), json(""), json(6), json(true)})
        EXPECT_EQ(outcome(state, given), "refused: must be a two-letter US state code") << given;
}

TEST(integer, takes_json_integers_and_their_texts) {
    const field number = of_type(field_type::integer);
    EXPECT_EQ(read_value(number, 34), value(std::int64_t{34}));
    EXPECT_EQ(read_value(number, "34"), value(std::int64_t{34}));
    EXPECT_EQ(read_value(number, -1), value(std::int64_t{-1}));
    EXPECT_EQ(read_value(number, std::numeric_limits<std::int64_t>::max()),
              value(std::numeric_limits<std::int64_t>::max()));
    for (const json& given :
         {json("34.0"), json(34.0), json(34.5), json("1e3"), json("034"), json("+1"), json(""),
          json("x"), json(true), json("9223372036854775808"),
          json(std::numeric_limits<std::uint64_t>::max())})
        EXPECT_EQ(outcome(number, given), "refused: must be a whole number") << given;
}

TEST(integer, keeps_its_limits) {
    const field age = {.name = "age", .type = field_type::integer, .min = 16, .max = 110};
    EXPECT_EQ(outcome(age, 16), "16");
    EXPECT_EQ(outcome(age, 110), "110");
    for (const int given : {15, 111, -16})
        EXPECT_EQ(outcome(age, given), "refused: must be a whole number from 16 to 110") << given;
    EXPECT_EQ(outcome({.type = field_type::integer, .min = 1}, 0),
              "refused: must be a whole number of at least 1");
    EXPECT_EQ(outcome({.type = field_type::integer, .max = -1}, 0),
              "refused: must be a whole number of at most -1");
}

TEST(decimal, is_read_without_a_double) {
    const field amount = of_type(field_type::decimal);
    EXPECT_EQ(read_value(amount, "12.345678"), value(decimal{12'345'678}));
    EXPECT_EQ(read_value(amount, "-0.5"), value(decimal{-500'000}));
    EXPECT_EQ(read_value(amount, 12), value(decimal{12'000'000}));
    EXPECT_EQ(read_value(amount, -12), value(decimal{-12'000'000}));
    for (const json& given : {json("1.2345678"), json("1e3"), json(".5"), json("--1"), json("-"),
                              json("1,000"), json("$5"), json(""), json("1234567890"), json(true)})
        EXPECT_EQ(outcome(amount, given), "refused: must be a decimal number") << given;
}

TEST(decimal, keeps_its_limits) {
    const field rate = {.type = field_type::decimal, .min = -500'000, .max = 12'250'000};
    EXPECT_EQ(outcome(rate, "-0.5"), "-0.5");
    EXPECT_EQ(outcome(rate, "12.25"), "12.25");
    for (const char* given : {"-0.500001", "12.250001"})
        EXPECT_EQ(outcome(rate, given), "refused: must be a decimal number from -0.5 to 12.25");
}

TEST(boolean, takes_the_usual_spellings) {
    const field flag = of_type(field_type::boolean);
    for (const json& given :
         {json(true), json("true"), json("TRUE"), json("Yes"), json("1"), json(1), json(" yes ")})
        EXPECT_EQ(read_value(flag, given), value(true)) << given;
    for (const json& given : {json(false), json("false"), json("no"), json("0"), json(0)})
        EXPECT_EQ(read_value(flag, given), value(false)) << given;
    for (const json& given : {json("y"), json("on"), json(""), json(2), json(-1), json("truely")})
        EXPECT_EQ(outcome(flag, given), "refused: must be true or false") << given;
}

TEST(date, must_be_a_day_that_exists) {
    const field day = of_type(field_type::date);
    EXPECT_EQ(read_value(day, "1980-02-29"), value(std::chrono::sys_days{1980y / 2 / 29}));
    EXPECT_EQ(outcome(day, "1900-01-01"), "1900-01-01");
    EXPECT_EQ(outcome(day, "2100-12-31"), "2100-12-31");
    for (const json& given :
         {json("1981-02-29"), json("1900-02-29"), json("2024-04-31"), json("2024-13-01"),
          json("2024-00-10"), json("2024-01-00"), json("1899-12-31"), json("2101-01-01"),
          json("2024-1-1"), json("01/02/2024"), json("20240102"), json("2024-01-02T00:00:00Z"),
          json("2024-01-0a"), json("-024-01-01"), json(""), json(20240102), json("2024/01/02")})
        EXPECT_EQ(outcome(day, given), "refused: must be a date YYYY-MM-DD") << given;
}

TEST(enumeration, ignores_case_and_is_stored_as_the_catalogue_spells_it) {
    EXPECT_EQ(outcome(credit, "POOR"), "poor");
    EXPECT_EQ(outcome(credit, "fair"), "Fair");
    EXPECT_EQ(outcome(credit, " Good "), "GOOD");
    for (const json& given : {json(""), json("goo"), json("goods"), json(1), json(true)})
        EXPECT_EQ(outcome(credit, given), "refused: must be one of poor, Fair, GOOD") << given;
}

TEST(enumeration, takes_numbers_by_their_text) {
    const field doors = {.type = field_type::enumeration, .values = {"2", "4"}};
    EXPECT_EQ(outcome(doors, 4), "4");
}

TEST(text, is_trimmed_and_not_empty) {
    const field name = of_type(field_type::text);
    EXPECT_EQ(outcome(name, " Zoë O'Neil "), "Zoë O'Neil");
    EXPECT_EQ(outcome(name, 12), "12");
    EXPECT_EQ(outcome(name, " \t "), "refused: must not be empty");
    EXPECT_EQ(outcome(name, true), "refused: must be a text");
}

TEST(text, is_limited_in_bytes_after_trimming) {
    const field name = {.type = field_type::text, .max_length = 4};
    EXPECT_EQ(outcome(name, " abcd "), "abcd");
    EXPECT_EQ(outcome(name, "Zoë"), "Zoë");
    EXPECT_EQ(outcome(name, "Zoëy"), "refused: must be at most 4 bytes long");
}

}  // namespace
}  // namespace pointsman::lead
