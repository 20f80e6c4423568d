#include <pointsman/base/crypto.hpp>
#include <pointsman/base/text.hpp>
#include <pointsman/duplicate/suppression.hpp>

#include <gtest/gtest.h>

namespace pointsman::duplicate {
namespace {

using lead::field_type;

lead::catalogue fields() {
    return lead::catalogue({{.name = "phone", .type = field_type::phone},
                            {.name = "second_phone", .type = field_type::phone},
                            {.name = "email", .type = field_type::email}});
}

suppression list_of(std::vector<lead::field_number> of, hashing how,
                    const std::vector<std::string>& values) {
    std::vector<suppressed_values::entry> entries;
    for (const std::string& each : values) entries.push_back(entry_of(each, how));
    return {std::move(of), "lists/x.txt", how, suppressed_values(std::move(entries))};
}

std::optional<suppressed> found(const suppression& list, lead::values lead) {
    lead.resize(3);
    return find_suppressed({&list, 1}, fields(), lead);
}

const std::string known = "+12025550123";
const std::string unknown = "+12025550124";

TEST(suppression, finds_exactly_what_is_listed) {
    for (const hashing how : {hashing::none, hashing::sha256, hashing::md5}) {
        const suppression list = list_of({0}, how, {known, "+13035550100", known});
        EXPECT_EQ(list.values.size(), 2U);
        EXPECT_TRUE(found(list, {known})) << to_text(how);
        EXPECT_FALSE(found(list, {unknown})) << to_text(how);
        EXPECT_FALSE(found(list, {})) << "a missing value is in no list";
        EXPECT_FALSE(found(list, {unknown, known})) << "a field that is not asked for";
    }
}

TEST(suppression, looks_at_each_of_its_fields) {
    const suppression list = list_of({0, 1}, hashing::none, {known});
    EXPECT_EQ(found(list, {unknown, known})->field, 1);
    EXPECT_EQ(found(list, {known, known})->field, 0);
}

TEST(suppression, takes_hashed_phones_in_any_usual_form) {
    for (const std::string form : {"+12025550123", "12025550123", "2025550123"})
        EXPECT_TRUE(found(list_of({0}, hashing::sha256, {form}), {known})) << form;
    EXPECT_FALSE(found(list_of({0}, hashing::sha256, {"025550123"}), {known}));
    EXPECT_FALSE(found(list_of({0}, hashing::none, {"2025550123"}), {known}))
        << "plain lists hold normal values";
}

TEST(suppression, names_the_first_list) {
    const std::vector lists{list_of({2}, hashing::md5, {"a@b.example"}),
                            list_of({0}, hashing::none, {known}),
                            list_of({0, 2}, hashing::none, {known})};
    const lead::values lead{known, lead::absent{}, std::string("c@d.example")};
    const auto hit = find_suppressed(lists, fields(), lead);
    ASSERT_TRUE(hit);
    EXPECT_EQ(hit->list, 1U);
}

TEST(suppression, reads_hexadecimal_of_the_right_length_only) {
    const std::string sha256 = base::to_hex(base::sha256(known));
    EXPECT_EQ(read_entry(sha256, hashing::sha256), entry_of(known, hashing::sha256));
    EXPECT_EQ(read_entry(base::to_upper(sha256), hashing::sha256),
              entry_of(known, hashing::sha256));
    EXPECT_EQ(read_entry(base::md5_hex(known), hashing::md5), entry_of(known, hashing::md5));
    EXPECT_FALSE(read_entry(sha256, hashing::md5));
    EXPECT_FALSE(read_entry(base::md5_hex(known), hashing::sha256));
    EXPECT_FALSE(read_entry(sha256.substr(1) + "g", hashing::sha256));
    EXPECT_FALSE(read_entry("", hashing::md5));
}

TEST(suppression, an_empty_set_holds_nothing) {
    EXPECT_FALSE(suppressed_values().contains(entry_of(known, hashing::none)));
    EXPECT_EQ(suppressed_values().size(), 0U);
}

}  // namespace
}  // namespace pointsman::duplicate
