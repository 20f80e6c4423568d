#include "mistakes.hpp"

#include <gtest/gtest.h>

namespace pointsman::yaml {
namespace {

constexpr const char* server = "server.yaml";
constexpr const char* vertical = "verticals/auto.yaml";
constexpr const char* tree = "trees/auto_main.yaml";

TEST(strict_yaml, names_every_mistake_and_its_place) {
    const std::vector<mistake> mistakes{
        {"duplicate_key",
         tree,
         "currency: USD",
         "currency: USD\ncurrency: EUR",
         {"trees/auto_main.yaml:4:1: error: \"currency\" stands here twice; first in line 3"}},
        {"alias",
         tree,
         "currency: USD\ndeadline: 6s",
         "currency: &money USD\ndeadline: *money",
         {"trees/auto_main.yaml:3:11: error: anchors (&name) are not taken; write the value out",
          "trees/auto_main.yaml:4:11: error: aliases (*name) are not taken; write the value out",
          "trees/auto_main.yaml:4:11: error: expected a time with its unit (ms, s, m, h, d) from "
          "100ms to 5m"}},
        {"tag",
         tree,
         "currency: USD",
         "currency: !!str USD",
         {"trees/auto_main.yaml:3:11: error: tags (!name) are not taken"}},
        {"leading_zero",
         vertical,
         "min: 16",
         "min: 016",
         {"verticals/auto.yaml:5:52: error: an unquoted number with a leading zero; write it in "
          "quotes",
          "verticals/auto.yaml:5:52: error: must be a whole number"}},
        {"open_quote",
         tree,
         "ping_timeout: 800ms}",
         "ping_timeout: 800ms}\nmax_posts: 'three",
         {"trees/auto_main.yaml:8:12: error: expected a whole number from 1 to 100, without quotes",
          "trees/auto_main.yaml:8:12: error: this quotation is never closed"}},
        {"second_document",
         tree,
         "tree: auto_main",
         "--- \ntree: auto_main\n...\n---\ntree: other",
         {"trees/auto_main.yaml:2:1: error: \"currency\" is missing here",
          "trees/auto_main.yaml:2:1: error: \"tiers\" is missing here",
          "trees/auto_main.yaml:2:1: error: \"vertical\" is missing here",
          "trees/auto_main.yaml:4:1: error: a second document; one file holds one document"}},
        {"key_that_is_a_list",
         vertical,
         "  zip: ",
         "  [a]: {}\n  zip: ",
         {"verticals/auto.yaml:3:3: error: a key must be a text"}},
        {"secret_in_braces",
         server,
         "keys: [\"${env:ADMIN_KEY}\"]",
         "keys: [${env:ADMIN_KEY}]",
         {"server.yaml:2:43: error: end of sequence flow not found; between { } or [ ] a "
          "\"${...}\" must stand in quotes"}}};
    expect_reported(mistakes);
}

}  // namespace
}  // namespace pointsman::yaml
