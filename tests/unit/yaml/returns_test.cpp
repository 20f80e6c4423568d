#include <support/example_config.hpp>

#include "mistakes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

namespace pointsman::yaml {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* northstar = "buyers/northstar.yaml";
constexpr const char* acme = "sellers/acme.yaml";
constexpr const char* zone = "zone: America/Los_Angeles\n";

// The example with a buyer's contract; its second line is the file's fifth.
files with_returns(const std::string& returns) {
    return changed(
        northstar, zone,
        fmt::format("{}keys: [\"${{env:NORTHSTAR_KEY}}\"]\nreturns: {}\n", zone, returns));
}

TEST(returns_yaml, are_part_of_the_buyer) {
    const auto plan = support::plan_of(
        with_returns("{window: 7d, reasons: [wrong_number, duplicate], max_share: 12.5%, approve: "
                     "operator, refill_caps: true}"));
    const plan::buyer& buyer = *plan->find_buyer("northstar");
    ASSERT_TRUE(buyer.returns);
    EXPECT_EQ(buyer.returns->terms.window, std::chrono::days(7));
    EXPECT_THAT(buyer.returns->terms.reasons, ElementsAre("wrong_number", "duplicate"));
    EXPECT_EQ(buyer.returns->terms.max_share, base::basis_points{1'250});
    EXPECT_EQ(buyer.returns->approve, ledger::approval::by_operator);
    EXPECT_TRUE(buyer.returns->refill_caps);
    EXPECT_EQ(buyer.keys.size(), 1U);
    EXPECT_FALSE(plan->find_buyer("plainview")->returns);
}

TEST(returns_yaml, of_a_buyer_are_automatic_and_refill_nothing_unless_said_otherwise) {
    const auto plan = support::plan_of(with_returns("{window: 1m, reasons: [wrong_number]}"));
    const ledger::buyer_returns& returns = *plan->find_buyer("northstar")->returns;
    EXPECT_EQ(returns.terms.max_share, base::basis_points{10'000});
    EXPECT_EQ(returns.approve, ledger::approval::automatic);
    EXPECT_FALSE(returns.refill_caps);
}

TEST(returns_yaml, of_a_seller_stand_in_its_program) {
    const auto plan = support::plan_of(
        changed(acme, "    sources:", "    returns: {window: 10d, max_share: 5%}\n    sources:"));
    const plan::program& program = plan->sellers.at(0).programs.begin()->second;
    ASSERT_TRUE(program.returns);
    EXPECT_EQ(program.returns->window, std::chrono::days(10));
    EXPECT_THAT(program.returns->reasons, IsEmpty());
    EXPECT_EQ(program.returns->max_share, base::basis_points{500});
}

TEST(returns_yaml, names_every_mistake_and_its_place) {
    const auto said = [](const std::string& returns) { return problems_of(with_returns(returns)); };
    EXPECT_THAT(said("{}"),
                ElementsAre("buyers/northstar.yaml:5:10: error: \"reasons\" is missing here",
                            "buyers/northstar.yaml:5:10: error: \"window\" is missing here"));
    EXPECT_THAT(said("{window: 7, reasons: [a]}"),
                ElementsAre("buyers/northstar.yaml:5:19: error: expected a time with its unit (ms, "
                            "s, m, h, d) from 1m to 366d"));
    EXPECT_THAT(said("{window: 7d, reasons: []}"),
                ElementsAre("buyers/northstar.yaml:5:32: error: expected 1 to 64 reasons"));
    EXPECT_THAT(said("{window: 7d, reasons: [a, Wrong Number, a]}"),
                ElementsAre("buyers/northstar.yaml:5:36: error: expected a name of at most 64 "
                            "lower-case letters, digits, \"_\" and \"-\"",
                            "buyers/northstar.yaml:5:50: error: this reason is given already"));
    EXPECT_THAT(said("{window: 7d, reasons: [a], max_share: 0%}"),
                ElementsAre("buyers/northstar.yaml:5:48: error: with a share of 0 nothing can be "
                            "returned; leave \"returns\" out"));
    EXPECT_THAT(said("{window: 7d, reasons: [a], max_share: 101}"),
                ElementsAre("buyers/northstar.yaml:5:48: error: expected a percentage from 0 to "
                            "100 with at most two decimals"));
    EXPECT_THAT(said("{window: 7d, reasons: [a], approve: operatr}"),
                ElementsAre("buyers/northstar.yaml:5:46: error: expected one of automatic, "
                            "operator; did you mean \"operator\"?"));
    EXPECT_THAT(said("{window: 7d, reasons: [a], refill_caps: yes}"),
                ElementsAre("buyers/northstar.yaml:5:50: error: expected true or false"));
    EXPECT_THAT(
        said("{window: 7d, reasons: [a], resale: {}}"),
        ElementsAre("buyers/northstar.yaml:5:37: error: unknown key \"resale\"; expected one of "
                    "window, reasons, max_share, approve, refill_caps"));
    EXPECT_THAT(said("{windw: 7d, reasons: [a]}"),
                ElementsAre("buyers/northstar.yaml:5:10: error: \"window\" is missing here",
                            "buyers/northstar.yaml:5:11: error: unknown key \"windw\"; did you "
                            "mean \"window\"?"));
}

TEST(returns_yaml, need_keys_that_nobody_else_has) {
    const std::string terms = "{window: 7d, reasons: [a]}";
    EXPECT_THAT(problems_of(changed(northstar, zone, zone + ("returns: " + terms) + "\n")),
                ElementsAre("buyers/northstar.yaml:4:10: error: a buyer that may return leads "
                            "needs \"keys\" to do so"));
    EXPECT_THAT(
        problems_of(changed(northstar, zone, std::string(zone) + "keys: [\"${env:ADMIN_KEY}\"]\n")),
        ElementsAre(testing::HasSubstr("buyers/northstar.yaml:4:8: error: this key is "
                                       "given already, at server.yaml")));
    EXPECT_THAT(
        problems_of(changed(northstar, zone, std::string(zone) + "keys: [northstar-key]\n")),
        ElementsAre(testing::HasSubstr("buyers/northstar.yaml:4:8: error: a secret must not "
                                       "stand in the file")));
}

TEST(returns_yaml, of_a_seller_take_no_key_of_a_buyers) {
    EXPECT_THAT(problems_of(changed(acme, "    sources:",
                                    "    returns: {window: 10d, approve: operator}\n"
                                    "    sources:")),
                ElementsAre(testing::HasSubstr("error: unknown key \"approve\"")));
}

files with_resale(const std::string& resale) {
    return changed(acme, "    sources:", "    resale: " + resale + "\n    sources:");
}

TEST(resale_yaml, stands_in_the_sellers_program) {
    const auto plan =
        support::plan_of(with_resale("{reasons: [duplicate, not_our_area], within: 2d, times: 3}"));
    const auto& resale = plan->find_program("acme", "auto")->resale;
    ASSERT_TRUE(resale);
    EXPECT_THAT(resale->terms.reasons, ElementsAre("duplicate", "not_our_area"));
    EXPECT_EQ(resale->terms.within, std::chrono::days(2));
    EXPECT_EQ(resale->terms.times, 3);
    EXPECT_EQ(plan->trees.at(resale->tree).name, "auto_main") << "the program's own";
    EXPECT_FALSE(support::example_plan()->find_program("acme", "auto")->resale);
    EXPECT_EQ(plan->find_program("acme", "home"), nullptr);
    EXPECT_EQ(plan->find_program("nobody", "auto"), nullptr);
}

TEST(resale_yaml, may_name_another_tree_and_happens_once_unless_said_otherwise) {
    files config = with_resale("{reasons: [duplicate], within: 1h, tree: aged}");
    config["trees/aged.yaml"] =
        "tree: aged\nvertical: auto\ncurrency: USD\n"
        "tiers: [{name: all, mode: auction}]\n";
    const auto plan = support::plan_of(config);
    const auto& resale = plan->find_program("acme", "auto")->resale;
    EXPECT_EQ(plan->trees.at(resale->tree).name, "aged");
    EXPECT_EQ(resale->terms.times, 1);
}

TEST(resale_yaml, names_every_mistake_and_its_place) {
    const auto said = [](const std::string& resale) { return problems_of(with_resale(resale)); };
    EXPECT_THAT(said("{}"), ElementsAre(testing::HasSubstr("\"reasons\" is missing here"),
                                        testing::HasSubstr("\"within\" is missing here")));
    EXPECT_THAT(said("{reasons: [a], within: 30s}"),
                ElementsAre(testing::HasSubstr("from 1m to 366d")));
    EXPECT_THAT(said("{reasons: [a], within: 1h, times: 11}"),
                ElementsAre(testing::HasSubstr("from 1 to 10")));
    EXPECT_THAT(said("{reasons: [], within: 1h}"),
                ElementsAre(testing::HasSubstr("expected 1 to 64 reasons")));
    EXPECT_THAT(said("{reasons: [a], within: 1h, tree: aged}"),
                ElementsAre(testing::HasSubstr("aged")));
    files other = with_resale("{reasons: [a], within: 1h, tree: aged}");
    other["trees/aged.yaml"] =
        "tree: aged\nvertical: auto\ncurrency: EUR\n"
        "tiers: [{name: all, mode: auction}]\n";
    EXPECT_THAT(problems_of(other),
                ElementsAre(testing::HasSubstr("expected a tree in USD, as the program's")));
    EXPECT_THAT(said("{reasons: [a], withn: 1h}"),
                ElementsAre(testing::HasSubstr("\"within\" is missing here"),
                            testing::HasSubstr("did you mean \"within\"?")));
}

}  // namespace
}  // namespace pointsman::yaml
