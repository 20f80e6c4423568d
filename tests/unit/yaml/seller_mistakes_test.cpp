#include "mistakes.hpp"

#include <gtest/gtest.h>

namespace pointsman::yaml {
namespace {

constexpr const char* acme = "sellers/acme.yaml";

TEST(seller_yaml, names_every_mistake_and_its_place) {
    const std::vector<mistake> mistakes{
        {"later_key",
         acme,
         "    sources:",
         "    callback: {}\n    sources:",
         {"sellers/acme.yaml:7:5: error: \"callback\" is not implemented in this version"}},
        {"literal_key",
         acme,
         "\"${env:ACME_KEY}\"",
         "\"hunter2\"",
         {"sellers/acme.yaml:2:8: error: a secret must not stand in the file; write ${env:NAME} or "
          "${file:PATH}"}},
        {"no_keys",
         acme,
         "[\"${env:ACME_KEY}\"]",
         "[]",
         {"sellers/acme.yaml:2:7: error: expected at least one key"}},
        {"key_of_two",
         "sellers/globex.yaml",
         "",
         "seller: globex\nkeys: [\"${env:ACME_KEY}\"]\nprograms: {}\n",
         {"sellers/globex.yaml:2:8: error: this key is given already, at sellers/acme.yaml:2:8"}},
        {"key_of_admin",
         acme,
         "env:ACME_KEY",
         "env:ADMIN_KEY",
         {"sellers/acme.yaml:2:8: error: this key is given already, at server.yaml:2:42"}},
        {"seller_twice",
         "sellers/globex.yaml",
         "",
         "seller: acme\nkeys: [\"${env:NORTHSTAR_KEY}\"]\nprograms: {}\n",
         {"sellers/globex.yaml:1:9: error: seller \"acme\" is there already, at "
          "sellers/acme.yaml:1:9"}},
        {"unknown_vertical",
         acme,
         "  auto:",
         "  atuo:",
         {"sellers/acme.yaml:4:3: error: there is no vertical \"atuo\"; did you mean \"auto\"?"}},
        {"unknown_tree",
         acme,
         "tree: auto_main",
         "tree: auto_mian",
         {"sellers/acme.yaml:5:11: error: there is no tree \"auto_mian\"; did you mean "
          "\"auto_main\"?"}},
        {"percent_range",
         acme,
         "percent: 80",
         "percent: 101",
         {"sellers/acme.yaml:6:23: error: expected a percentage from 0 to 100 with at most two "
          "decimals"}},
        {"percent_and_fixed",
         acme,
         "percent: 80",
         "percent: 80, fixed: \"1.00\"",
         {"sellers/acme.yaml:6:13: error: expected only one of percent, fixed"}},
        {"no_payout_way",
         acme,
         "percent: 80, ",
         "",
         {"sellers/acme.yaml:6:13: error: expected one of percent, fixed"}},
        {"margin_not_quoted",
         acme,
         "min_margin: \"2.00\"",
         "min_margin: 2",
         {"sellers/acme.yaml:6:39: error: expected an amount in quotes: \"2.00\""}},
        {"paused",
         acme,
         "seller: acme",
         "seller: acme\npaused: 1",
         {"sellers/acme.yaml:2:9: error: expected true or false"}},
        {"refuse",
         acme,
         "refuse: true",
         "refuse: maybe",
         {"sellers/acme.yaml:7:65: error: expected true or false"}}};
    expect_reported(mistakes);
}

}  // namespace
}  // namespace pointsman::yaml
