#include "mistakes.hpp"

#include <gtest/gtest.h>

namespace pointsman::yaml {
namespace {

constexpr const char* northstar = "buyers/northstar.yaml";
constexpr const char* plainview = "buyers/plainview.yaml";

TEST(buyer_yaml, names_every_mistake_and_its_place) {
    const std::vector<mistake> mistakes{
        {"later_key",
         northstar,
         "zone: America/Los_Angeles",
         "zone: America/Los_Angeles\nduplicates: {}",
         {"buyers/northstar.yaml:4:1: error: \"duplicates\" is not implemented in this version"}},
        {"zone",
         northstar,
         "America/Los_Angeles",
         "America/Los_Angels",
         {"buyers/northstar.yaml:3:7: error: expected an IANA time zone such as "
          "America/Los_Angeles"}},
        {"twice",
         plainview,
         "buyer: plainview",
         "buyer: northstar",
         {"buyers/plainview.yaml:1:8: error: buyer \"northstar\" is there already, at "
          "buyers/northstar.yaml:1:8"}},
        {"order_twice",
         plainview,
         "plainview_all:",
         "northstar_ca:",
         {"buyers/plainview.yaml:13:3: error: order \"northstar_ca\" is there already, at "
          "buyers/northstar.yaml:16:3"}},
        {"unknown_connection",
         plainview,
         "via: direct",
         "via: direkt",
         {"buyers/plainview.yaml:5:3: warning: no order goes through connection \"direct\"",
          "buyers/plainview.yaml:15:10: error: there is no connection \"direkt\"; did you mean "
          "\"direct\"?"}},
        {"unused_connection",
         plainview,
         "orders:\n",
         "  spare:\n    post:\n      request: {url: \"ftp://plainview.example/\"}\n      send: "
         "[al]\n      reply: {accepted_when: {path: /ok, is: true}, otherwise: "
         "rejected}\norders:\n",
         {"buyers/plainview.yaml:12:3: warning: no order goes through connection \"spare\"",
          "buyers/plainview.yaml:14:22: error: a URL begins with http:// or https://"}},
        {"test_connection",
         plainview,
         "  direct:\n",
         "  direct:\n    test: {}\n",
         {"buyers/plainview.yaml:6:5: error: \"test\" is not implemented in this version"}},
        {"url_scheme",
         plainview,
         "https://plainview.example",
         "ftp://plainview.example",
         {"buyers/plainview.yaml:7:22: error: a URL begins with http:// or https://"}},
        {"url_user",
         plainview,
         "https://plainview.example",
         "https://me:hunter2@plainview.example",
         {"buyers/plainview.yaml:7:22: error: a URL holds no user name or password; send them in "
          "headers"}},
        {"url_fragment",
         plainview,
         "plainview.example/leads",
         "plainview.example/leads#x",
         {"buyers/plainview.yaml:7:22: error: a URL of a buyer has no fragment (#...)"}},
        {"url_blank",
         plainview,
         "plainview.example/leads",
         "plainview.example/our leads",
         {"buyers/plainview.yaml:7:22: error: a URL holds only visible ASCII characters, no "
          "blanks"}},
        {"url_port",
         plainview,
         "plainview.example/leads",
         "plainview.example:0/leads",
         {"buyers/plainview.yaml:7:22: error: the URL's port is not from 1 to 65535"}},
        {"url_host",
         plainview,
         "https://plainview.example",
         "https://",
         {"buyers/plainview.yaml:7:22: error: the URL has no host"}},
        {"timeout",
         plainview,
         "timeout: 3s",
         "timeout: 3 s",
         {"buyers/plainview.yaml:7:66: error: expected a time with its unit (ms, s, m, h, d) from "
          "10ms to 1m"}},
        {"min_time",
         plainview,
         "timeout: 3s",
         "timeout: 3s, min_time: 4s",
         {"buyers/plainview.yaml:7:16: error: \"min_time\" is longer than \"timeout\": no call "
          "could be made"}},
        {"body_later",
         plainview,
         "body: form",
         "body: xml",
         {"buyers/plainview.yaml:7:76: error: \"xml\" is not implemented in this version"}},
        {"body",
         plainview,
         "body: form",
         "body: jsn",
         {"buyers/plainview.yaml:7:76: error: expected one of json, form; did you mean \"json\"?"}},
        {"header_name",
         northstar,
         "X-Key:",
         "X Key:",
         {"buyers/northstar.yaml:7:100: error: \"X Key\" is not the name of a header"}},
        {"header_of_server",
         northstar,
         "X-Key: \"${env:NORTHSTAR_KEY}\"",
         "Content-Length: \"12\"",
         {"buyers/northstar.yaml:7:100: error: header Content-Length is set by the server"}},
        {"header_twice",
         northstar,
         "X-Key: \"${env:NORTHSTAR_KEY}\"",
         "X-A: a, x-a: b",
         {"buyers/northstar.yaml:7:108: error: header x-a stands twice"}},
        {"header_line_end",
         northstar,
         "X-Key: \"${env:NORTHSTAR_KEY}\"",
         "X-A: \"a\\r\\nb\"",
         {"buyers/northstar.yaml:7:100: error: header X-A has a value with characters that a "
          "header cannot hold"}},
        {"header_literal_secret",
         northstar,
         "${env:NORTHSTAR_KEY}",
         "hunter2",
         {"buyers/northstar.yaml:7:107: warning: this looks like a secret; write ${env:NAME} or "
          "${file:PATH} for it"}},
        {"no_answer",
         plainview,
         "no_answer: reject",
         "no_answer: rejct",
         {"buyers/plainview.yaml:10:18: error: expected one of hold, reject; did you mean "
          "\"reject\"?"}},
        {"missing_post",
         plainview,
         "    post:\n",
         "    pots:\n",
         {"buyers/plainview.yaml:6:5: error: \"post\" is missing here",
          "buyers/plainview.yaml:6:5: error: unknown key \"pots\"; did you mean \"post\"?"}}};
    expect_reported(mistakes);
}

}  // namespace
}  // namespace pointsman::yaml
