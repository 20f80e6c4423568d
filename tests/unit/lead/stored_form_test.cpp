#include <pointsman/lead/lead.hpp>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdint>
#include <string>

namespace pointsman::lead {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

const catalogue& fields() {
    static const catalogue made({
        {.name = "zip", .type = field_type::us_zip},
        {.name = "age", .type = field_type::integer, .min = 16},
        {.name = "amount", .type = field_type::decimal},
        {.name = "homeowner", .type = field_type::boolean},
        {.name = "birth_date", .type = field_type::date, .personal = true},
        {.name = "email", .type = field_type::email, .personal = true},
    });
    return made;
}

values full_lead() {
    return {std::string("02134"),
            std::int64_t{34},
            decimal{12'500'000},
            false,
            std::chrono::sys_days{1990y / 6 / 15},
            std::string("ann@example.com")};
}

TEST(to_json, keeps_personal_and_other_fields_apart) {
    EXPECT_EQ(to_json(fields(), full_lead(), false),
              json({{"zip", "02134"}, {"age", 34}, {"amount", "12.5"}, {"homeowner", false}}));
    EXPECT_EQ(to_json(fields(), full_lead(), true),
              json({{"birth_date", "1990-06-15"}, {"email", "ann@example.com"}}));
}

TEST(to_json, leaves_absent_values_out) {
    EXPECT_EQ(to_json(fields(), values(fields().size()), false), json::object());
}

TEST(from_json, gives_back_what_to_json_wrote) {
    json stored = to_json(fields(), full_lead(), false);
    stored.update(to_json(fields(), full_lead(), true));
    EXPECT_EQ(from_json(fields(), stored), full_lead());
}

TEST(from_json, gives_back_negative_and_extreme_numbers) {
    values lead(fields().size());
    lead[1] = std::int64_t{-9'223'372'036'854'775'807 - 1};
    lead[2] = decimal{-999'999'999'999'999};
    EXPECT_EQ(from_json(fields(), to_json(fields(), lead, false)), lead);
}

TEST(from_json, does_not_apply_limits_that_may_be_newer_than_the_lead) {
    EXPECT_EQ(from_json(fields(), {{"age", 12}})[1], value(std::int64_t{12}));
}

TEST(from_json, leaves_out_unknown_names_and_values_of_another_type) {
    EXPECT_EQ(from_json(fields(), {{"colour", "red"},
                                   {"zip", 2134},
                                   {"age", "34"},
                                   {"amount", "x"},
                                   {"homeowner", "yes"},
                                   {"birth_date", "1990"},
                                   {"email", nullptr}}),
              values(fields().size()));
    EXPECT_EQ(from_json(fields(), nullptr), values(fields().size()));
}

}  // namespace
}  // namespace pointsman::lead
