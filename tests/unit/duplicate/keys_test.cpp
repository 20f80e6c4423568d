#include <pointsman/duplicate/keys.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "samples.hpp"

namespace pointsman::duplicate {
namespace {

using lead::field_type;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const base::secret_key master = base::sha256("the master key");

lead::catalogue fields() {
    return lead::catalogue({{.name = "zip", .type = field_type::us_zip},
                            {.name = "phone", .type = field_type::phone},
                            {.name = "email", .type = field_type::email},
                            {.name = "first", .type = field_type::text},
                            {.name = "last", .type = field_type::text}});
}

lead::values somebody() {
    return {std::string("90210"), std::string("+12025550123"), std::string("a@b.example"),
            std::string("James"), std::string("Henry")};
}

std::vector<base::digest> keys_by(match by, std::vector<lead::field_number> numbers,
                                  const lead::values& lead) {
    return make_keys({std::move(numbers), by}, fields(), lead, master);
}

TEST(keys, all_makes_one_and_any_makes_one_a_field) {
    EXPECT_THAT(keys_by(match::all, {1, 2}, somebody()), SizeIs(1));
    EXPECT_THAT(keys_by(match::any, {1, 2}, somebody()), SizeIs(2));
    EXPECT_EQ(keys_by(match::all, {1}, somebody()), keys_by(match::any, {1}, somebody()));
    EXPECT_NE(keys_by(match::all, {1}, somebody()), keys_by(match::all, {1, 0}, somebody()));
}

TEST(keys, what_is_missing_never_makes_a_key) {
    lead::values no_phone = somebody();
    no_phone[1] = lead::absent{};
    EXPECT_THAT(keys_by(match::all, {1, 0}, no_phone), IsEmpty());
    EXPECT_EQ(keys_by(match::any, {1, 2}, no_phone), keys_by(match::any, {2}, somebody()));
    EXPECT_THAT(keys_by(match::any, {1}, no_phone), IsEmpty());
    EXPECT_THAT(keys_by(match::all, {1, 2}, lead::values(5)), IsEmpty());
}

TEST(keys, are_the_same_in_every_vertical) {
    const lead::catalogue other({{.name = "mobile", .type = field_type::phone}});
    EXPECT_EQ(make_keys({{0}, match::all}, other, {std::string("+12025550123")}, master),
              keys_by(match::all, {1}, somebody()));
}

TEST(keys, tell_types_values_and_combinations_apart) {
    const lead::catalogue as_text({{.name = "phone", .type = field_type::text}});
    EXPECT_NE(make_keys({{0}, match::all}, as_text, {std::string("+12025550123")}, master),
              keys_by(match::all, {1}, somebody()));
    lead::values shifted = somebody();
    shifted[3] = std::string("JamesH");
    shifted[4] = std::string("enry");
    EXPECT_NE(keys_by(match::all, {3, 4}, shifted), keys_by(match::all, {3, 4}, somebody()));
}

TEST(keys, keep_the_order_of_fields_of_one_type_only) {
    EXPECT_EQ(keys_by(match::all, {1, 0}, somebody()), keys_by(match::all, {0, 1}, somebody()));
    EXPECT_NE(keys_by(match::all, {3, 4}, somebody()), keys_by(match::all, {4, 3}, somebody()));
}

TEST(keys, leave_case_out) {
    lead::values shouted = somebody();
    shouted[4] = std::string("HENRY");
    EXPECT_EQ(keys_by(match::all, {4}, shouted), keys_by(match::all, {4}, somebody()));
}

TEST(keys, depend_on_the_master_key_and_are_no_hash_that_is_used_elsewhere) {
    const auto ours = keys_by(match::all, {1}, somebody());
    EXPECT_NE(make_keys({{1}, match::all}, fields(), somebody(), base::sha256("another key")),
              ours);
    EXPECT_NE(ours.front(), base::hmac_sha256(master, "+12025550123"));
}

TEST(keys, of_a_lead_are_sorted_and_stand_once) {
    rule by_phone = test::a_rule(scope::global, event::seen);
    by_phone.key = {{1}, match::all};
    rule by_either = by_phone;
    by_either.key = {{1, 2}, match::any};
    const std::vector rules{by_phone, by_either};
    const std::vector also{key_fields{{1, 0}, match::all}, key_fields{{2}, match::all}};
    const lead_keys made = keys_of(rules, also, fields(), somebody(), master);
    EXPECT_THAT(made.by_rule, ElementsAre(SizeIs(1), SizeIs(2)));
    EXPECT_THAT(made.looked_up, SizeIs(2));
    EXPECT_THAT(made.kept, SizeIs(3));
    EXPECT_TRUE(std::ranges::is_sorted(made.looked_up));
    EXPECT_TRUE(std::ranges::is_sorted(made.kept));
    EXPECT_TRUE(std::ranges::includes(made.kept, made.looked_up));
}

TEST(keys, a_definition_is_translated_by_names_and_types) {
    const lead::catalogue other({{.name = "email", .type = field_type::email},
                                 {.name = "phone", .type = field_type::phone},
                                 {.name = "zip", .type = field_type::text}});
    const key_fields either{{1, 2}, match::any};
    EXPECT_EQ(translated(either, fields(), other), (key_fields{{1, 0}, match::any}));
    EXPECT_EQ(translated({{0}, match::all}, fields(), other), std::nullopt);
    EXPECT_EQ(translated({{1, 3}, match::all}, fields(), other), std::nullopt);
}

}  // namespace
}  // namespace pointsman::duplicate
