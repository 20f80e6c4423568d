#include "mistakes.hpp"

#include <gtest/gtest.h>

namespace pointsman::yaml {
namespace {

constexpr const char* northstar = "buyers/northstar.yaml";

TEST(rule_yaml, names_every_mistake_and_its_place) {
    const std::vector<mistake> mistakes{
        {"unknown_field",
         northstar,
         "{field: state, in: [CA, NV]}",
         "{field: stat, in: [CA, NV]}",
         {"buyers/northstar.yaml:23:19: error: vertical \"auto\" has no field \"stat\"; did you "
          "mean \"state\"?"}},
        {"unknown_test",
         northstar,
         "{field: state, in: [CA, NV]}",
         "{field: state, inn: [CA, NV]}",
         {"buyers/northstar.yaml:23:11: error: a test is missing here: is, in, between, "
          "at_least...",
          "buyers/northstar.yaml:23:26: error: unknown key \"inn\"; did you mean \"in\"?"}},
        {"no_test",
         northstar,
         "{field: state, in: [CA, NV]}",
         "{field: state}",
         {"buyers/northstar.yaml:23:11: error: a test is missing here: is, in, between, "
          "at_least..."}},
        {"two_tests",
         northstar,
         "between: [25, 70]",
         "at_least: 25, at_most: 70",
         {"buyers/northstar.yaml:24:11: error: expected only one test; join several with `all`"}},
        {"state",
         northstar,
         "in: [CA, NV]}\n        - {field: age",
         "in: [CA, Nevada]}\n        - {field: age",
         {"buyers/northstar.yaml:23:35: error: a value of \"state\" must be a two-letter US state "
          "code"}},
        {"integer",
         northstar,
         "[25, 70]",
         "[25, seventy]",
         {"buyers/northstar.yaml:24:38: error: a value of \"age\" must be a whole number"}},
        {"between_of_three",
         northstar,
         "[25, 70]",
         "[25, 50, 70]",
         {"buyers/northstar.yaml:24:33: error: expected two values: [least, most], both included"}},
        {"never",
         northstar,
         "[25, 70]",
         "[70, 25]",
         {"buyers/northstar.yaml:22:7: error: no lead can ever pass: age between 70 and 25 holds "
          "no value"}},
        {"never_two",
         northstar,
         "- {field: age, between",
         "- {field: state, is: OR}\n        - {field: age, between",
         {"buyers/northstar.yaml:22:7: error: no lead can ever pass: state in [CA, NV] and state "
          "is OR exclude each other"}},
        {"range_of_enum",
         northstar,
         "{field: homeowner, is: true}",
         "{field: credit, at_least: good}",
         {"buyers/northstar.yaml:25:83: error: \"credit\" is of type enum; this test needs "
          "integer, decimal or date"}},
        {"enum",
         northstar,
         "in: [good, excellent]",
         "in: [good, excelent]",
         {"buyers/northstar.yaml:25:44: error: a value of \"credit\" must be one of poor, fair, "
          "good, excellent"}},
        {"boolean",
         northstar,
         "is: true}]",
         "is: perhaps}]",
         {"buyers/northstar.yaml:25:80: error: a value of \"homeowner\" must be true or false"}},
        {"empty_list",
         northstar,
         "in: [good, excellent]",
         "in: []",
         {"buyers/northstar.yaml:25:37: error: expected at least one value"}},
        {"list_expected",
         northstar,
         "in: [good, excellent]",
         "in: good",
         {"buyers/northstar.yaml:25:37: error: expected a list"}},
        {"pattern",
         northstar,
         "{field: homeowner, is: true}",
         "{field: zip, matches: \"(90\"}",
         {"buyers/northstar.yaml:25:79: error: not a regular expression (RE2): missing ): (90"}},
        {"pattern_of_number",
         northstar,
         "{field: homeowner, is: true}",
         "{field: age, matches: \"9\"}",
         {"buyers/northstar.yaml:25:79: error: \"age\" is of type integer; this test needs text, "
          "zip, state, phone, email... (no number)"}},
        {"present",
         northstar,
         "{field: homeowner, is: true}",
         "{field: homeowner, present: 1}",
         {"buyers/northstar.yaml:25:85: error: expected true or false"}},
        {"list_file_unknown",
         northstar,
         "lists/blocked_zips.txt",
         "lists/blocked_zip.txt",
         {"buyers/northstar.yaml:26:37: error: there is no list file \"lists/blocked_zip.txt\"; "
          "did you mean \"lists/blocked_zips.txt\"?"}},
        {"list_file_elsewhere",
         northstar,
         "lists/blocked_zips.txt",
         "server.yaml",
         {"buyers/northstar.yaml:26:37: error: there is no list file \"server.yaml\"; expected one "
          "of lists/blocked_zips.txt"}},
        {"list_file_value",
         "lists/blocked_zips.txt",
         "93304",
         "9330",
         {"lists/blocked_zips.txt:3:1: error: a value of \"zip\" must be a five-digit ZIP code"}},
        {"list_file_empty",
         "lists/blocked_zips.txt",
         "",
         "# nothing\n",
         {"buyers/northstar.yaml:26:37: error: \"lists/blocked_zips.txt\" holds no value"}},
        {"group_and_test",
         northstar,
         "accepts: {field: state",
         "accepts: {all: [{field: age, at_least: 3}], field: state",
         {"buyers/northstar.yaml:34:14: error: expected only one of all, any, not, field"}},
        {"group_of_nothing",
         northstar,
         "[{field: credit, in: [good, excellent]}, {field: homeowner, is: true}]",
         "[]",
         {"buyers/northstar.yaml:25:16: error: expected at least one rule"}},
        {"too_deep",
         northstar,
         "accepts: {field: state, in: [CA, NV, OR, WA]}",
         "accepts: {not: {not: {not: {not: {not: {not: {not: {not: {not: {not: {not: {not: {not: "
         "{not: {not: {not: {not: {field: age, at_least: 3}}}}}}}}}}}}}}}}}}",
         {"buyers/northstar.yaml:34:110: error: a filter has at most 1000 rules, nested at most 16 "
          "deep"}}};
    expect_reported(mistakes);
}

}  // namespace
}  // namespace pointsman::yaml
