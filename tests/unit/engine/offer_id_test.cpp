#include <pointsman/engine/settlement.hpp>

#include <gtest/gtest.h>

#include <string>

// What a buyer sends back to name a post (design section 5): it comes from outside, so anything
// may stand in it.
namespace pointsman::engine {
namespace {

const std::string lead = "01a20000-0000-7000-8000-00000000002a";

TEST(offer_id, names_lead_order_and_attempt) {
    const auto named = parse_offer_id(lead + ".north.star.post.3");
    ASSERT_TRUE(named);
    EXPECT_EQ(base::to_text(named->lead), lead);
    EXPECT_EQ(named->order, "north.star");
    EXPECT_EQ(named->attempt, 3);
}

TEST(offer_id, of_any_other_form_names_nothing) {
    for (const std::string& text :
         {std::string(), lead, lead + ".order", lead + ".order.ping.1", lead + "..post.1",
          lead + ".post.1", lead + "_order.post.1", lead + ".order.post.", lead + ".order.post.x",
          lead + ".order.post.-1", lead + ".order.post.2147483648",
          "x" + lead.substr(1) + ".order.post.1", lead + ".or der.post.1",
          lead + ".ord\xc3\xa9r.post.1", lead + ".order\n.post.1", lead + ".order\x7f.post.1",
          std::string(".post.1")})
        EXPECT_FALSE(parse_offer_id(text)) << text;
}

TEST(plain_reference, keeps_what_looks_like_an_id_and_nothing_else) {
    EXPECT_EQ(plain_reference("A-1.b:2_c"), "A-1.b:2_c");
    EXPECT_EQ(plain_reference("Pat Example"), "");
    EXPECT_EQ(plain_reference("pat@example.com"), "");
    EXPECT_EQ(plain_reference(std::string(128, 'a')), std::string(128, 'a'));
    EXPECT_EQ(plain_reference(std::string(129, 'a')), "");
}

TEST(settled_by_names, tell_operators_who_settled_a_post) {
    EXPECT_EQ(to_text(settled_by::late_reply), "the buyer's late reply");
    EXPECT_EQ(to_text(settled_by::webhook), "the buyer's webhook");
    EXPECT_EQ(to_text(settled_by::status), "the buyer's status");
    EXPECT_EQ(to_text(settled_by::repost), "the buyer's answer to a re-post");
    EXPECT_EQ(to_text(settled_by::operator_decision), "an operator");
    EXPECT_EQ(to_text(settled_by::contract), "the contract's settle_after");
    EXPECT_EQ(name_of(settled_by::status), "status");
    EXPECT_EQ(name_of(settled_by::repost), "repost");
    EXPECT_EQ(name_of(settled_by::operator_decision), "");
    EXPECT_EQ(name_of(settled_by::contract), "");
}

}  // namespace
}  // namespace pointsman::engine
