#include "builders.hpp"

#include <gtest/gtest.h>

namespace pointsman::filter {
namespace {

using namespace std::chrono_literals;

std::string found(const rule& filter) {
    return contradiction(insurance(), filter).value_or("");
}

const rule california = in("state", {text("CA")});
const rule nevada = in("state", {text("NV")});

TEST(contradiction, within_one_test) {
    EXPECT_EQ(found(between("age", number(70), number(25))),
              "age between 70 and 25 holds no value");
    EXPECT_EQ(found(in("state", {})), "state in [] holds no value");
    EXPECT_EQ(found(between("moves_on", date(2026y / 3 / 9), date(2026y / 3 / 8))),
              "moves_on between 2026-03-09 and 2026-03-08 holds no value");
    EXPECT_EQ(found(any({})), "any of () offers no choice");
}

TEST(contradiction, with_the_fields_own_limits) {
    EXPECT_EQ(found(at_least("age", number(111))),
              "age at least 111 lies outside the field's own limits");
    EXPECT_EQ(found(at_most("age", number(15))),
              "age at most 15 lies outside the field's own limits");
    EXPECT_EQ(found(between("age", number(1), number(15))),
              "age between 1 and 15 lies outside the field's own limits");
    EXPECT_EQ(found(in("age", {number(15), number(111)})),
              "age in [15, 111] lies outside the field's own limits");
    EXPECT_EQ(found(is("credit", text("superb"))),
              "credit is superb lies outside the field's own limits");
    EXPECT_EQ(found(in("credit", {text("superb"), text("good")})), "");
    EXPECT_EQ(found(at_least("age", number(110))), "");
    EXPECT_EQ(found(at_most("age", number(16))), "");
}

TEST(contradiction, between_lists) {
    EXPECT_EQ(found(all({california, nevada})),
              "state in [CA] and state in [NV] exclude each other");
    EXPECT_EQ(found(all({california, is("state", text("NV"))})),
              "state in [CA] and state is NV exclude each other");
    EXPECT_EQ(found(all({california, not_in("state", {text("CA"), text("NV")})})),
              "state in [CA] and state not in [CA, NV] exclude each other");
    EXPECT_EQ(found(all({in("zip", zip_codes(90'001, 500)),
                         from_file(not_in("zip", zip_codes(90'000, 600)), "lists/blocked.txt")})),
              "zip in [90001, 90002, 90003, ... 497 more] and zip not in lists/blocked.txt exclude "
              "each other");
    EXPECT_EQ(
        found(all({in("zip", zip_codes(90'001, 500)), not_in("zip", zip_codes(90'001, 499))})), "");
    EXPECT_EQ(
        found(all({in("state", {text("CA"), text("NV")}), in("state", {text("NV"), text("AZ")})})),
        "");
}

TEST(contradiction, of_three_lists_that_agree_in_pairs) {
    EXPECT_EQ(
        found(all({in("state", {text("CA"), text("NV")}), in("state", {text("NV"), text("AZ")}),
                   in("state", {text("AZ"), text("CA")})})),
        "the tests of state exclude each other");
}

TEST(contradiction, between_ranges) {
    EXPECT_EQ(found(all({at_least("age", number(50)), at_most("age", number(49))})),
              "age at least 50 and age at most 49 exclude each other");
    EXPECT_EQ(found(all({between("loan", millionths(1), millionths(5)),
                         at_least("loan", millionths(6))})),
              "loan between 0.000001 and 0.000005 and loan at least 0.000006 exclude each other");
    EXPECT_EQ(found(all({between("age", number(18), number(30)),
                         between("age", number(31), number(40))})),
              "age between 18 and 30 and age between 31 and 40 exclude each other");
    EXPECT_EQ(found(all({at_least("age", number(50)), at_most("age", number(50))})), "");
    EXPECT_EQ(found(all({between("age", number(18), number(30)),
                         between("age", number(30), number(40))})),
              "");
}

TEST(contradiction, between_a_list_and_anything_else) {
    EXPECT_EQ(found(all({in("age", {number(20), number(21)}), at_least("age", number(22))})),
              "age in [20, 21] and age at least 22 exclude each other");
    EXPECT_EQ(found(all({is("note", text("x")), matches("note", "^y")})),
              "note is x and note matches \"^y\" exclude each other");
    EXPECT_EQ(
        found(all({in("zip", zip_codes(90'001, 9)), starts_with("zip", {text("10")})})),
        "zip in [90001, 90002, 90003, ... 6 more] and zip starts with \"10\" exclude each other");
}

TEST(contradiction, when_all_values_of_the_field_are_excluded) {
    const rule none_left =
        not_in("credit", {text("poor"), text("fair"), text("good"), text("excellent")});
    EXPECT_EQ(found(none_left), "");  // an absent value passes
    EXPECT_EQ(
        found(all({none_left, present("credit")})),
        "credit not in [poor, fair, good, ... 1 more] and credit is present exclude each other");
    EXPECT_EQ(found(all({not_in("homeowner", {true}), is("homeowner", true)})),
              "homeowner not in [true] and homeowner is true exclude each other");
    EXPECT_EQ(found(all({not_in("homeowner", {true, false}), present("homeowner")})),
              "homeowner not in [true, false] and homeowner is present exclude each other");
}

TEST(contradiction, between_absence_and_what_needs_a_value) {
    EXPECT_EQ(found(all({present("age", false), at_least("age", number(18))})),
              "age is absent and age at least 18 exclude each other");
    EXPECT_EQ(found(all({present("state", false), california})),
              "state is absent and state in [CA] exclude each other");
    EXPECT_EQ(found(all({present("note", false), present("note")})),
              "note is absent and note is present exclude each other");
    EXPECT_EQ(found(all({present("state", false), not_in("state", {text("CA")})})), "");
}

TEST(contradiction, is_found_through_nested_alls) {
    EXPECT_EQ(found(all({california, all({present("age"), all({nevada})})})),
              "state in [CA] and state in [NV] exclude each other");
}

TEST(contradiction, of_an_any_needs_every_choice_to_fail) {
    const rule empty = between("age", number(70), number(25));
    EXPECT_EQ(found(any({empty, all({california, nevada})})),
              "no choice of any of (age between 70 and 25; all of (state in [CA]; state in [NV])) "
              "can be met: "
              "age between 70 and 25 holds no value");
    EXPECT_EQ(found(any({empty, california})), "");
    EXPECT_EQ(found(all({california, any({nevada, is("state", text("AZ"))})})),
              "no choice of any of (state in [NV]; state is AZ) can be met: state in [CA] and "
              "state in [NV] exclude each other");
    EXPECT_EQ(found(all({any({nevada, is("state", text("AZ"))}), california})),
              "no choice of any of (state in [NV]; state is AZ) can be met: state in [CA] and "
              "state in [NV] exclude each other");
    EXPECT_EQ(found(all({california, any({nevada, california})})), "");
}

TEST(contradiction, is_not_claimed_between_different_fields_or_choices) {
    EXPECT_EQ(found(all({})), "");
    EXPECT_EQ(
        found(all({california, at_least("age", number(18)), not_in("zip", zip_codes(0, 100))})),
        "");
    EXPECT_EQ(found(any({california, nevada})), "");
    EXPECT_EQ(found(all({any({california, nevada}), any({nevada, is("state", text("AZ"))})})), "");
    EXPECT_EQ(found(negated(california)), "");
    EXPECT_EQ(found(all({california, negated(nevada)})), "");
    EXPECT_EQ(found(all({matches("note", "^a"), matches("note", "b$")})), "");
}

}  // namespace
}  // namespace pointsman::filter
