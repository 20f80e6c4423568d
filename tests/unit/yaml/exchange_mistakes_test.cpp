#include "mistakes.hpp"

#include <support/example_config.hpp>

#include <gtest/gtest.h>

namespace pointsman::yaml {
namespace {

constexpr const char* northstar = "buyers/northstar.yaml";
constexpr const char* plainview = "buyers/plainview.yaml";

TEST(exchange_yaml, names_every_mistake_and_its_place) {
    const std::vector<mistake> mistakes{
        {"unknown_field",
         northstar,
         "send: [zip, age",
         "send: [zip, aeg",
         {"buyers/northstar.yaml:8:19: error: vertical \"auto\" has no field \"aeg\"; did you mean "
          "\"age\"?"}},
        {"as_twice",
         northstar,
         "{constant: \"7\", as: campaign}",
         "{constant: \"7\", as: age}",
         {"buyers/northstar.yaml:8:111: error: two values are sent as \"age\""}},
        {"name_and_object",
         northstar,
         "{constant: \"7\", as: campaign}",
         "{constant: \"7\", as: age.years}",
         {"buyers/northstar.yaml:8:111: error: \"age\" cannot be both a value and an object that "
          "holds \"age.years\""}},
        {"personal_in_ping",
         northstar,
         "as: phone_hash, with: sha256",
         "as: phone",
         {"buyers/northstar.yaml:8:142: error: \"phone\" is personal and must not be in a ping as "
          "it is; add `with: sha256` (or md5, area_code, domain, year), or `personal_in_ping: "
          "true` to the connection"}},
        {"personal_in_ping_unmasked",
         northstar,
         "as: phone_hash, with: sha256",
         "as: phone, with: [digits, national]",
         {"buyers/northstar.yaml:8:142: error: \"phone\" is personal and must not be in a ping as "
          "it is; add `with: sha256` (or md5, area_code, domain, year), or `personal_in_ping: "
          "true` to the connection"}},
        {"transform",
         northstar,
         "with: sha256",
         "with: sha265",
         {"buyers/northstar.yaml:8:179: error: expected one of lower, upper, digits, national, "
          "area_code, sha256, md5, domain, year, zip3, date:PATTERN (such as date:%m/%d/%Y)"}},
        {"transform_of_other_type",
         northstar,
         "with: sha256",
         "with: domain",
         {"buyers/northstar.yaml:8:142: error: `with` leaves nothing of field \"phone\", which is "
          "of type phone"}},
        {"value_map_key",
         northstar,
         "{excellent: A,",
         "{excelent: A,",
         {"buyers/northstar.yaml:8:68: error: a value of \"credit\" must be one of poor, fair, "
          "good, excellent"}},
        {"two_kinds",
         northstar,
         "{constant: \"7\", as: campaign}",
         "{constant: \"7\", fact: order, as: campaign}",
         {"buyers/northstar.yaml:8:111: error: expected only one of field, constant, captured, "
          "fact"}},
        {"constant_without_name",
         northstar,
         "{constant: \"7\", as: campaign}",
         "{constant: \"7\"}",
         {"buyers/northstar.yaml:8:111: error: \"as\" is missing here"}},
        {"constant_decimal",
         northstar,
         "{constant: \"7\", as: campaign}",
         "{constant: 7.5, as: campaign}",
         {"buyers/northstar.yaml:8:122: error: write a number with decimals in quotes; it is sent "
          "as text"}},
        {"captured_unknown",
         northstar,
         "captured: reference",
         "captured: referense",
         {"buyers/northstar.yaml:12:30: error: the ping's reply captures no \"referense\"; did you "
          "mean \"reference\"?"}},
        {"captured_in_ping",
         northstar,
         "{constant: \"7\", as: campaign}",
         "{captured: reference, as: campaign}",
         {"buyers/northstar.yaml:8:122: error: a ping comes before anything is captured"}},
        {"fact_unknown",
         plainview,
         "fact: offer_id",
         "fact: offerid",
         {"buyers/plainview.yaml:8:26: error: expected one of lead_id, offer_id, order, seller, "
          "source, price, test, received_at"}},
        {"price_in_ping",
         northstar,
         "{constant: \"7\", as: campaign}",
         "{fact: price, as: campaign}",
         {"buyers/northstar.yaml:8:118: error: a ping has no price yet"}},
        {"pointer",
         northstar,
         "price: /bid",
         "price: bid",
         {"buyers/northstar.yaml:9:154: error: expected a JSON pointer such as /result/price"}},
        {"price_of_the_post",
         northstar,
         "reason: /message, redirect: /url",
         "reason: /message, price: total",
         {"buyers/northstar.yaml:13:146: error: expected a JSON pointer such as /result/price"}},
        {"price_of_the_post_is_one_path",
         northstar,
         "reason: /message, redirect: /url",
         "reason: /message, price: [/a, /b]",
         {"buyers/northstar.yaml:13:146: error: expected a text"}},
        {"pointer_escape",
         northstar,
         "price: /bid",
         "price: /b~2",
         {"buyers/northstar.yaml:9:154: error: expected a JSON pointer such as /result/price"}},
        {"condition_without_path",
         northstar,
         "bid_when: {path: /status, is: ok}",
         "bid_when: {is: ok}",
         {"buyers/northstar.yaml:9:39: error: \"path\" is missing here: where in the reply to "
          "look"}},
        {"condition_without_test",
         northstar,
         "bid_when: {path: /status, is: ok}",
         "bid_when: {path: /status}",
         {"buyers/northstar.yaml:9:39: error: \"path\" needs is, in or present: what to look for"}},
        {"condition_is_and_in",
         northstar,
         "bid_when: {path: /status, is: ok}",
         "bid_when: {path: /status, is: ok, in: [ok]}",
         {"buyers/northstar.yaml:9:39: error: expected only one of is, in"}},
        {"condition_empty",
         northstar,
         "bid_when: {path: /status, is: ok}",
         "bid_when: {}",
         {"buyers/northstar.yaml:9:39: error: an empty condition never holds"}},
        {"status",
         northstar,
         "bid_when: {path: /status, is: ok}",
         "bid_when: {status: 99}",
         {"buyers/northstar.yaml:9:48: error: expected a whole number from 100 to 599, without "
          "quotes"}},
        {"otherwise",
         plainview,
         "otherwise: rejected",
         "otherwise: accepted",
         {"buyers/plainview.yaml:9:64: error: expected one of rejected"}},
        {"no_reject",
         plainview,
         ", otherwise: rejected",
         "",
         {"buyers/plainview.yaml:9:14: warning: neither \"rejected_when\" nor \"otherwise\" is "
          "given: every refusal will be taken for unknown and held"}},
        {"format_later",
         northstar,
         "format: json, bid_when",
         "format: xml, bid_when",
         {"buyers/northstar.yaml:9:23: error: \"xml\" is not implemented in this version"}},
        {"no_price",
         northstar,
         "price: /bid, ",
         "",
         {"buyers/northstar.yaml:9:14: error: \"price\" is missing here"}},
        {"class",
         northstar,
         "reason: /message",
         "classes: {dublicate: dup}",
         {"buyers/northstar.yaml:13:131: error: expected one of duplicate, quality, cap, price, "
          "other; did you mean \"duplicate\"?"}}};
    expect_reported(mistakes);
}

TEST(exchange_yaml, the_price_of_the_post_is_read_where_its_contract_says) {
    const auto plan = support::plan_of(changed(northstar, "redirect: /url", "price: /deal/total"));
    EXPECT_EQ(plan->find_order("northstar_ca")->via->post.reply.price->to_string(), "/deal/total");
    EXPECT_FALSE(support::example_plan()->find_order("northstar_ca")->via->post.reply.price);
}

}  // namespace
}  // namespace pointsman::yaml
