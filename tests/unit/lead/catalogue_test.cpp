#include <pointsman/lead/catalogue.hpp>

#include <gtest/gtest.h>

#include <string>

namespace pointsman::lead {
namespace {

TEST(field_type, has_a_name_that_leads_back_to_it) {
    for (int i = 0; i <= static_cast<int>(field_type::ip); ++i) {
        const auto type = static_cast<field_type>(i);
        EXPECT_EQ(parse_field_type(to_text(type)), type) << to_text(type);
    }
}

TEST(field_type, is_named_as_in_the_yaml) {
    EXPECT_EQ(parse_field_type("us_zip"), field_type::us_zip);
    EXPECT_EQ(parse_field_type("enum"), field_type::enumeration);
    for (const char* text : {"", "enumeration", "US_ZIP", "zip"})
        EXPECT_FALSE(parse_field_type(text)) << text;
}

TEST(catalogue, finds_fields_by_name_in_the_given_order) {
    const catalogue fields({{.name = "zip"}, {.name = "age"}});
    EXPECT_EQ(fields.size(), 2);
    EXPECT_EQ(fields.find("zip"), 0);
    EXPECT_EQ(fields.find("age"), 1);
    EXPECT_EQ(fields.at(1).name, "age");
    EXPECT_FALSE(fields.find("Zip"));
    EXPECT_FALSE(catalogue().find("zip"));
}

TEST(can_derive, allows_state_from_zip_and_age_from_date_only) {
    for (int to = 0; to <= static_cast<int>(field_type::ip); ++to)
        for (int from = 0; from <= static_cast<int>(field_type::ip); ++from) {
            const auto target = static_cast<field_type>(to);
            const auto source = static_cast<field_type>(from);
            const bool allowed = (target == field_type::us_state && source == field_type::us_zip) ||
                                 (target == field_type::integer && source == field_type::date);
            EXPECT_EQ(can_derive(target, source), allowed)
                << to_text(target) << " from " << to_text(source);
        }
}

}  // namespace
}  // namespace pointsman::lead
