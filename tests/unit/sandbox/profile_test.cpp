#include <pointsman/sandbox/buyer_profile.hpp>

#include <gtest/gtest.h>

#include <ostream>

namespace pointsman::sandbox {
namespace {

constexpr auto small = R"(
seed: 11
defaults:
  ping: {bids: 0.5, latency: {median_ms: 20, sigma: 0.1}}
  post: {accepts: 0.9, reasons: [too late]}
buyers:
  one:
    port: 21001
    ping: {price: {uniform: [5, 9]}, bid: 'b', declined: 'd', moods: {hang: 0.25}}
    post: {accepted: 'a', rejected: 'r'}
  direct: {port: 21002, price_field: loan.price, post: {accepts: 0.1}}
)";

TEST(profile, fills_in_the_defaults) {
    const auto profile = parse_sandbox_profile(small);
    ASSERT_TRUE(profile) << profile.error();
    ASSERT_EQ(profile->buyers.size(), 2U);
    const buyer_profile& one = profile->buyers[0];
    EXPECT_EQ(one.name, "one");
    EXPECT_EQ(one.port, 21001);
    ASSERT_TRUE(one.ping);
    EXPECT_EQ(one.ping->bids, 0.5);
    EXPECT_EQ(one.ping->latency.median_ms, 20);
    EXPECT_EQ(one.ping->moods[static_cast<std::size_t>(mood::hang)], 0.25);
    EXPECT_EQ(one.post.reasons, std::vector<std::string>{"too late"});
    EXPECT_FALSE(profile->buyers[1].ping);
    EXPECT_EQ(profile->buyers[1].price_field, "loan.price");
}

struct mistake {
    const char* name;
    const char* yaml;
    const char* complaint;
};

void PrintTo(const mistake& which, std::ostream* out) {
    *out << which.name;
}

class profile_mistakes : public testing::TestWithParam<mistake> {};

TEST_P(profile_mistakes, are_named_with_their_line) {
    const auto profile = parse_sandbox_profile(GetParam().yaml);
    ASSERT_FALSE(profile);
    EXPECT_EQ(profile.error(), GetParam().complaint);
}

INSTANTIATE_TEST_SUITE_P(
    all, profile_mistakes,
    testing::Values(
        mistake{"unknown_key", "buyers:\n  a: {port: 1, pings: {}}",
                "sandbox.yaml:2: unknown key \"pings\""},
        mistake{"no_port", "buyers:\n  a: {post: {}}", "sandbox.yaml:2: \"port\" is missing"},
        mistake{"no_buyers", "seed: 1", "sandbox.yaml:1: \"buyers\" is missing"},
        mistake{"share_above_one", "buyers:\n  a:\n    port: 1\n    post: {accepts: 1.5}",
                "sandbox.yaml:4: \"accepts\" must be between 0 and 1"},
        mistake{"mood", "buyers:\n  a: {port: 1, post: {moods: {sulk: 0.1}}}",
                "sandbox.yaml:2: no such mood"},
        mistake{"moods_above_one", "buyers:\n  a: {port: 1, post: {moods: {hang: 0.6, drip: 0.6}}}",
                "sandbox.yaml:2: the moods add up to more than 1"},
        mistake{"two_prices", "buyers:\n  a: {port: 1, ping: {price: {fixed: 1, uniform: [1, 2]}}}",
                "sandbox.yaml:2: expected one of fixed, uniform, lognormal"}),
    [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace pointsman::sandbox
