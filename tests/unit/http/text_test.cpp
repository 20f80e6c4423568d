#include "request_text.hpp"
#include "response_text.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <string>
#include <utility>
#include <vector>

namespace pointsman::http {
namespace {

constexpr std::string_view date = "Sun, 06 Nov 1994 08:49:37 GMT";

TEST(response_text, has_all_that_the_reader_needs) {
    response answer;
    answer.body = "{}";
    answer.headers = {{"Retry-After", "1"}};
    EXPECT_EQ(to_text(answer, response_style(true, false, date)),
              "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nConnection: keep-alive\r\n"
              "Content-Type: application/json\r\nContent-Length: 2\r\nRetry-After: 1\r\n\r\n{}");
}

TEST(response_text, leaves_the_body_out_where_none_may_be) {
    response answer;
    answer.body = "{}";
    const auto to_head = to_text(answer, response_style(false, true, date));
    EXPECT_TRUE(to_head->contains("Content-Length: 2\r\n"));
    EXPECT_TRUE(to_head->ends_with("\r\n\r\n"));
    answer.status = 204;
    const auto empty = to_text(answer, response_style(false, false, date));
    EXPECT_FALSE(empty->contains("Content-Length"));
    EXPECT_TRUE(empty->ends_with("\r\n\r\n"));
}

TEST(response_text, refuses_headers_that_would_split_it) {
    const std::vector<std::pair<std::string, std::string>> bad = {
        {"Location", "https://a.example/\r\nSet-Cookie: x"},
        {"Location", std::string("a\0b", 3)},
        {"Bad Name", "x"},
        {"", "x"},
        {"X-A:", "x"},
        {"Content-Length", "5"},
        {"connection", "close"},
    };
    for (const auto& header : bad) {
        response answer;
        answer.headers = {header};
        EXPECT_FALSE(to_text(answer, {})) << header.first;
    }
    response answer;
    answer.content_type = "text/plain\r\nX: y";
    EXPECT_FALSE(to_text(answer, {}));
}

TEST(response_text, has_the_date_of_rfc_9110) {
    EXPECT_EQ(http_date(base::wall_time(std::chrono::seconds(784111777))), date);
}

TEST(problem, is_rfc_9457) {
    const auto answer = make_problem(422, "no \"zip\" \xff");
    EXPECT_EQ(answer.content_type, "application/problem+json");
    const auto problem = nlohmann::json::parse(answer.body);
    EXPECT_EQ(problem["type"], "about:blank");
    EXPECT_EQ(problem["title"], reason_phrase(422));
    EXPECT_EQ(problem["status"], 422);
    EXPECT_EQ(problem["detail"], "no \"zip\" \xef\xbf\xbd");
    EXPECT_FALSE(nlohmann::json::parse(make_problem(500, "").body).contains("detail"));
}

TEST(message, finds_headers_in_any_case) {
    const header_list headers = {{"X-Api-Key", "first"}, {"x-api-key", "second"}};
    EXPECT_EQ(find_header(headers, "X-API-KEY"), "first");
    EXPECT_EQ(find_header(headers, "X-Api"), "");
    EXPECT_EQ(reason_phrase(404), "Not Found");
    EXPECT_EQ(reason_phrase(799), "Unknown");
}

protocol::request sample_request() {
    protocol::request asked;
    asked.content_type = "application/json";
    asked.body = "{\"a\":1}";
    return asked;
}

TEST(request_text, is_one_complete_post) {
    auto asked = sample_request();
    asked.headers = {{"X-Key", "secret"}, {"user-agent", "other"}};
    EXPECT_EQ(to_text(asked, *parse_url("https://buyer.example:8443/ping?a=b")),
              "POST /ping?a=b HTTP/1.1\r\nHost: buyer.example:8443\r\nContent-Length: 7\r\n"
              "Content-Type: application/json\r\nAccept-Encoding: identity\r\nX-Key: secret\r\n"
              "user-agent: other\r\n\r\n{\"a\":1}");
}

TEST(request_text, refuses_headers_that_would_split_it) {
    const std::vector<std::pair<std::string, std::string>> bad = {
        {"X-Key", "a\r\nX-Evil: 1"},
        {"X-Key", "a\nb"},
        {"X Key", "a"},
        {"X-Key\r\n", "a"},
        {"content-length", "0"},
        {"Transfer-Encoding", "chunked"},
        {"Host", "evil.example"},
        {"Connection", "keep-alive"},
        {"", "a"},
    };
    for (const auto& header : bad) {
        auto asked = sample_request();
        asked.headers = {header};
        EXPECT_FALSE(to_text(asked, *parse_url("https://buyer.example/"))) << header.first;
    }
    auto asked = sample_request();
    asked.content_type = "a\r\nb: c";
    EXPECT_FALSE(to_text(asked, *parse_url("https://buyer.example/")));
}

}  // namespace
}  // namespace pointsman::http
