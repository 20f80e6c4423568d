#include <pointsman/plan/plan.hpp>

#include <gtest/gtest.h>

#include <utility>

namespace pointsman::plan {
namespace {

seller seller_named(const std::string& name, const std::vector<std::string>& keys) {
    seller made;
    made.name = name;
    for (const std::string& key : keys) made.keys.push_back(base::sha256(key));
    return made;
}

snapshot small_plan() {
    snapshot plan;
    plan.verticals.push_back({"auto_insurance", {}});
    plan.verticals.push_back({"solar", {}});
    plan.trees.emplace_back().name = "auto_main";
    plan.sellers.push_back(seller_named("acme", {"acme-old-key", "acme-new-key"}));
    plan.sellers.push_back(seller_named("globex", {"globex-key"}));
    plan.sellers.push_back(seller_named("keyless", {}));
    return plan;
}

TEST(snapshot, finds_what_it_holds_by_its_exact_name) {
    const snapshot plan = small_plan();
    EXPECT_EQ(plan.find_vertical("solar"), &plan.verticals[1]);
    EXPECT_EQ(plan.find_tree("auto_main"), &plan.trees[0]);
    EXPECT_EQ(plan.find_seller("globex"), &plan.sellers[1]);
    EXPECT_EQ(plan.find_vertical("Solar"), nullptr);
    EXPECT_EQ(plan.find_tree(""), nullptr);
    EXPECT_EQ(plan.find_seller("glob"), nullptr);
}

TEST(snapshot, knows_each_seller_by_any_of_its_keys) {
    const snapshot plan = small_plan();
    EXPECT_EQ(plan.seller_with_key("acme-old-key"), &plan.sellers[0]);
    EXPECT_EQ(plan.seller_with_key("acme-new-key"), &plan.sellers[0]);
    EXPECT_EQ(plan.seller_with_key("globex-key"), &plan.sellers[1]);
}

TEST(snapshot, knows_nobody_by_a_wrong_or_empty_key) {
    const snapshot plan = small_plan();
    EXPECT_EQ(plan.seller_with_key("globex-kez"), nullptr);
    EXPECT_EQ(plan.seller_with_key(""), nullptr);
    EXPECT_EQ(snapshot{}.seller_with_key("globex-key"), nullptr);
}

TEST(snapshot, knows_buyers_and_orders_by_name_and_buyers_by_their_own_keys_only) {
    snapshot plan = small_plan();
    buyer northstar;
    northstar.name = "northstar";
    northstar.keys = {base::sha256("northstar-old"), base::sha256("northstar-new")};
    plan.buyers.push_back(std::move(northstar));
    plan.orders.emplace_back().name = "northstar_ca";
    EXPECT_EQ(plan.find_buyer("northstar"), plan.buyers.data());
    EXPECT_EQ(plan.find_buyer("acme"), nullptr);
    EXPECT_EQ(plan.find_order("northstar_ca"), plan.orders.data());
    EXPECT_EQ(plan.find_order("northstar"), nullptr);
    EXPECT_EQ(plan.buyer_with_key("northstar-new"), plan.buyers.data());
    EXPECT_EQ(plan.buyer_with_key("globex-key"), nullptr);
    EXPECT_EQ(plan.buyer_with_key(""), nullptr);
    EXPECT_EQ(plan.seller_with_key("northstar-old"), nullptr);
}

}  // namespace
}  // namespace pointsman::plan
