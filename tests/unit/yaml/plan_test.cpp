#include <support/example_config.hpp>

#include "mistakes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pointsman::yaml {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::shared_ptr<const plan::snapshot> plan_with(std::string_view path, std::string_view from,
                                                std::string_view to) {
    return support::plan_of(changed(path, from, to));
}

const plan::order& order_named(const plan::snapshot& plan, std::string_view name) {
    return *std::ranges::find(plan.orders, name, &plan::order::name);
}

std::vector<std::string> names_of(const plan::snapshot& plan,
                                  const std::vector<plan::order_number>& orders) {
    std::vector<std::string> names;
    for (const plan::order_number each : orders) names.push_back(plan.orders.at(each).name);
    return names;
}

TEST(compiled_plan, has_the_fields_of_the_vertical) {
    const auto plan = support::example_plan();
    const lead::catalogue& fields = plan->find_vertical("auto")->fields;
    ASSERT_EQ(fields.size(), 8U);
    EXPECT_EQ(fields.at(0).type, lead::field_type::us_zip);
    EXPECT_EQ(fields.at(0).required, lead::required_at::ping);
    EXPECT_EQ(fields.at(1).derived_from, lead::field_number{0});
    EXPECT_EQ(fields.at(2).min, 16);
    EXPECT_EQ(fields.at(2).max, 110);
    EXPECT_THAT(fields.at(3).values, ElementsAre("poor", "fair", "good", "excellent"));
    EXPECT_TRUE(fields.at(7).personal);
}

TEST(compiled_plan, has_the_sellers_terms) {
    const auto plan = support::example_plan();
    const plan::seller* acme = plan->seller_with_key(support::example_seller_key);
    ASSERT_NE(acme, nullptr);
    EXPECT_EQ(acme->name, "acme");
    const plan::program& program = acme->programs.at("auto");
    EXPECT_EQ(plan->trees.at(program.tree).name, "auto_main");
    EXPECT_EQ(std::get<base::basis_points>(program.payout.pays).value, 8000);
    EXPECT_EQ(program.payout.min_margin, base::money::from_micros(2'000'000));
    EXPECT_TRUE(program.sources.at("site-9").refuse);
}

TEST(compiled_plan, sources_inherit_the_margin_of_their_program) {
    const auto plan = support::example_plan();
    const auto& terms = plan->sellers.at(0).programs.at("auto").sources.at("site-7").payout;
    ASSERT_TRUE(terms.has_value());
    EXPECT_EQ(std::get<base::basis_points>(terms->pays).value, 7000);
    EXPECT_EQ(terms->min_margin, base::money::from_micros(2'000'000));
}

TEST(compiled_plan, has_the_connection_of_each_order) {
    const auto plan = support::example_plan();
    const plan::connection& main = *order_named(*plan, "northstar_ca").via;
    ASSERT_TRUE(main.ping.has_value());
    EXPECT_EQ(main.ping->request.url, "https://leads.northstar.example/ping");
    EXPECT_EQ(main.ping->request.timeout, 800ms);
    EXPECT_THAT(main.ping->request.headers, ElementsAre(std::pair<std::string, std::string>(
                                                "X-Key", "northstar-secret-key-0001")));
    ASSERT_EQ(main.ping->request.send.size(), 5U);
    const auto& credit = std::get<protocol::send_field>(main.ping->request.send[2]);
    EXPECT_EQ(credit.as, "credit_rating");
    EXPECT_EQ(credit.values.size(), 4U);
    EXPECT_EQ(main.no_answer, plan::silence::hold);
    const plan::connection& direct = *order_named(*plan, "plainview_all").via;
    EXPECT_FALSE(direct.ping.has_value());
    EXPECT_EQ(direct.no_answer, plan::silence::reject);
    EXPECT_TRUE(direct.post.reply.otherwise_rejected);
    EXPECT_EQ(direct.post.request.body, protocol::body_format::form);
}

TEST(compiled_plan, shares_a_connection_between_orders_of_one_vertical) {
    const auto plan = support::example_plan();
    EXPECT_EQ(order_named(*plan, "northstar_ca").via, order_named(*plan, "northstar_west").via);
}

TEST(compiled_plan, compiles_a_connection_for_each_vertical_it_serves) {
    files config = support::example_files();
    config["verticals/bike.yaml"] =
        "vertical: bike\nfields: {phone: {type: phone}, zip: {type: us_zip}}\n";
    config["trees/bike.yaml"] =
        "tree: bike\nvertical: bike\ncurrency: USD\ntiers: [{name: only}]\n";
    config["buyers/plainview.yaml"] +=
        "  plainview_bike: {vertical: bike, via: direct, sells_in: [{tree: bike, tier: only}], "
        "price: {fixed: \"3.00\"}}\n";
    std::string& buyer = config["buyers/plainview.yaml"];
    buyer.replace(buyer.find("send: [all,"), 11, "send: [zip,");
    const auto plan = support::plan_of(config);
    const auto zip_of = [&](std::string_view order) {
        return std::get<protocol::send_field>(order_named(*plan, order).via->post.request.send[0])
            .field;
    };
    EXPECT_EQ(zip_of("plainview_all"), 0);
    EXPECT_EQ(zip_of("plainview_bike"), 1);
}

TEST(compiled_plan, tree_and_matcher_have_the_same_positions) {
    const auto plan = support::example_plan();
    const plan::tree& tree = *plan->find_tree("auto_main");
    EXPECT_THAT(names_of(*plan, tree.orders),
                ElementsAre("northstar_ca", "plainview_all", "northstar_west"));
    EXPECT_THAT(tree.tier_of, ElementsAre(0U, 1U, 1U));
    lead::values lead(8);
    lead[1] = std::string("WA");
    EXPECT_THAT(tree.matcher->match(lead), ElementsAre(1U, 2U));
}

TEST(compiled_plan, asks_by_priority_then_price_then_name) {
    const auto plan = plan_with("buyers/plainview.yaml", "  plainview_all:", R"(  cheap:
    {vertical: auto, via: direct, sells_in: [{tree: auto_main, tier: open_market}],
     price: {fixed: "1.00"}}
  alike:
    {vertical: auto, via: direct, sells_in: [{tree: auto_main, tier: open_market}],
     price: {fixed: "1.00"}}
  first:
    {vertical: auto, via: direct, sells_in: [{tree: auto_main, tier: open_market}],
     price: {fixed: "0.50"}, priority: 1}
  plainview_all:)");
    EXPECT_THAT(names_of(*plan, plan->find_tree("auto_main")->tiers.at(1).orders),
                ElementsAre("first", "plainview_all", "alike", "cheap", "northstar_west"));
}

TEST(compiled_plan, splits_hours_over_midnight) {
    const auto plan = plan_with(
        "buyers/northstar.yaml", "{mon-fri: \"08:00-20:00\", sat: \"09:00-13:00\"}",
        "{fri-sun: \"20:00-02:00\", mon: [\"14:00-24:00\", \"08:00-12:30\"], tue: closed}");
    const auto& days = order_named(*plan, "northstar_ca").hours->days;
    const auto spans = [&](std::size_t day) {
        std::vector<std::pair<int, int>> all;
        for (const cap::span_of_day& each : days.at(day))
            all.emplace_back(each.from_minute, each.to_minute);
        return all;
    };
    using pairs = std::pair<int, int>;
    EXPECT_THAT(spans(0), ElementsAre(pairs(0, 120), pairs(480, 750), pairs(840, 1440)));
    EXPECT_THAT(spans(1), IsEmpty());
    EXPECT_THAT(spans(4), ElementsAre(pairs(1200, 1440)));
    EXPECT_THAT(spans(6), ElementsAre(pairs(0, 120), pairs(1200, 1440)));
}

TEST(compiled_plan, counters_of_caps_survive_a_reload) {
    cap::book counters;
    const auto first =
        load(support::example_files(), counters, support::example_secrets(), purpose::serve);
    const auto second = load(changed("buyers/northstar.yaml", "count: 200", "count: 300"), counters,
                             support::example_secrets(), purpose::serve);
    ASSERT_TRUE(first && second);
    const auto& before = order_named(*first->plan, "northstar_ca").caps;
    const auto& after = order_named(*second->plan, "northstar_ca").caps;
    ASSERT_EQ(before.size(), 3U);
    for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(before[i].limit.used, after[i].limit.used);
    EXPECT_NE(before[0].limit.used, before[1].limit.used);
    EXPECT_EQ(after[0].limit.most, 300);
    EXPECT_EQ(after[1].limit.most, 5'000'000'000);
    EXPECT_TRUE(after[2].when.has_value());
}

TEST(compiled_plan, takes_operands_in_any_form_that_a_seller_might_send) {
    const auto plan = plan_with("buyers/northstar.yaml", "in: [CA, NV, OR, WA]", "in: [ca, Nv]");
    const auto& test = std::get<filter::test>(order_named(*plan, "northstar_west").accepts->what);
    EXPECT_THAT(test.operands, ElementsAre(lead::value("CA"), lead::value("NV")));
    EXPECT_EQ(order_named(*plan, "northstar_west").accepts->text, "state in [CA, NV]");
}

TEST(compiled_plan, personal_data_in_pings_is_a_choice_that_is_told) {
    files config = changed("buyers/northstar.yaml", "as: phone_hash, with: sha256", "as: phone");
    std::string& buyer = config["buyers/northstar.yaml"];
    buyer.replace(buyer.find("  main:\n"), 8, "  main:\n    personal_in_ping: true\n");
    EXPECT_THAT(
        problems_of(config),
        ElementsAre("buyers/northstar.yaml:6:23: warning: pings of this connection may carry "
                    "personal data"));
}

}  // namespace
}  // namespace pointsman::yaml
