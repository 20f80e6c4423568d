#include <support/example_config.hpp>

#include "mistakes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pointsman::yaml {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

loaded load_example(purpose why = purpose::serve) {
    cap::book counters;
    auto made = load(support::example_files(), counters, support::example_secrets(), why);
    EXPECT_TRUE(made.has_value());
    return made ? *std::move(made) : loaded{};
}

// Ten mistakes of ten kinds in six files, found in one go.
TEST(load, names_every_mistake_of_a_folder_at_once) {
    files config = support::example_files();
    config["server.yaml"] = R"(listen: {address: 127.0.0.1}
admin: {address: 127.0.0.1:9090, keys: ["letmein"]}
database: ${env:DATABASE_URL}
personal_data_key: ${env:PERSONAL_KEY}
thread: auto
)";
    config["trees/auto_main.yaml"] = R"(tree: auto_main
vertical: auto
currency: USD
currency: EUR
deadline: 6
tiers:
  - {name: first_look, mode: waterfal, floor: 30.00}
  - {name: open_market}
)";
    config["sellers/acme.yaml"] = R"(seller: acme
keys: ["${env:ACME_KEY}"]
programs:
  auto: {tree: auto_mian, payout: {percent: 120}}
)";
    config["buyers/plainview.yaml"] = R"(buyer: plainview
currency: USD
connections:
  direct:
    post:
      request: {url: "https://plainview.example/leads", timeout: 3s}
      send: [all]
      reply: {accepted_when: {path: ok, is: true}, otherwise: rejected}
zone: America/New_York
orders:
  plainview_all: {vertical: auto, via: direct, sells_in: [], price: bid, keys: 1}
)";
    config["lists/blocked_zips.txt"] = "93301\nBakersfield\n";
    EXPECT_THAT(
        problems_of(config),
        ElementsAre(
            "buyers/plainview.yaml:8:37: error: expected a JSON pointer such as /result/price",
            "buyers/plainview.yaml:11:58: error: this order stands in no tier; to stop it use "
            "`paused: true`",
            "buyers/plainview.yaml:11:69: error: connection \"direct\" has no ping, so there is no "
            "bid; write {fixed: \"12.50\"}",
            HasSubstr("buyers/plainview.yaml:11:74: error: unknown key \"keys\""),
            "lists/blocked_zips.txt:2:1: error: a value of \"zip\" must be a five-digit ZIP code",
            "sellers/acme.yaml:4:16: error: there is no tree \"auto_mian\"; did you mean "
            "\"auto_main\"?",
            HasSubstr("sellers/acme.yaml:4:45: error: expected a percentage from 0 to 100"),
            "server.yaml:1:19: error: expected an IP address and a port: 127.0.0.1:8080 or "
            "[::1]:8080",
            HasSubstr("server.yaml:2:41: error: a secret must not stand in the file"),
            "server.yaml:5:1: error: unknown key \"thread\"; did you mean \"threads\"?",
            "trees/auto_main.yaml:4:1: error: \"currency\" stands here twice; first in line 3",
            HasSubstr("trees/auto_main.yaml:5:11: error: expected a time with its unit"),
            "trees/auto_main.yaml:7:30: error: expected one of waterfall, auction; did you mean "
            "\"waterfall\"?",
            "trees/auto_main.yaml:7:47: error: expected an amount in quotes: \"30.00\""));
}

TEST(load, takes_the_example_without_a_word) {
    EXPECT_THAT(problems_of(support::example_files()), IsEmpty());
}

TEST(load, compiles_settings) {
    const plan::settings settings = load_example().settings;
    EXPECT_EQ(settings.sellers.host, "127.0.0.1");
    EXPECT_EQ(settings.sellers.port, 8080);
    EXPECT_EQ(settings.admin.port, 9090);
    EXPECT_THAT(settings.admin_keys, ElementsAre(base::sha256(support::example_admin_key)));
    EXPECT_EQ(settings.database_url, "postgresql:///pointsman");
    EXPECT_EQ(settings.personal_data_key, base::sha256("personal-data-key-of-the-example-0001"));
    EXPECT_EQ(settings.threads, 0U);
    ASSERT_EQ(settings.private_networks.size(), 1U);
    EXPECT_EQ(settings.private_networks[0].address, "127.0.0.0");
    EXPECT_EQ(settings.private_networks[0].prefix_length, 8U);
}

TEST(load, reads_every_setting_that_is_given) {
    cap::book counters;
    const auto made = load(changed("server.yaml", "private_networks: [127.0.0.0/8]",
                                   "threads: 3\nbuyer_ca_file: tls/ca.pem\nlog_level: debug\n"
                                   "limits: {journal_stall: 500ms, body_bytes: 32KiB, "
                                   "leads_in_flight: 7, json: {depth: 9}}"),
                           counters, support::example_secrets(), purpose::serve);
    ASSERT_TRUE(made.has_value());
    const plan::settings& settings = made->settings;
    EXPECT_EQ(settings.threads, 3U);
    EXPECT_EQ(settings.buyer_ca_file, "tls/ca.pem");
    EXPECT_EQ(settings.log_level, "debug");
    EXPECT_EQ(settings.limits.journal_stall, std::chrono::milliseconds(500));
    EXPECT_EQ(settings.limits.body_bytes, 32U * 1024);
    EXPECT_EQ(settings.limits.leads_in_flight, 7U);
    EXPECT_EQ(settings.limits.json.depth, 9U);
    EXPECT_EQ(settings.limits.header_bytes, plan::server_limits{}.header_bytes);
}

TEST(load, needs_server_yaml_and_refuses_strangers) {
    files config = support::example_files();
    config.erase("server.yaml");
    config["buyers/northstar.yml"] = "";
    EXPECT_THAT(problems_of(config),
                ElementsAre("buyers/northstar.yml: error: this file is not part of a configuration",
                            "server.yaml: error: the file is missing"));
}

TEST(load, does_not_blame_others_for_a_broken_file) {
    EXPECT_THAT(problems_of(changed("trees/auto_main.yaml", "currency: USD", "currency: [USD")),
                ElementsAre(HasSubstr("trees/auto_main.yaml:")));
    EXPECT_THAT(problems_of(changed("verticals/auto.yaml", "{type: boolean}", "{type: boolean")),
                ElementsAre(HasSubstr("verticals/auto.yaml:")));
}

TEST(load, checks_with_unset_secrets_but_does_not_serve) {
    const files config = changed("buyers/northstar.yaml", "${env:NORTHSTAR_KEY}", "${env:NOWHERE}");
    EXPECT_THAT(problems_of(config, purpose::check),
                ElementsAre("buyers/northstar.yaml:7:107: warning: env:NOWHERE is not set"));
    EXPECT_THAT(problems_of(config, purpose::serve),
                ElementsAre("buyers/northstar.yaml:7:107: error: env:NOWHERE is not set"));
    EXPECT_THAT(problems_of(config, purpose::stored), IsEmpty());
}

TEST(load, stored_plans_never_look_up_secrets) {
    cap::book counters;
    const auto made = load(
        support::example_files(), counters,
        [](std::string_view) -> std::optional<secret> {
            ADD_FAILURE() << "a secret was looked up";
            return std::nullopt;
        },
        purpose::stored);
    ASSERT_TRUE(made.has_value());
    EXPECT_THAT(made->plan->sellers.at(0).keys, IsEmpty());
    EXPECT_THAT(made->plan->orders.at(0).via->ping->request.headers,
                ElementsAre(std::pair<std::string, std::string>("X-Key", "")));
}

TEST(load, warns_of_secrets_that_are_badly_kept_or_short) {
    cap::book counters;
    const auto open_to_all = [](std::string_view name) -> std::optional<secret> {
        secret found(name == "env:ACME_KEY" ? "short" : "long enough, also for personal data");
        if (name == "env:ACME_KEY") found.warning = "can be read by every user of this machine";
        if (name == "env:ADMIN_KEY") found.value += " of admins";
        return found;
    };
    const auto made = load(support::example_files(), counters, open_to_all, purpose::serve);
    ASSERT_TRUE(made.has_value());
    ASSERT_EQ(made->warnings.size(), 2U);
    EXPECT_EQ(to_text(made->warnings[0]),
              "sellers/acme.yaml:2:8: warning: env:ACME_KEY can be read by every user of this "
              "machine");
    EXPECT_EQ(to_text(made->warnings[1]),
              "sellers/acme.yaml:2:8: warning: this key is shorter than 16 bytes and might be "
              "guessed");
}

TEST(load, keeps_secrets_out_of_files_hash_and_problems) {
    const loaded made = load_example();
    EXPECT_EQ(made.plan->files, support::example_files());
    EXPECT_EQ(made.plan->hash, load_example(purpose::stored).plan->hash);
    for (const std::string& each : problems_of(changed("server.yaml", "[\"${env:ADMIN_KEY}\"]",
                                                       "[\"hunter2\", 5, {hunter2: hunter2}]")))
        EXPECT_THAT(each, Not(HasSubstr("hunter2")));
}

TEST(load, hash_changes_with_every_file_and_name) {
    const base::digest hash = load_example().plan->hash;
    EXPECT_NE(hash, support::plan_of(changed("lists/blocked_zips.txt", "93304", "93305"))->hash);
    files renamed = support::example_files();
    renamed["buyers/other.yaml"] = renamed["buyers/plainview.yaml"];
    renamed.erase("buyers/plainview.yaml");
    EXPECT_NE(hash, support::plan_of(renamed)->hash);
}

TEST(load, stops_listing_after_a_thousand_problems) {
    files config = support::example_files();
    std::string& list = config["lists/blocked_zips.txt"];
    for (int i = 0; i < 1500; ++i) list += "no ZIP\n";
    const auto problems = problems_of(config);
    ASSERT_EQ(problems.size(), 1001U);
    EXPECT_THAT(problems.back(), HasSubstr("and 500 more problems"));
}

}  // namespace
}  // namespace pointsman::yaml
