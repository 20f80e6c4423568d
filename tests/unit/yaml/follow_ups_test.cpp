#include "mistakes.hpp"

#include <support/example_config.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pointsman::yaml {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

constexpr const char* northstar = "buyers/northstar.yaml";
constexpr const char* plainview = "buyers/plainview.yaml";

// Beside northstar's `ping` and `post`, behind its last line.
files with_northstar(const std::string& added) {
    return changed(northstar, "      no_answer: hold\n", "      no_answer: hold\n" + added);
}

constexpr const char* status = R"(    status:
      request: {url: "https://leads.northstar.example/status", timeout: 3s}
      send: [{fact: offer_id, as: id}, {captured: reference, as: ref}, {constant: "7", as: campaign}]
      reply: {accepted_when: {path: /state, is: sold}, rejected_when: {path: /state, is: refused}, unknown_when: {status: 404}, reference: /id, price: /paid}
      after: 10s
      every: 1m
      times: 5
)";

std::shared_ptr<const plan::connection> northstar_of(const std::string& added) {
    return support::plan_of(with_northstar(added))->find_order("northstar_ca")->via;
}

TEST(follow_ups_yaml, are_part_of_the_connection) {
    const auto via = northstar_of(std::string(status) + "    repost: {after: 3s, times: 2}\n");
    ASSERT_TRUE(via->status);
    EXPECT_EQ(via->status->request.url, "https://leads.northstar.example/status");
    EXPECT_EQ(via->status->request.send.size(), 3U);
    EXPECT_EQ(via->status->reply.unknown_when->statuses, std::vector<int>{404});
    EXPECT_EQ(via->status->reply.price->to_string(), "/paid");
    EXPECT_EQ(via->status->after, 10s);
    EXPECT_EQ(via->status->every, 1min);
    EXPECT_EQ(via->status->times, 5);
    ASSERT_TRUE(via->repost);
    EXPECT_EQ(via->repost->after, 3s);
    EXPECT_EQ(via->repost->times, 2);
    EXPECT_FALSE(via->void_notice);
    const auto direct = support::example_plan()->find_order("plainview_all")->via;
    ASSERT_TRUE(direct->void_notice);
    EXPECT_EQ(direct->void_notice->request.url, "https://plainview.example/void");
}

TEST(follow_ups_yaml, have_defaults) {
    const auto via = northstar_of("    repost: {}\n");
    EXPECT_EQ(via->repost->after, 5s);
    EXPECT_EQ(via->repost->times, 3);
    EXPECT_FALSE(northstar_of("")->status);
}

TEST(follow_ups_yaml, reject_without_a_void_notice_is_a_warning) {
    EXPECT_THAT(
        problems_of(changed(plainview,
                            "    void_notice: {request: {url: \"https://plainview.example/void\"}, "
                            "send: [{fact: offer_id, as: id}]}\n",
                            "")),
        ElementsAre("buyers/plainview.yaml:6:5: warning: under no_answer: reject a late accept is "
                    "void, but without a \"void_notice\" the buyer is not told"));
}

TEST(follow_ups_yaml, names_every_mistake_and_its_place) {
    const std::vector<mistake> mistakes{
        {"void_notice_under_hold",
         northstar,
         "      no_answer: hold\n",
         "      no_answer: hold\n    void_notice: {request: {url: \"https://a.example\"}, send: "
         "[{fact: offer_id, as: id}]}\n",
         {"buyers/northstar.yaml:15:18: error: no accept is ever void under no_answer: hold"}},
        {"repost_under_reject",
         plainview,
         "    void_notice:",
         "    repost: {times: 1}\n    void_notice:",
         {"buyers/plainview.yaml:11:13: error: there is nothing to settle under no_answer: "
          "reject"}},
        {"field_in_void_notice",
         plainview,
         "send: [{fact: offer_id, as: id}]}",
         "send: [zip, {field: zip, as: z}]}",
         {"buyers/plainview.yaml:11:76: error: expected a fact, a captured text or a constant: no "
          "field of the lead is sent here",
          "buyers/plainview.yaml:11:81: error: expected a fact, a captured text or a constant: no "
          "field of the lead is sent here"}},
        {"captured_without_ping",
         plainview,
         "send: [{fact: offer_id, as: id}]}",
         "send: [{captured: reference}]}",
         {"buyers/plainview.yaml:11:87: error: the ping's reply captures no \"reference\"; there "
          "are none"}},
        {"misspelt_no_answer_alone",
         plainview,
         "      no_answer: reject\n",
         "      no_anwser: reject\n",
         {"buyers/plainview.yaml:10:7: error: unknown key \"no_anwser\"; did you mean "
          "\"no_answer\"?"}},
        {"wrong_no_answer_beside_a_repost",
         plainview,
         "      no_answer: reject\n    void_notice:",
         "      no_answer: [reject]\n    repost: {}\n    void_notice:",
         {"buyers/plainview.yaml:10:18: error: expected one of hold, reject"}},
        {"void_notice_without_send",
         plainview,
         ", send: [{fact: offer_id, as: id}]}",
         "}",
         {"buyers/plainview.yaml:11:18: error: \"send\" is missing here"}},
        {"void_notice_unknown_key",
         plainview,
         "send: [{fact: offer_id, as: id}]}",
         "send: [{fact: offer_id, as: id}], times: 3}",
         {"buyers/plainview.yaml:11:103: error: unknown key \"times\"; expected one of request, "
          "send"}},
        {"repost_times",
         northstar,
         "      no_answer: hold\n",
         "      no_answer: hold\n    repost: {times: 0}\n",
         {"buyers/northstar.yaml:15:21: error: expected a whole number from 1 to 1000, without "
          "quotes"}},
        {"repost_after",
         northstar,
         "      no_answer: hold\n",
         "      no_answer: hold\n    repost: {after: 10ms}\n",
         {"buyers/northstar.yaml:15:21: error: expected a time with its unit (ms, s, m, h, d) from "
          "1s to 1d"}}};
    expect_reported(mistakes);
}

TEST(follow_ups_yaml, status_query_and_idempotent_of_the_post_are_no_keys) {
    for (const char* key : {"status_query", "idempotent"}) {
        const auto problems =
            problems_of(changed(northstar, "no_answer: hold\n",
                                "no_answer: hold\n      " + std::string(key) + ": x\n"));
        ASSERT_EQ(problems.size(), 1U);
        EXPECT_THAT(problems[0], testing::HasSubstr("unknown key"));
    }
}

}  // namespace
}  // namespace pointsman::yaml
