#include <pointsman/lead/lead.hpp>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace pointsman::lead {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

constexpr std::chrono::sys_days today = 2026y / 11 / 21;
constexpr base::wall_time now = today + 23h + 59min;

const catalogue& auto_insurance() {
    static const catalogue fields({
        {.name = "zip", .type = field_type::us_zip, .required = required_at::ping},
        {.name = "state", .type = field_type::us_state, .derived_from = field_number{0}},
        {.name = "age",
         .type = field_type::integer,
         .required = required_at::ping,
         .min = 16,
         .max = 110,
         .derived_from = field_number{3}},
        {.name = "birth_date",
         .type = field_type::date,
         .required = required_at::post,
         .personal = true},
        {.name = "email",
         .type = field_type::email,
         .required = required_at::post,
         .personal = true},
        {.name = "homeowner", .type = field_type::boolean},
    });
    return fields;
}

std::string to_text(problem_kind kind) {
    switch (kind) {
        case problem_kind::missing: return "missing";
        case problem_kind::invalid: return "invalid";
        case problem_kind::unknown: return "unknown";
    }
    return "";
}

// Every problem as "field: kind: what"; empty when the submission was taken.
std::vector<std::string> problems(const json& object, stage required_for = stage::post,
                                  const catalogue& fields = auto_insurance()) {
    std::vector<std::string> lines;
    const auto read = read_fields(fields, object, required_for, now);
    if (!read)
        for (const field_problem& problem : read.error())
            lines.push_back(problem.field + ": " + to_text(problem.kind) + ": " + problem.what);
    return lines;
}

// The text of one field of a submission that must be taken.
std::string taken(const json& object, std::string_view name, stage required_for = stage::post) {
    const auto read = read_fields(auto_insurance(), object, required_for, now);
    if (!read) return "not taken: " + read.error().front().what;
    return lead::to_text(read->at(*auto_insurance().find(name)));
}

json full_lead() {
    return {{"zip", "90210"}, {"birth_date", "1990-06-15"}, {"email", "Ann@Example.com"}};
}

json full_lead_with(const std::string& name, const json& given) {
    json lead = full_lead();
    lead[name] = given;
    return lead;
}

using lines = std::vector<std::string>;

TEST(read_fields, normalises_what_is_given_and_leaves_the_rest_absent) {
    EXPECT_EQ(taken(full_lead(), "email"), "ann@example.com");
    EXPECT_EQ(taken(full_lead_with("homeowner", "yes"), "homeowner"), "true");
    EXPECT_EQ(taken(full_lead(), "homeowner"), "");
    EXPECT_EQ(taken(full_lead_with("homeowner", nullptr), "homeowner"), "");
}

TEST(read_fields, needs_less_for_a_ping_than_for_a_post) {
    const json ping = {{"zip", "90210"}, {"age", 36}};
    EXPECT_EQ(problems(ping, stage::ping), lines{});
    EXPECT_EQ(problems(ping, stage::post),
              (lines{"birth_date: missing: is required", "email: missing: is required"}));
}

TEST(read_fields, counts_null_as_missing) {
    EXPECT_EQ(problems(full_lead_with("zip", nullptr)), lines{"zip: missing: is required"});
}

TEST(read_fields, reports_every_problem_in_catalogue_order_and_unknown_names_last) {
    EXPECT_EQ(
        problems({{"home_owner", true}, {"birth_date", "15.6.1990"}, {"zip", 2134}, {"aaa", 1}}),
        (lines{"zip: invalid: must be a five-digit ZIP code; send it as a string to keep "
               "leading zeros",
               "birth_date: invalid: must be a date YYYY-MM-DD", "email: missing: is required",
               "aaa: unknown: is not a field of this vertical",
               "home_owner: unknown: did you mean \"homeowner\"?"}));
}

TEST(read_fields, refuses_what_is_not_an_object) {
    for (const json& given : {json::array(), json("x"), json(nullptr)})
        EXPECT_EQ(problems(given), lines{": invalid: must be an object"}) << given;
}

TEST(read_fields, stops_suggesting_but_not_reporting_after_many_unknown_names) {
    json lead = full_lead();
    for (int i = 10; i < 30; ++i) lead["homeowner" + std::to_string(i)] = 1;
    const lines reported = problems(lead);
    ASSERT_EQ(reported.size(), 20);
    EXPECT_EQ(reported.front(), "homeowner10: unknown: did you mean \"homeowner\"?");
    EXPECT_EQ(reported.back(), "homeowner29: unknown: is not a field of this vertical");
}

TEST(derived_state, follows_from_the_zip_code) {
    EXPECT_EQ(taken(full_lead(), "state"), "CA");
    EXPECT_EQ(taken(full_lead_with("state", nullptr), "state"), "CA");
}

TEST(derived_state, gives_way_to_what_the_seller_says) {
    EXPECT_EQ(taken(full_lead_with("state", "nv"), "state"), "NV");
    EXPECT_EQ(problems(full_lead_with("state", "XX")),
              lines{"state: invalid: must be a two-letter US state code"});
}

TEST(derived_state, is_absent_where_the_zip_code_lies_in_no_state) {
    EXPECT_EQ(taken(full_lead_with("zip", "00000"), "state"), "");
}

TEST(derived_state, is_missing_when_required_and_in_no_state) {
    const catalogue fields({
        {.name = "zip", .type = field_type::us_zip},
        {.name = "state",
         .type = field_type::us_state,
         .required = required_at::ping,
         .derived_from = field_number{0}},
    });
    EXPECT_EQ(problems({{"zip", "90210"}}, stage::ping, fields), lines{});
    EXPECT_EQ(problems({{"zip", "00000"}}, stage::ping, fields),
              lines{"state: missing: is required and does not follow from \"zip\""});
    EXPECT_EQ(problems(json::object(), stage::ping, fields),
              lines{"state: missing: is required, or \"zip\" from which it follows"});
    EXPECT_EQ(problems({{"zip", "9"}}, stage::ping, fields),
              lines{"zip: invalid: must be a five-digit ZIP code"});
}

struct birthday {
    const char* birth_date;
    const char* age;
};

TEST(derived_age, counts_whole_years_to_the_utc_day) {
    for (const birthday& b : {birthday{"1990-11-20", "36"},
                              {"1990-11-21", "36"},
                              {"1990-11-22", "35"},
                              {"1990-12-01", "35"},
                              {"2010-11-21", "16"}})
        EXPECT_EQ(taken(full_lead_with("birth_date", b.birth_date), "age"), b.age) << b.birth_date;
}

TEST(derived_age, of_somebody_born_on_a_leap_day_grows_on_the_first_of_march) {
    const json lead = full_lead_with("birth_date", "1988-02-29");
    const auto age_on = [&](std::chrono::sys_days day) {
        return lead::to_text(read_fields(auto_insurance(), lead, stage::post, day)->at(2));
    };
    EXPECT_EQ(age_on(2026y / 2 / 28), "37");
    EXPECT_EQ(age_on(2026y / 3 / 1), "38");
    EXPECT_EQ(age_on(2028y / 2 / 29), "40");
}

TEST(derived_age, must_keep_the_limits_of_its_field) {
    EXPECT_EQ(problems(full_lead_with("birth_date", "2010-11-22")),
              lines{"age: invalid: must be a whole number from 16 to 110"});
    EXPECT_EQ(problems(full_lead_with("birth_date", "1905-01-01")),
              lines{"age: invalid: must be a whole number from 16 to 110"});
}

TEST(derived_age, does_not_follow_from_a_date_in_the_future) {
    EXPECT_EQ(problems(full_lead_with("birth_date", "2026-11-22")),
              lines{"age: missing: is required and does not follow from \"birth_date\""});
}

TEST(derived_age, gives_way_to_what_the_seller_says) {
    EXPECT_EQ(taken(full_lead_with("age", 50), "age"), "50");
    EXPECT_EQ(problems(full_lead_with("age", 12)),
              lines{"age: invalid: must be a whole number from 16 to 110"});
}

TEST(derived_age, is_asked_for_when_a_ping_has_neither_age_nor_date) {
    EXPECT_EQ(problems({{"zip", "90210"}}, stage::ping),
              lines{"age: missing: is required, or \"birth_date\" from which it follows"});
}

}  // namespace
}  // namespace pointsman::lead
