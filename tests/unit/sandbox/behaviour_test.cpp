#include <pointsman/sandbox/behaviour.hpp>

#include "awkward_answers.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace pointsman::sandbox {
namespace {

sandbox_profile sandbox_of_one() {
    sandbox_profile sandbox;
    buyer_profile buyer;
    buyer.name = "one";
    ping_manner& ping = buyer.ping.emplace();
    ping.bids = 0.7;
    ping.price = lognormal_price{20, 0.3};
    ping.bid = R"({"p":"$price","r":"$reference"})";
    ping.declined = R"({"no":"$reason"})";
    buyer.post.accepts = 0.8;
    buyer.post.accepted = R"({"ok":"$reference"})";
    buyer.post.rejected = R"({"no":"$reason"})";
    sandbox.buyers.push_back(buyer);
    return sandbox;
}

planned_answer answer(const sandbox_profile& sandbox, int lead, bool is_post) {
    return plan_answer(sandbox, sandbox.buyers[0],
                       {fmt::format("lead-{}", lead), "one_all", is_post, 0});
}

TEST(offer_header, is_read_back) {
    const offer_id expected{"0192f3a4-5b6c-7d8e-9f01-23456789abcd", "northstar_ca", true, 2};
    EXPECT_EQ(parse_offer_id("0192f3a4-5b6c-7d8e-9f01-23456789abcd.northstar_ca.post.2"), expected);
}

TEST(offer_header, must_have_all_parts) {
    for (const char* text : {"", "a.b.ping", "a.b.pong.0", "a.b.ping.x", "a.b.ping.-1", ".b.ping.0",
                             "a..ping.0", "a.b.ping.0.1"})
        EXPECT_FALSE(parse_offer_id(text)) << text;
}

TEST(behaviour, answers_the_same_offer_in_the_same_way) {
    const sandbox_profile sandbox = sandbox_of_one();
    EXPECT_EQ(answer(sandbox, 1, false).body, answer(sandbox, 1, false).body);
    EXPECT_EQ(answer(sandbox, 1, false).delay, answer(sandbox, 1, false).delay);
}

TEST(behaviour, bids_and_accepts_as_often_as_the_profile_says) {
    const sandbox_profile sandbox = sandbox_of_one();
    int bids = 0;
    int accepts = 0;
    for (int lead = 0; lead < 4000; ++lead) {
        bids += answer(sandbox, lead, false).decided == decision::bid ? 1 : 0;
        accepts += answer(sandbox, lead, true).decided == decision::accepted ? 1 : 0;
    }
    EXPECT_NEAR(bids, 2800, 120);
    EXPECT_NEAR(accepts, 3200, 120);
}

TEST(behaviour, fills_in_the_templates) {
    const sandbox_profile sandbox = sandbox_of_one();
    for (int lead = 0; lead < 20; ++lead) {
        const planned_answer ping = answer(sandbox, lead, false);
        EXPECT_EQ(ping.body.find('$'), std::string::npos) << ping.body;
        if (ping.decided == decision::bid)
            EXPECT_NE(ping.body.find(base::to_text(ping.price)), std::string::npos);
        else
            EXPECT_EQ(ping.price, base::money());
    }
}

TEST(behaviour, lets_all_buyers_value_one_lead_alike) {
    sandbox_profile sandbox = sandbox_of_one();
    sandbox.common_sigma = 1;
    sandbox.buyers[0].ping->price = fixed_price{10};
    sandbox.buyers[0].ping->bids = 1;
    sandbox.buyers.push_back(sandbox.buyers[0]);
    sandbox.buyers[1].name = "two";
    const offer_id offer{"lead-1", "x", false, 0};
    const base::money first = plan_answer(sandbox, sandbox.buyers[0], offer).price;
    EXPECT_EQ(first, plan_answer(sandbox, sandbox.buyers[1], offer).price);
    EXPECT_NE(first, base::money::from_micros(10'000'000));
}

TEST(behaviour, decides_nothing_in_a_mood_without_an_answer) {
    for (const mood which : {mood::hang, mood::close, mood::status_500, mood::garbage}) {
        sandbox_profile sandbox = sandbox_of_one();
        sandbox.buyers[0].post.moods[static_cast<std::size_t>(which)] = 1;
        const planned_answer post = answer(sandbox, 1, true);
        EXPECT_EQ(post.mood, which);
        EXPECT_EQ(post.decided, decision::none);
    }
}

TEST(behaviour, still_decides_when_it_drips_or_talks_too_much) {
    for (const mood which : {mood::drip, mood::oversized}) {
        sandbox_profile sandbox = sandbox_of_one();
        sandbox.buyers[0].post.moods[static_cast<std::size_t>(which)] = 1;
        EXPECT_NE(answer(sandbox, 1, true).decided, decision::none);
    }
}

TEST(awkward_answers, look_as_their_mood_says) {
    planned_answer plan;
    plan.body = R"({"a":1})";
    EXPECT_EQ(
        answer_bytes(plan),
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 7\r\n\r\n{\"a\":1}");
    plan.mood = mood::oversized;
    EXPECT_GT(answer_bytes(plan).size(), std::size_t{1} << 20);
    plan.mood = mood::status_500;
    EXPECT_TRUE(answer_bytes(plan).starts_with("HTTP/1.1 500 "));
    plan.mood = mood::close;
    EXPECT_EQ(answer_bytes(plan), "");
}

}  // namespace
}  // namespace pointsman::sandbox
