#include "mistakes.hpp"

#include <gtest/gtest.h>

namespace pointsman::yaml {
namespace {

constexpr const char* tree = "trees/auto_main.yaml";

TEST(tree_yaml, names_every_mistake_and_its_place) {
    const std::vector<mistake> mistakes{
        {"unknown_vertical",
         tree,
         "vertical: auto",
         "vertical: atuo",
         {"trees/auto_main.yaml:2:11: error: there is no vertical \"atuo\"; did you mean "
          "\"auto\"?"}},
        {"currency",
         tree,
         "currency: USD",
         "currency: dollars",
         {"trees/auto_main.yaml:3:11: error: expected a currency such as USD"}},
        {"other_currency",
         tree,
         "currency: USD",
         "currency: EUR",
         {"buyers/northstar.yaml:19:23: error: tree \"auto_main\" is in EUR, this buyer pays in "
          "USD",
          "buyers/northstar.yaml:32:23: error: tree \"auto_main\" is in EUR, this buyer pays in "
          "USD",
          "buyers/plainview.yaml:16:23: error: tree \"auto_main\" is in EUR, this buyer pays in "
          "USD"}},
        {"deadline_without_unit",
         tree,
         "deadline: 6s",
         "deadline: 6",
         {"trees/auto_main.yaml:4:11: error: expected a time with its unit (ms, s, m, h, d) from "
          "100ms to 5m"}},
        {"deadline_too_long",
         tree,
         "deadline: 6s",
         "deadline: 6h",
         {"trees/auto_main.yaml:4:11: error: expected a time with its unit (ms, s, m, h, d) from "
          "100ms to 5m"}},
        {"mode",
         tree,
         "mode: auction",
         "mode: auktion",
         {"trees/auto_main.yaml:7:31: error: expected one of waterfall, auction; did you mean "
          "\"auction\"?"}},
        {"floor_not_quoted",
         tree,
         "floor: \"30.00\"",
         "floor: 30.00",
         {"trees/auto_main.yaml:6:48: error: expected an amount in quotes: \"30.00\""}},
        {"floor_negative",
         tree,
         "floor: \"30.00\"",
         "floor: \"-30.00\"",
         {"trees/auto_main.yaml:6:48: error: expected an amount of money in quotes, such as "
          "\"12.50\""}},
        {"max_posts",
         tree,
         "deadline: 6s",
         "max_posts: 0",
         {"trees/auto_main.yaml:4:12: error: expected a whole number from 1 to 100, without "
          "quotes"}},
        {"tier_twice",
         tree,
         "  - {name: open_market",
         "  - {name: first_look}\n  - {name: open_market",
         {"trees/auto_main.yaml:7:12: error: tier \"first_look\" is there already, at "
          "trees/auto_main.yaml:6:12"}},
        {"tier_without_name",
         tree,
         "name: open_market, mode: auction",
         "name: open_market, mode: auction}\n  - {mode: auction",
         {"trees/auto_main.yaml:8:5: error: \"name\" is missing here"}},
        {"no_tiers",
         "trees/empty.yaml",
         "",
         "tree: empty\nvertical: auto\ncurrency: USD\ntiers: []\n",
         {"trees/empty.yaml:4:8: error: expected at least one tier"}},
        {"tier_without_orders",
         tree,
         "  - {name: open_market",
         "  - {name: leftovers}\n  - {name: open_market",
         {"trees/auto_main.yaml:7:5: warning: no order stands in tier \"leftovers\""}}};
    expect_reported(mistakes);
}

}  // namespace
}  // namespace pointsman::yaml
