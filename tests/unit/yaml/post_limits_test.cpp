#include "mistakes.hpp"

#include <support/example_config.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// Caps of buyers, trees and sellers, soft caps, prepaid buyers, open posts and pacing.
namespace pointsman::yaml {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

constexpr const char* northstar = "buyers/northstar.yaml";
constexpr const char* plainview = "buyers/plainview.yaml";
constexpr const char* tree = "trees/auto_main.yaml";
constexpr const char* acme = "sellers/acme.yaml";

std::shared_ptr<const plan::snapshot> plan_with(std::string_view path, std::string_view from,
                                                std::string_view to) {
    return support::plan_of(changed(path, from, to));
}

// --- Caps of others than orders
// ---------------------------------------------------------------------------------

TEST(caps_of_a_buyer, count_leads_of_all_its_orders_by_its_own_clock) {
    const auto plan =
        plan_with(northstar, "zone: America/Los_Angeles\n",
                  "zone: America/Los_Angeles\ncaps: [{on: sale, per: day, spend: \"900.00\"}, {on: "
                  "ping, per: hour, count: 70, when: {field: state, is: NV}}]\n");
    const plan::buyer& buyer = *plan->find_buyer("northstar");
    ASSERT_EQ(buyer.caps.size(), 1U) << "one vertical";
    const auto& caps = buyer.caps.at(0);
    ASSERT_EQ(caps.size(), 2U);
    EXPECT_EQ(caps[0].limit.of, cap::owner::buyer);
    EXPECT_EQ(caps[0].limit.where.name(), "America/Los_Angeles");
    EXPECT_EQ(caps[0].limit.most, 900'000'000);
    EXPECT_FALSE(caps[0].when.has_value());
    EXPECT_TRUE(caps[1].when.has_value());
    EXPECT_NE(caps[0].limit.used, plan->find_order("northstar_ca")->caps[1].limit.used)
        << "its own counter, not the order's of the same event, period and measure";
}

TEST(caps_of_a_buyer, have_one_counter_over_several_verticals) {
    files config = changed(plainview, "zone: America/New_York\n",
                           "zone: America/New_York\ncaps: [{on: sale, per: day, count: 9, when: "
                           "{field: state, is: NV}}]\n");
    config["verticals/moto.yaml"] =
        "vertical: moto\nfields:\n  phone: {type: phone, required: post, personal: true}\n"
        "  state: {type: us_state, required: ping}\n";
    config["trees/moto.yaml"] =
        "tree: moto\nvertical: moto\ncurrency: USD\ntiers: [{name: open}]\n";
    config[plainview] +=
        "  plainview_moto:\n    vertical: moto\n    via: direct\n"
        "    sells_in: [{tree: moto, tier: open}]\n    price: {fixed: \"3.00\"}\n";
    const auto plan = support::plan_of(config);
    const auto& caps = plan->find_buyer("plainview")->caps;
    ASSERT_EQ(caps.size(), 2U);
    EXPECT_EQ(caps.at(0).at(0).limit.used, caps.at(1).at(0).limit.used);
    lead::values moto(2);
    moto[1] = std::string("NV");
    EXPECT_TRUE(caps.at(1).at(0).when->passes(moto));
    moto[1] = std::string("CA");
    EXPECT_FALSE(caps.at(1).at(0).when->passes(moto));
}

TEST(caps_of_a_tree, go_by_its_zone_or_utc) {
    const auto utc = plan_with(tree, "deadline: 6s\n",
                               "deadline: 6s\ncaps: [{on: post, per: hour, count: 50}]\n");
    EXPECT_EQ(utc->trees.at(0).caps.at(0).limit.of, cap::owner::tree);
    EXPECT_EQ(utc->trees.at(0).caps.at(0).limit.where.name(), "UTC");
    const auto own =
        plan_with(tree, "deadline: 6s\n",
                  "deadline: 6s\ncaps: [{on: post, per: hour, count: 50}]\nzone: Asia/Tokyo\n");
    EXPECT_EQ(own->trees.at(0).caps.at(0).limit.where.name(), "Asia/Tokyo");
}

TEST(caps_of_a_seller, stand_in_its_program) {
    files config = changed(acme, "    sources:",
                           "    caps: [{on: sale, per: month, spend: \"100.00\"}]\n    sources:");
    config[acme] += "zone: America/Chicago\n";
    const auto plan = support::plan_of(config);
    const cap::limit& limit = plan->sellers.at(0).programs.at("auto").caps.at(0).limit;
    EXPECT_EQ(limit.of, cap::owner::seller);
    EXPECT_EQ(limit.where.name(), "America/Chicago");
    EXPECT_EQ(limit.most, 100'000'000);
}

TEST(caps_of_others, name_every_mistake_and_its_place) {
    const std::vector<mistake> mistakes{
        {"buyer_zero",
         northstar,
         "currency: USD",
         "currency: USD\ncaps: [{on: sale, per: day, count: 0}]",
         {"buyers/northstar.yaml:3:36: error: a cap of zero; use `paused: true` in its orders to "
          "stop them"}},
        {"buyer_unknown_field",
         northstar,
         "currency: USD",
         "currency: USD\ncaps: [{on: sale, per: day, count: 5, when: {field: stat, is: NV}}]",
         {"buyers/northstar.yaml:3:53: error: vertical \"auto\" has no field \"stat\"; did you "
          "mean "
          "\"state\"?"}},
        {"buyer_personal",
         northstar,
         "currency: USD",
         "currency: USD\ncaps: [{on: sale, per: day, count: 5, when: {field: phone, present: "
         "true}}]",
         {"buyers/northstar.yaml:3:45: error: a cap cannot depend on the personal field "
          "\"phone\""}},
        {"buyer_twice",
         northstar,
         "currency: USD",
         "currency: USD\ncaps: [{on: sale, per: day, count: 5}, {on: sale, per: day, count: 6}]",
         {"buyers/northstar.yaml:3:40: error: a second cap on the same event, period and measure"}},
        {"tree_zero",
         tree,
         "deadline: 6s",
         "caps: [{on: sale, per: day, spend: \"0\"}]",
         {"trees/auto_main.yaml:4:36: error: a cap of zero; use `paused: true` in its orders to "
          "stop them"}},
        {"tree_zone",
         tree,
         "deadline: 6s",
         "zone: Mars/Olympus",
         {"trees/auto_main.yaml:4:7: error: expected an IANA time zone such as "
          "America/Los_Angeles"}},
        {"seller_zero",
         acme,
         "    sources:",
         "    caps: [{on: sale, per: day, count: 0}]\n    sources:",
         {"sellers/acme.yaml:7:40: error: a cap of zero; use `paused: true` to stop a seller"}},
        {"seller_caps_at_the_top",
         acme,
         "seller: acme",
         "seller: acme\ncaps: []",
         {"sellers/acme.yaml:2:1: error: unknown key \"caps\"; expected one of seller, keys, "
          "paused, zone, programs"}}};
    expect_reported(mistakes);
}

// --- Soft caps
// --------------------------------------------------------------------------------------------------

TEST(soft_cap, is_of_an_order_of_direct_posts) {
    const auto plan = plan_with(plainview, "    price: {fixed: \"12.50\"}",
                                "    price: {fixed: \"12.50\"}\n    caps: [{on: sale, per: day, "
                                "count: 20, soft: {risk: 5%}}]");
    const plan::order& order = *plan->find_order("plainview_all");
    const cap::limit& limit = order.caps.at(0).limit;
    ASSERT_TRUE(limit.soft.has_value());
    EXPECT_EQ(limit.soft->risk.value, 500);
    EXPECT_EQ(limit.soft->accepts, order.accept_rate);
    EXPECT_EQ(limit.most, 20);
}

TEST(soft_cap, names_every_mistake_and_its_place) {
    constexpr const char* price = "    price: {fixed: \"12.50\"}";
    const std::vector<mistake> mistakes{
        {"of_an_order_that_pings",
         northstar,
         "count: 200",
         "count: 200, soft: {risk: 5%}",
         {"buyers/northstar.yaml:28:51: error: only an order of direct posts, without a ping, may "
          "have a soft cap"}},
        {"of_a_buyer",
         plainview,
         "currency: USD",
         "currency: USD\ncaps: [{on: sale, per: day, count: 5, soft: {risk: 5}}]",
         {"buyers/plainview.yaml:3:45: error: only the cap of an order may be soft"}},
        {"on_posts",
         plainview,
         price,
         "    price: {fixed: \"12.50\"}\n    caps: [{on: post, per: day, count: 20, soft: {risk: "
         "5%}}]",
         {"buyers/plainview.yaml:18:50: error: only a cap on the count of sales may be soft"}},
        {"on_spend",
         plainview,
         price,
         "    price: {fixed: \"12.50\"}\n    caps: [{on: sale, per: day, spend: \"20.00\", soft: "
         "{risk: 5%}}]",
         {"buyers/plainview.yaml:18:55: error: only a cap on the count of sales may be soft"}},
        {"without_risk",
         plainview,
         price,
         "    price: {fixed: \"12.50\"}\n    caps: [{on: sale, per: day, count: 20, soft: {}}]",
         {"buyers/plainview.yaml:18:50: error: \"risk\" is missing here"}},
        {"risk_of_zero",
         plainview,
         price,
         "    price: {fixed: \"12.50\"}\n    caps: [{on: sale, per: day, count: 20, soft: {risk: "
         "0%}}]",
         {"buyers/plainview.yaml:18:57: error: expected a risk above 0 and of at most 50 percent"}},
        {"risk_of_most",
         plainview,
         price,
         "    price: {fixed: \"12.50\"}\n    caps: [{on: sale, per: day, count: 20, soft: {risk: "
         "51%}}]",
         {"buyers/plainview.yaml:18:57: error: expected a risk above 0 and of at most 50 "
          "percent"}}};
    expect_reported(mistakes);
}

// --- Prepaid, open posts, pacing
// --------------------------------------------------------------------------------

TEST(prepaid_buyer, has_a_floor_that_may_be_a_credit_line) {
    const auto plan =
        plan_with(northstar, "currency: USD", "currency: USD\nprepaid: {floor: \"-500.00\"}");
    EXPECT_EQ(plan->find_buyer("northstar")->account.floor, base::money::from_micros(-500'000'000));
    EXPECT_NE(plan->find_buyer("northstar")->account.balance, nullptr);
    EXPECT_FALSE(plan->find_buyer("plainview")->account.floor.has_value());
    EXPECT_NE(plan->find_buyer("plainview")->account.balance, nullptr)
        << "kept all the same, for a reload that makes it prepaid";
}

TEST(limited_posts, are_counted_by_the_same_for_ever) {
    cap::book counters;
    const files limited = changed(plainview, "    via: direct",
                                  "    max_open_posts: 3\n    pacing: 30s\n    via: direct");
    const auto first = load(limited, counters, support::example_secrets(), purpose::serve);
    const auto second =
        load(support::example_files(), counters, support::example_secrets(), purpose::serve);
    ASSERT_TRUE(first && second);
    const plan::order& before = *first->plan->find_order("plainview_all");
    const plan::order& after = *second->plan->find_order("plainview_all");
    EXPECT_EQ(before.open_posts.most, 3);
    EXPECT_EQ(before.pacing->interval, 30s);
    EXPECT_FALSE(after.open_posts.most.has_value());
    EXPECT_FALSE(after.pacing.has_value());
    EXPECT_EQ(before.open_posts.open, after.open_posts.open);
    EXPECT_EQ(first->plan->find_buyer("plainview")->account.balance,
              second->plan->find_buyer("plainview")->account.balance);
    EXPECT_NE(after.open_posts.open, second->plan->find_buyer("plainview")->open_posts.open);
}

TEST(limited_posts, name_every_mistake_and_its_place) {
    const std::vector<mistake> mistakes{
        {"floor_missing",
         plainview,
         "currency: USD",
         "currency: USD\nprepaid: {}",
         {"buyers/plainview.yaml:3:10: error: \"floor\" is missing here"}},
        {"floor_not_quoted",
         plainview,
         "currency: USD",
         "currency: USD\nprepaid: {floor: 0}",
         {"buyers/plainview.yaml:3:18: error: expected an amount in quotes: \"0.00\""}},
        {"floor_is_no_money",
         plainview,
         "currency: USD",
         "currency: USD\nprepaid: {floor: \"--5\"}",
         {"buyers/plainview.yaml:3:18: error: expected an amount of money in quotes, such as "
          "\"12.50\""}},
        {"floor_of_another_currency",
         plainview,
         "currency: USD",
         "currency: USD\nprepaid: {floor: \"0.00\", currency: EUR}",
         {"buyers/plainview.yaml:3:26: error: unknown key \"currency\"; expected one of floor"}},
        {"unknown_currency",
         plainview,
         "currency: USD",
         "currency: usd\nprepaid: {floor: \"0.00\"}",
         {"buyers/plainview.yaml:2:11: error: expected a currency such as USD"}},
        {"no_open_posts",
         plainview,
         "    via: direct",
         "    max_open_posts: 0\n    via: direct",
         {"buyers/plainview.yaml:15:21: error: expected a whole number from 1 to 1000000, without "
          "quotes"}},
        {"no_open_posts_of_the_buyer",
         plainview,
         "currency: USD",
         "currency: USD\nmax_open_posts: -1",
         {"buyers/plainview.yaml:3:17: error: expected a whole number from 1 to 1000000, without "
          "quotes"}},
        {"pacing_of_zero",
         plainview,
         "    via: direct",
         "    pacing: 0s\n    via: direct",
         {"buyers/plainview.yaml:15:13: error: expected a time with its unit (ms, s, m, h, d) from "
          "1ms to 31d"}},
        {"pacing_without_unit",
         plainview,
         "    via: direct",
         "    pacing: 30\n    via: direct",
         {"buyers/plainview.yaml:15:13: error: expected a time with its unit (ms, s, m, h, d) from "
          "1ms to 31d"}}};
    expect_reported(mistakes);
}

}  // namespace
}  // namespace pointsman::yaml
