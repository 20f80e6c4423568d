#include <pointsman/duplicate/keys.hpp>
#include <pointsman/duplicate/rule.hpp>
#include <pointsman/duplicate/suppression.hpp>

#include <gtest/gtest.h>

// The words of the configuration, which also stand in reasons.
namespace pointsman::duplicate {
namespace {

TEST(duplicate_names, are_the_words_of_the_configuration) {
    EXPECT_EQ(to_text(match::all), "all");
    EXPECT_EQ(to_text(match::any), "any");
    EXPECT_EQ(to_text(scope::source), "source");
    EXPECT_EQ(to_text(scope::vertical), "vertical");
    EXPECT_EQ(to_text(scope::buyer_group), "buyer_group");
    EXPECT_EQ(to_text(event::seen), "seen");
    EXPECT_EQ(to_text(event::sold), "sold");
    EXPECT_EQ(to_text(action::reject), "reject");
    EXPECT_EQ(to_text(action::flag), "flag");
    EXPECT_EQ(to_text(hashing::none), "none");
    EXPECT_EQ(to_text(hashing::sha256), "sha256");
    EXPECT_EQ(to_text(hashing::md5), "md5");
}

TEST(duplicate_names, a_person_is_told_apart_only_by_what_is_their_own) {
    using lead::field_type;
    for (const field_type own :
         {field_type::phone, field_type::email, field_type::text, field_type::url, field_type::ip})
        EXPECT_TRUE(can_identify(own)) << static_cast<int>(own);
    for (const field_type shared :
         {field_type::us_zip, field_type::us_state, field_type::integer, field_type::decimal,
          field_type::boolean, field_type::date, field_type::enumeration})
        EXPECT_FALSE(can_identify(shared)) << static_cast<int>(shared);
}

}  // namespace
}  // namespace pointsman::duplicate
