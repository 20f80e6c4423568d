#include "plain_words.hpp"

#include <gtest/gtest.h>

namespace pointsman::engine {
namespace {

using lead::field_type;

const lead::catalogue& fields() {
    static const lead::catalogue all({
        {.name = "state", .type = field_type::us_state},
        {.name = "first_name", .type = field_type::text, .personal = true},
        {.name = "email", .type = field_type::email, .personal = true},
        {.name = "phone", .type = field_type::phone, .personal = true},
        {.name = "street", .type = field_type::text, .personal = true},
    });
    return all;
}

// Its street is not given.
const lead::values& ann() {
    static const lead::values all = {std::string("CA"), std::string("Ann"),
                                     std::string("ann.b@example.com"), std::string("+13105550187"),
                                     lead::value{}};
    return all;
}

bool hold(std::string_view words) {
    return hold_personal_data(words, fields(), ann());
}

TEST(plain_words, personal_values_are_found_however_they_are_written) {
    EXPECT_TRUE(hold("duplicate: ann.b@example.com"));
    EXPECT_TRUE(hold("duplicate: ANN.B@EXAMPLE.COM."));
    EXPECT_TRUE(hold("called +13105550187 before"));
    EXPECT_TRUE(hold("called (310) 555-0187 before"));
    EXPECT_TRUE(hold("1-310-555-0187"));
    EXPECT_TRUE(hold("Ann is ours"));
    EXPECT_TRUE(hold("known:ann"));
}

TEST(plain_words, others_are_left_alone) {
    EXPECT_FALSE(hold(""));
    EXPECT_FALSE(hold("cannot use leads of CA"));
    EXPECT_FALSE(hold("annual cap reached, call 310 555 0188"));
    EXPECT_FALSE(hold("example.com"));
}

TEST(plain_words, replace_all_that_is_written_down) {
    const auto told = [](protocol::post_answer answer) {
        return in_plain_words(std::move(answer), fields(), ann());
    };
    const auto rejected = std::get<protocol::rejected>(
        told(protocol::rejected{"we have Ann", protocol::refusal_class::duplicate}));
    EXPECT_EQ(rejected.reason, personal_words);
    EXPECT_EQ(rejected.why, protocol::refusal_class::duplicate);
    const auto accepted =
        std::get<protocol::accepted>(told(protocol::accepted{"ann.b@example.com", "https://x.y/"}));
    EXPECT_EQ(accepted.reference, personal_words);
    EXPECT_EQ(accepted.redirect_url, "https://x.y/");
    EXPECT_EQ(std::get<protocol::not_understood>(told(protocol::not_understood{"odd"})).what,
              "odd");
    const auto declined = std::get<protocol::declined>(
        in_plain_words(protocol::declined{"not Ann again"}, fields(), ann()));
    EXPECT_EQ(declined.reason, personal_words);
}

}  // namespace
}  // namespace pointsman::engine
