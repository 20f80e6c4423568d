#include "market.hpp"

#include <support/eventually.hpp>

#include <fmt/format.h>

namespace pointsman::integration {
namespace {

using nlohmann::json;
using support::http_answer;
using support::http_headers;

http_headers usual_headers() {
    return {{"X-Api-Key", acme_key}, {"Content-Type", "application/json"}};
}

std::string with_body(const std::string& body) {
    return support::request_text("POST", "/v1/direct", usual_headers(), body);
}

std::string with_header(const std::string& name, const std::string& value) {
    http_headers headers = usual_headers();
    headers[name] = value;
    return support::request_text("POST", "/v1/direct", headers, good_lead().dump());
}

// The good lead after a change; null takes a member away.
std::string with_change(const json& merge_patch) {
    json lead = good_lead();
    lead.merge_patch(merge_patch);
    return with_body(lead.dump());
}

// The good lead with the bytes of a field's value replaced in the text.
std::string with_name(const std::string& bytes) {
    std::string body = good_lead().dump();
    return with_body(body.replace(body.find("Ada"), 3, bytes));
}

std::string chunked(std::size_t chunks, std::size_t chunk_bytes) {
    http_headers headers = usual_headers();
    headers["Transfer-Encoding"] = "chunked";
    std::string text = support::request_text("POST", "/v1/direct", headers);
    for (std::size_t i = 0; i < chunks; ++i)
        text += fmt::format("{:x}\r\n{}\r\n", chunk_bytes, std::string(chunk_bytes, ' '));
    return text + "0\r\n\r\n";
}

std::string deep(std::size_t levels) {
    return R"({"vertical":"auto","fields":)" + std::string(levels, '[') + std::string(levels, ']') +
           "}";
}

struct bad_request {
    const char* name;
    std::string text;
    int status;
    bool recorded;  // as a refusal: it reached the intake with a valid key
};

std::vector<bad_request> bad_bodies() {
    const std::string good = good_lead().dump();
    const std::string invalid_utf8 = "\xC3\x28";
    return {
        {"not JSON", with_body("vertical=auto&zip=90210"), 400, true},
        {"no body", with_body(""), 400, true},
        {"half of it", with_body(good.substr(0, good.size() / 2)), 400, true},
        {"more after it", with_body(good + "{}"), 400, true},
        {"an array", with_body("[" + good + "]"), 422, true},
        {"a text", with_body("\"auto\""), 422, true},
        {"deep nesting", with_body(deep(1000)), 400, true},
        {"NUL as a byte", with_name(std::string("A\0a", 3)), 400, true},
        {"NUL after the end", with_body(good + std::string("\0,\"evil\":1}", 11)), 400, true},
        {"NUL escaped", with_name("A\\u0000a"), 400, true},
        {"invalid UTF-8", with_name(invalid_utf8), 400, true},
        {"lone surrogate", with_name("\\ud800"), 400, true},
        {"duplicate key", with_body(R"({"vertical":"auto",)" + good.substr(1)), 400, true},
        {"number without end", with_change({{"min_price", 1e300}}), 422, true},
    };
}

std::vector<bad_request> bad_leads() {
    return {
        {"unknown vertical", with_change({{"vertical", "boats"}}), 422, true},
        {"no vertical", with_change({{"vertical", nullptr}}), 422, true},
        {"no fields", with_change({{"fields", nullptr}}), 422, true},
        {"fields as list", with_change({{"fields", json::array({1})}}), 422, true},
        {"missing field", with_change({{"fields", {{"zip", nullptr}}}}), 422, true},
        {"missing personal field", with_change({{"fields", {{"email", nullptr}}}}), 422, true},
        {"unknown field", with_change({{"fields", {{"shoe_size", 44}}}}), 422, true},
        {"unknown member", with_change({{"shoe_size", 44}}), 422, true},
        {"wrong type", with_change({{"fields", {{"age", json::array()}}}}), 422, true},
        {"not a number", with_change({{"fields", {{"age", "thirty"}}}}), 422, true},
        {"out of range", with_change({{"fields", {{"age", 7}}}}), 422, true},
        {"not in the list", with_change({{"fields", {{"credit", "superb"}}}}), 422, true},
        {"ref of a wrong type", with_change({{"ref", 5}}), 422, true},
        {"test of a wrong type", with_change({{"test", "yes"}}), 422, true},
        {"sold twice", with_change({{"allowed_sells", 2}}), 422, true},
    };
}

std::vector<bad_request> bad_http() {
    http_headers no_key = usual_headers();
    no_key.erase("X-Api-Key");
    http_headers huge = usual_headers();
    huge["Content-Length"] = "99999999999";
    return {
        {"wrong key", with_header("X-Api-Key", "acme-secret-key-0002"), 401, false},
        {"no key", support::request_text("POST", "/v1/direct", no_key, good_lead().dump()), 401,
         false},
        {"content type", with_header("Content-Type", "text/plain"), 415, false},
        {"content encoding", with_header("Content-Encoding", "gzip"), 415, false},
        {"expectation", with_header("Expect", "200-ok"), 417, false},
        {"idempotency key", with_header("Idempotency-Key", std::string(200, 'k')), 400, false},
        {"long header", with_header("X-Long", std::string(9000, 'x')), 431, false},
        {"long target", support::request_text("GET", "/" + std::string(3000, 'x'), {}), 414, false},
        {"wrong method", support::request_text("DELETE", "/v1/direct", usual_headers()), 405,
         false},
        {"wrong path", support::request_text("POST", "/v2/direct", usual_headers(), "{}"), 404,
         false},
        {"oversized", with_body(std::string(std::size_t{65} << 10, ' ')), 413, false},
        {"oversized, announced", support::request_text("POST", "/v1/direct", huge), 413, false},
        {"oversized, chunked", chunked(5, 16 << 10), 413, false},
        {"two lengths",
         "POST /v1/direct HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n"
         "Content-Length: 3\r\n\r\n{}",
         400, false},
        {"length and chunks",
         "POST /v1/direct HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n"
         "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
         400, false},
        {"no host", "GET /v1/leads/x HTTP/1.1\r\n\r\n", 400, false},
        {"not HTTP", "\x16\x03\x01\x02 hello\r\n\r\n", 400, false},
    };
}

class bad_input : public market {
protected:
    void SetUp() override {
        add_buyer("northstar");
        start();
    }

    void expect_refused(const bad_request& bad) {
        SCOPED_TRACE(bad.name);
        const auto answer = support::exchange(server().sellers_port(), bad.text);
        ASSERT_TRUE(answer);
        EXPECT_EQ(answer->status, bad.status) << answer->body;
        EXPECT_EQ(answer->headers.at("content-type"), "application/problem+json");
        const json problem = json::parse(answer->body, nullptr, false);
        ASSERT_TRUE(problem.is_object()) << answer->body;
        EXPECT_EQ(problem.at("status"), bad.status);
        if (bad.status == 422) EXPECT_FALSE(problem.at("errors").empty()) << answer->body;
        if (bad.recorded) ++recorded_;
    }

    // After all of that the server works as before, and every refusal is written down.
    void expect_unharmed() {
        EXPECT_EQ(count("lead"), 0u);
        EXPECT_TRUE(buyers_.seen().empty());
        EXPECT_EQ(sell().at("status"), "sold");
        EXPECT_TRUE(support::eventually([&] { return count("refusal") == recorded_; }))
            << count("refusal") << " refusals are stored, not " << recorded_;
        EXPECT_EQ(count("poisoned"), 0u);
    }

    std::size_t recorded_ = 0;
};

TEST_F(bad_input, that_is_no_clean_json_is_refused) {
    for (const bad_request& one : bad_bodies()) expect_refused(one);
    expect_unharmed();
}

TEST_F(bad_input, that_is_no_lead_is_refused_with_every_mistake_named) {
    for (const bad_request& one : bad_leads()) expect_refused(one);
    const http_answer answer = post({{"vertical", "auto"}, {"fields", {{"age", 7}}}});
    ++recorded_;
    EXPECT_EQ(json::parse(answer.body).at("errors").size(), 5u) << answer.body;
    expect_unharmed();
}

TEST_F(bad_input, that_is_no_proper_request_is_refused) {
    for (const bad_request& one : bad_http()) expect_refused(one);
    expect_unharmed();
}

TEST_F(bad_input, a_hundred_thousand_levels_deep_is_refused) {
    expect_refused({"as large as it may be", with_body(deep(30'000)), 400, true});
    expect_refused({"larger than that", with_body(deep(100'000)), 413, false});
    expect_unharmed();
}

TEST_F(bad_input, without_end_is_cut_off) {
    http_headers headers = usual_headers();
    headers["Transfer-Encoding"] = "chunked";
    support::http_connection connection(server().sellers_port());
    ASSERT_TRUE(connection.send(support::request_text("POST", "/v1/direct", headers)));
    const std::string chunk = fmt::format("{:x}\r\n{}\r\n", 4096, std::string(4096, ' '));
    constexpr std::size_t patience = std::size_t{64} << 20;
    std::size_t sent = 0;
    while (sent < patience && !connection.readable() && connection.send(chunk))
        sent += chunk.size();
    EXPECT_LT(sent, patience);
    const auto answer = connection.receive();
    ASSERT_TRUE(answer) << "refused after " << sent << " bytes, but not with an answer";
    EXPECT_EQ(answer->status, 413);
    expect_unharmed();
}

TEST_F(bad_input, on_a_connection_before_spoils_nothing_after_it) {
    support::http_connection connection(server().sellers_port());
    ASSERT_TRUE(connection.send(with_change({{"fields", {{"age", 7}}}})));
    const auto refused = connection.receive();
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->status, 422);
    ASSERT_TRUE(connection.send(lead_request(good_lead())));
    const auto sold = connection.receive();
    ASSERT_TRUE(sold);
    EXPECT_EQ(sold->status, 200);
}

}  // namespace
}  // namespace pointsman::integration
