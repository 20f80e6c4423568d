#include "request_head.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace pointsman::http {
namespace {

// What becomes of a head that is all there: the status it is refused with, or 0.
int judge(std::string_view bytes, const plan::server_limits& limits = {}) {
    head_scanner scanner(limits);
    if (const auto bad = scanner.scan(bytes)) return bad->status;
    if (scanner.end() == 0) return -1;  // incomplete
    const auto bad = check_framing(bytes.substr(scanner.begin(), scanner.end() - scanner.begin()));
    return bad ? bad->status : 0;
}

struct head_case {
    std::string head;
    int status;
};

std::string with(std::string_view headers) {
    return "POST /a HTTP/1.1\r\nHost: a\r\n" + std::string(headers) + "\r\n";
}

TEST(request_head, request_line) {
    const std::vector<head_case> cases = {
        {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", 0},
        {"\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 0},  // one empty line before it is skipped
        {"GET / HTTP/1.0\r\nHost: a\r\n\r\n", 0},
        {"\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET /\r\n", 400},
        {"GET / \r\n", 400},
        {"GET\r\n", 400},
        {"GET  / HTTP/1.1\r\n", 400},
        {" GET / HTTP/1.1\r\n", 400},
        {"GET / HTTP/1.1 \r\n", 400},
        {"GET\t/\tHTTP/1.1\r\n", 400},
        {"GET / HTTP/1.2\r\n", 400},
        {"GET / HTTP/2.0\r\n", 400},
        {"GET / HTTP/0.9\r\n", 400},
        {"GET / http/1.1\r\n", 400},
        {"PRI * HTTP/2.0\r\n", 400},
        {"OPTIONS * HTTP/1.1\r\n", 400},
        {"CONNECT a:443 HTTP/1.1\r\n", 400},
        {"GET http://a/ HTTP/1.1\r\n", 400},
        {"GET /a#b HTTP/1.1\r\n", 400},
        {"GET /\xc3\xa9 HTTP/1.1\r\n", 400},
        {"G@T / HTTP/1.1\r\n", 400},
        {std::string("GET /\0 HTTP/1.1\r\n", 18), 400},
        {"GET / HTTP/1.1\n", 400},   // a bare LF
        {"GET / HTTP/1.1\rX", 400},  // a bare CR
        {"\x16\x03\x01\x02", 400},   // a TLS greeting
        {std::string(33, 'A') + " / HTTP/1.1\r\n", 400},
    };
    for (const auto& each : cases) EXPECT_EQ(judge(each.head), each.status) << each.head;
}

TEST(request_head, header_lines) {
    const std::vector<head_case> cases = {
        {with(""), 0},
        {with("X-A:\r\n"), 0},
        {with("X-A: \xc3\xa9\t\x80\r\n"), 0},
        {with("X-A : b\r\n"), 400},
        {with(": b\r\n"), 400},
        {with("X-A\r\n"), 400},
        {with("X A: b\r\n"), 400},
        {with("X-A: b\r\n c\r\n"), 400},
        {with("X-A: b\r\n\tc\r\n"), 400},
        {with("X-A: b\nX-B: c\r\n"), 400},
        {with("X-A: b\rX-B: c\r\n"), 400},
        {with(std::string("X-A: b\0c\r\n", 10)), 400},
        {with("X-A: \x1b[31m\r\n"), 400},
        {with("X-A: \x7f\r\n"), 400},
    };
    for (const auto& each : cases) EXPECT_EQ(judge(each.head), each.status) << each.head;
}

// What two servers could read as two different requests (RFC 9112, section 11.2).
TEST(request_head, framing) {
    const std::vector<head_case> cases = {
        {"GET / HTTP/1.1\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nhost: b\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a@b\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a,b\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", 0},
        {with("Transfer-Encoding: chunked\r\n"), 0},
        {with("transfer-encoding:\tChunked \r\n"), 0},
        {with("Transfer-Encoding: blegh\r\n"), 400},
        {with("Transfer-Encoding: chunkedchunked\r\n"), 400},
        {with("Transfer-Encoding: ,chunked\r\n"), 400},
        {with("Transfer-Encoding: chunked,\r\n"), 400},
        {with("Transfer-Encoding: chunked, deflate\r\n"), 400},
        {with("Transfer-Encoding: gzip, chunked\r\n"), 400},
        {with("Transfer-Encoding: identity\r\n"), 400},
        {with("Transfer-Encoding: \"chunked\"\r\n"), 400},
        {with("Transfer-Encoding:\r\n"), 400},
        {with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), 400},
        {with("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n"), 400},
        {with("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"), 400},
        {with("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), 400},
        {with("Content-Length: 5\r\nTransfer-Encoding: identity\r\n"), 400},
        {"POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
        {with("Content-Length: 5\r\n"), 0},
        {with("Content-Length: 5\r\nContent-Length: 5\r\n"), 400},
        {with("Content-Length: 5\r\ncontent-length: 6\r\n"), 400},
        {with("Content-Length: 5, 5\r\n"), 400},
        {with("Content-Length: +5\r\n"), 400},
        {with("Content-Length: -5\r\n"), 400},
        {with("Content-Length: 0x5\r\n"), 400},
        {with("Content-Length: 5 5\r\n"), 400},
        {with("Content-Length:\r\n"), 400},
    };
    for (const auto& each : cases) EXPECT_EQ(judge(each.head), each.status) << each.head;
}

TEST(request_head, encodings_and_expectations) {
    const std::vector<head_case> cases = {
        {with("Content-Encoding: identity\r\n"), 0},
        {with("Content-Encoding: gzip\r\n"), 415},
        {with("content-encoding: br\r\n"), 415},
        {with("Content-Encoding: identity, gzip\r\n"), 415},
        {with("Expect: 100-Continue\r\n"), 0},
        {with("Expect: 200-ok\r\n"), 417},
        {with("Expect:\r\n"), 417},
    };
    for (const auto& each : cases) EXPECT_EQ(judge(each.head), each.status) << each.head;
}

TEST(request_head, limits) {
    plan::server_limits limits;
    limits.header_bytes = 200;
    limits.header_count = 3;
    limits.target_bytes = 10;
    const auto target = [](std::size_t bytes) {
        return "GET /" + std::string(bytes - 1, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n";
    };
    EXPECT_EQ(judge(target(10), limits), 0);
    EXPECT_EQ(judge(target(11), limits), 414);
    EXPECT_EQ(judge("GET /" + std::string(196, 'a'), limits), 414);  // and no end in sight
    EXPECT_EQ(judge(with("A: 1\r\nB: 2\r\n"), limits), 0);
    EXPECT_EQ(judge(with("A: 1\r\nB: 2\r\nC: 3\r\n"), limits), 431);
    const auto room = limits.header_bytes - with("A: \r\n").size();
    EXPECT_EQ(judge(with("A: " + std::string(room, 'a') + "\r\n"), limits), 0);
    EXPECT_EQ(judge(with("A: " + std::string(room + 1, 'a') + "\r\n"), limits), 431);
    EXPECT_EQ(judge("GET / HTTP/1.1\r\nA: " + std::string(200, 'a'), limits), 431);
}

TEST(request_head, comes_to_the_same_however_it_is_cut) {
    const plan::server_limits limits;
    const std::string bytes = "\r\nPOST /a?b HTTP/1.1\r\nHost: a\r\nX-A: b\r\n\r\nbody";
    head_scanner by_byte(limits);
    for (std::size_t size = 1; size <= bytes.size(); ++size) {
        EXPECT_FALSE(by_byte.scan(bytes.substr(0, size)));
    }
    EXPECT_EQ(by_byte.begin(), 2);
    EXPECT_EQ(by_byte.end(), bytes.size() - 4);
}

}  // namespace
}  // namespace pointsman::http
