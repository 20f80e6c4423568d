#include <pointsman/sandbox/send_report.hpp>

#include "server_address.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace pointsman::sandbox {
namespace {

using nlohmann::json;
using std::chrono_literals::operator""ms;

answered reply(int status, std::string body, base::duration latency = 10ms) {
    return {status, std::move(body), "", latency};
}

TEST(send_report, names_what_became_of_a_lead) {
    EXPECT_EQ(status_of(reply(200, R"({"status":"sold"})")), "sold");
    EXPECT_EQ(status_of(reply(202, R"({"status":"pending"})")), "pending");
    EXPECT_EQ(status_of(reply(503, "{}")), "HTTP 503");
    EXPECT_EQ(status_of(reply(200, "surprise")), "not understood");
    EXPECT_EQ(status_of(answered{}), "no answer");
}

TEST(send_report, counts_and_adds_up) {
    send_report report;
    report.add(reply(200, R"({"status":"sold","payout":"18.40"})", 30ms));
    report.add(reply(200, R"({"status":"sold","payout":"1.60"})", 10ms));
    report.add(reply(200, R"({"status":"unsold"})", 20ms));
    EXPECT_EQ(report.count("sold"), 2U);
    EXPECT_EQ(report.count("pending"), 0U);
    EXPECT_EQ(report.percentile(0.5), 20ms);
    EXPECT_EQ(report.percentile(0.99), 30ms);
    EXPECT_THAT(report.to_text(), testing::HasSubstr("payout 20.00"));
}

TEST(send_report, has_no_percentile_without_answers) {
    EXPECT_EQ(send_report().percentile(0.99), 0ms);
}

TEST(send_report, logs_what_the_verifier_needs) {
    generated_lead lead;
    lead.ref = "s1-000001";
    lead.seller = "acme_media";
    lead.personal_json = R"({"phone":"+12025550123"})";
    const json line = json::parse(
        log_line(lead, reply(200, R"({"lead_id":"x","status":"sold","payout":"2.00"})"), {}));
    EXPECT_EQ(line["ref"], "s1-000001");
    EXPECT_EQ(line["lead_id"], "x");
    EXPECT_EQ(line["payout"], "2.00");
    EXPECT_EQ(line["personal"]["phone"], "+12025550123");
}

TEST(send_report, logs_an_answer_that_is_not_json) {
    generated_lead lead;
    lead.personal_json = "{}";
    const json line = json::parse(log_line(lead, reply(502, "<h1>\xff</h1>"), {}));
    EXPECT_EQ(line["status"], "HTTP 502");
    EXPECT_FALSE(line.contains("lead_id"));
}

TEST(server_address, is_plain_http_to_a_host) {
    EXPECT_EQ(parse_server_address("http://127.0.0.1:8080"), (server_address{"127.0.0.1", "8080"}));
    EXPECT_EQ(parse_server_address("http://localhost/"), (server_address{"localhost", "80"}));
    for (const char* url :
         {"https://a", "127.0.0.1:80", "http://", "http://a:b", "http://a/b", "http://a:1:2"})
        EXPECT_FALSE(parse_server_address(url)) << url;
}

}  // namespace
}  // namespace pointsman::sandbox
