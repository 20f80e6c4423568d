#include "builders.hpp"

#include <gtest/gtest.h>

namespace pointsman::filter {
namespace {

using namespace std::chrono_literals;

struct description {
    rule filter;
    std::string text;
};

TEST(describe, says_it_in_a_line) {
    const description table[] = {
        {in("state", {text("CA"), text("NV")}), "state in [CA, NV]"},
        {in("state", {}), "state in []"},
        {not_in("state", {text("CA")}), "state not in [CA]"},
        {in("zip", zip_codes(90'001, 3)), "zip in [90001, 90002, 90003]"},
        {in("zip", zip_codes(90'001, 415)), "zip in [90001, 90002, 90003, ... 412 more]"},
        {from_file(not_in("zip", zip_codes(0, 9)), "lists/blocked.txt"),
         "zip not in lists/blocked.txt"},
        {from_file(in("zip", zip_codes(0, 9)), "lists/west.txt"), "zip in lists/west.txt"},
        {is("homeowner", true), "homeowner is true"},
        {between("age", number(25), number(70)), "age between 25 and 70"},
        {at_least("age", number(18)), "age at least 18"},
        {at_most("loan", millionths(2'500'000)), "loan at most 2.5"},
        {at_least("moves_on", date(2026y / std::chrono::March / 8)),
         "moves_on at least 2026-03-08"},
        {matches("note", "^a|b$"), "note matches \"^a|b$\""},
        {starts_with("phone", {text("+1310")}), "phone starts with \"+1310\""},
        {starts_with("phone", {text("+1310"), text("+1213")}),
         "phone starts with [\"+1310\", \"+1213\"]"},
        {present("note"), "note is present"},
        {present("note", false), "note is absent"},
        {negated(is("state", text("CA"))), "not (state is CA)"},
        {all({is("state", text("CA")), present("note")}), "all of (state is CA; note is present)"},
        {any({is("state", text("CA")), present("note")}), "any of (state is CA; note is present)"},
        {any({present("zip"), present("age"), present("note"), present("name"), present("loan")}),
         "any of (zip is present; age is present; note is present; ... 2 more)"},
    };
    for (const description& each : table) EXPECT_EQ(describe(insurance(), each.filter), each.text);
}

TEST(describe, cuts_long_operands_between_characters) {
    EXPECT_EQ(describe(insurance(), matches("note", std::string(61, 'a'))),
              "note matches \"" + std::string(60, 'a') + "...\"");
    EXPECT_EQ(describe(insurance(), matches("note", std::string(60, 'a'))),
              "note matches \"" + std::string(60, 'a') + "\"");
    EXPECT_EQ(describe(insurance(), matches("note", std::string(59, 'a') + "\u00e9")),
              "note matches \"" + std::string(59, 'a') + "...\"");
}

TEST(operation, has_the_name_used_in_yaml) {
    EXPECT_EQ(to_text(operation::in), "in");
    EXPECT_EQ(to_text(operation::not_in), "not_in");
    EXPECT_EQ(to_text(operation::is), "is");
    EXPECT_EQ(to_text(operation::between), "between");
    EXPECT_EQ(to_text(operation::at_least), "at_least");
    EXPECT_EQ(to_text(operation::at_most), "at_most");
    EXPECT_EQ(to_text(operation::matches), "matches");
    EXPECT_EQ(to_text(operation::starts_with), "starts_with");
    EXPECT_EQ(to_text(operation::present), "present");
}

}  // namespace
}  // namespace pointsman::filter
