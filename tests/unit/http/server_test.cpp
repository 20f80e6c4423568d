#include "running_server.hpp"

#include <gtest/gtest.h>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <nlohmann/json.hpp>

#include <future>
#include <stdexcept>

namespace pointsman::http::testing {
namespace {

using namespace std::chrono_literals;

class server_test : public ::testing::Test, public running_server {};

int status_of(const std::string& answer) {
    return answer.starts_with("HTTP/1.1 ") ? std::stoi(answer.substr(9, 3)) : 0;
}

std::string body_of(const std::string& answer) {
    const auto head = answer.find("\r\n\r\n");
    return head == std::string::npos ? "" : answer.substr(head + 4);
}

void expect_problem(const std::string& answer, int status) {
    EXPECT_EQ(status_of(answer), status) << answer;
    EXPECT_TRUE(answer.contains("Content-Type: application/problem+json\r\n")) << answer;
    EXPECT_TRUE(answer.contains("Connection: close\r\n")) << answer;
    EXPECT_EQ(nlohmann::json::parse(body_of(answer), nullptr, false).value("status", 0), status);
}

std::string post(std::string_view body, std::string_view headers = "") {
    return "POST /v1/direct?a=b HTTP/1.1\r\nHost: a\r\n" + std::string(headers) +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

TEST_F(server_test, hands_over_what_was_sent) {
    start();
    auto client = connect();
    client.send(post("hello", "X-Api-Key: k\r\n"));
    const auto answer = client.read_message();
    EXPECT_EQ(status_of(answer), 200);
    EXPECT_TRUE(answer.contains("Connection: keep-alive\r\n"));
    EXPECT_EQ(body_of(answer), "POST /v1/direct a=b hello");
    const auto got = requests().at(0);
    EXPECT_EQ(got.peer_address, "127.0.0.1");
    EXPECT_EQ(got.header("x-api-key"), "k");
    EXPECT_EQ(got.headers.size(), 3);
}

TEST_F(server_test, keeps_the_connection_as_the_client_wishes) {
    start();
    auto client = connect();
    for (int i = 0; i < 3; ++i) {
        client.send(post("x"));
        EXPECT_EQ(status_of(client.read_message()), 200);
    }
    client.send(post("x", "Connection: close\r\n"));
    EXPECT_TRUE(client.read_all().contains("Connection: close\r\n"));
    auto old = connect();
    old.send("GET / HTTP/1.0\r\nHost: a\r\n\r\n");
    EXPECT_TRUE(old.read_all().contains("Connection: close\r\n"));
}

TEST_F(server_test, serves_pipelined_requests_in_order) {
    start();
    auto client = connect();
    client.send(post("one") + post("two") + "GET /three HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_TRUE(client.read_message().ends_with("one"));
    EXPECT_TRUE(client.read_message().ends_with("two"));
    EXPECT_TRUE(client.read_message().ends_with("GET /three  "));
}

TEST_F(server_test, takes_a_request_in_single_bytes) {
    start();
    auto client = connect();
    const auto bytes = post("drip");
    for (const char& byte : bytes) client.send({&byte, 1});
    EXPECT_TRUE(client.read_message().ends_with("drip"));
}

TEST_F(server_test, takes_chunks_and_drops_trailers) {
    start();
    auto client = connect();
    client.send(
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        "5;name=value\r\nhello\r\n1\r\n!\r\n0\r\nX-Api-Key: smuggled\r\n\r\n" +
        post("next"));
    EXPECT_TRUE(client.read_message().ends_with("hello!"));
    EXPECT_TRUE(client.read_message().ends_with("next"));
    EXPECT_EQ(requests().at(0).header("X-Api-Key"), "");
}

TEST_F(server_test, answers_a_head_request_without_a_body) {
    start();
    auto client = connect();
    client.send("HEAD /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    const auto answer = client.read_all();
    EXPECT_TRUE(answer.contains("Content-Length: 9\r\n")) << answer;
    EXPECT_TRUE(answer.ends_with("\r\n\r\n"));
}

TEST_F(server_test, tells_those_who_ask_to_go_on) {
    start();
    auto client = connect();
    client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
    EXPECT_EQ(client.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("hello");
    EXPECT_TRUE(client.read_message().ends_with("hello"));
    client.send(post("at once", "Expect: 100-continue\r\n"));  // no 100 needed
    EXPECT_EQ(status_of(client.read_message()), 200);
}

struct hostile_case {
    std::string bytes;
    int status;
};

TEST_F(server_test, refuses_what_is_malformed_ambiguous_or_too_large) {
    limits_.body_bytes = 100;
    start();
    const std::string head = "POST / HTTP/1.1\r\nHost: a\r\n";
    const std::string chunked = head + "Transfer-Encoding: chunked\r\n\r\n";
    const std::vector<hostile_case> cases = {
        {"GET / \r\n", 400},
        {"\x16\x03\x01\x02\x00\x01", 400},
        {"GET / HTTP/1.1\r\n\r\n", 400},
        {head + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", 400},
        {head + "Transfer-Encoding: blegh\r\n\r\n", 400},
        {head + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", 400},
        {head + "Content-Length: 99999999999999999999999\r\n\r\n", 400},
        {head + "X-A: b\r\n c\r\n\r\n", 400},
        {chunked + "z\r\n", 400},
        {chunked + "5\r\nhelloworld\r\n", 400},
        {chunked + "ffffffffffffffffff\r\n", 400},
        {chunked + "1;" + std::string(20'000, 'a'), 400},
        {chunked + "0\r\nX: " + std::string(20'000, 'a'), 400},
        {"GET /" + std::string(3000, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n", 414},
        {"GET /" + std::string(100'000, 'a'), 414},
        {head + "X: " + std::string(100'000, 'a'), 431},
        {head + "Content-Length: 101\r\n\r\n", 413},
        {head + "Content-Length: 101\r\nExpect: 100-continue\r\n\r\n", 413},
        {post(std::string(200'000, 'a')), 413},
        {chunked + "65\r\n", 413},
        {chunked + "33\r\n" + std::string(51, 'a') + "\r\n32\r\n", 413},
        {post("x", "Content-Encoding: gzip\r\n"), 415},
        {post("x", "Expect: the-worst\r\n"), 417},
    };
    for (const auto& each : cases) {
        SCOPED_TRACE(each.bytes.substr(0, 80));
        expect_problem(exchange(each.bytes), each.status);
    }
    EXPECT_TRUE(requests().empty());
    EXPECT_EQ(status_of(exchange(post(std::string(100, 'a')))), 200);
}

TEST_F(server_test, does_not_serve_what_follows_a_refused_request) {
    start();
    const auto answer = exchange("GET / HTTP/1.1\r\n\r\n" + post("smuggled"));
    expect_problem(answer, 400);
    EXPECT_TRUE(requests().empty());
}

TEST_F(server_test, says_nothing_to_a_client_that_leaves_early) {
    start();
    EXPECT_EQ(exchange(""), "");
    EXPECT_EQ(exchange("POST / HT"), "");
    EXPECT_EQ(exchange("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhel"), "");
    connect().reset();
    wait_for_connections(0);
    EXPECT_TRUE(requests().empty());
}

TEST_F(server_test, ends_a_connection_that_never_speaks) {
    limits_.idle_time = 50ms;
    start();
    EXPECT_EQ(connect().read_all(), "");
}

TEST_F(server_test, ends_a_head_that_drips_whatever_arrives) {
    limits_.header_time = 100ms;
    start();
    auto client = connect();
    std::thread dripping([&client] {
        client.send("GET / HTTP/1.1\r\n");
        for (int i = 0; i < 200; ++i) {
            client.send("X");
            std::this_thread::sleep_for(5ms);
        }
    });
    EXPECT_FALSE(client.read_all().contains("HTTP"));
    wait_for_connections(0);
    dripping.join();
}

TEST_F(server_test, ends_a_body_that_does_not_come) {
    limits_.body_time = 50ms;
    start();
    auto client = connect();
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhel");
    EXPECT_EQ(client.read_all(), "");
    EXPECT_TRUE(requests().empty());
}

TEST_F(server_test, ends_a_client_that_does_not_read) {
    limits_.write_time = 50ms;
    on_request_ = [](request) -> boost::asio::awaitable<response> {
        response large;
        large.body.assign(64UL * 1024 * 1024, 'a');
        co_return large;
    };
    start();
    auto client = connect();
    client.send(post("x"));
    client.read_until("HTTP/1.1 200 OK");
    wait_for_connections(0);
}

TEST_F(server_test, gives_a_handler_the_time_it_needs) {
    limits_.idle_time = limits_.header_time = limits_.body_time = limits_.write_time = 50ms;
    on_request_ = [](request) -> boost::asio::awaitable<response> {
        boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, 200ms);
        co_await timer.async_wait(boost::asio::use_awaitable);
        co_return response();
    };
    start();
    auto client = connect();
    client.send(post("x"));
    EXPECT_EQ(status_of(client.read_message()), 200);
}

TEST_F(server_test, turns_a_handlers_exception_into_500) {
    on_request_ = [](request asked) -> boost::asio::awaitable<response> {
        if (asked.body == "int") throw 5;
        if (asked.body == "error") throw std::runtime_error("secret detail");
        response split;
        split.headers = {{"Location", "a\r\nb: c"}};
        co_return split;
    };
    start();
    auto client = connect();
    for (const auto* body : {"error", "int", "split"}) {
        client.send(post(body));
        const auto answer = client.read_message();
        EXPECT_EQ(status_of(answer), 500) << body;
        EXPECT_FALSE(answer.contains("secret"));
    }
    const auto lines = log();
    ASSERT_EQ(lines.size(), 3);
    EXPECT_EQ(lines[0], "a request failed: secret detail");
}

TEST_F(server_test, limits_connections_per_address_and_in_total) {
    limits_.connections = 3;
    limits_.connections_per_address = 2;
    start();
    auto first = connect();
    auto second = connect();
    wait_for_connections(2);
    EXPECT_EQ(status_of(connect().read_all()), 503);
    auto third = connect_to(server_->port(), "127.0.0.2");
    wait_for_connections(3);
    EXPECT_EQ(status_of(connect_to(server_->port(), "127.0.0.3").read_all()), 503);
    first.reset();
    wait_for_connections(2);
    third.send(post("x"));
    EXPECT_EQ(status_of(third.read_message()), 200);
    auto fourth = connect();
    fourth.send(post("x"));
    EXPECT_EQ(status_of(fourth.read_message()), 200);
}

TEST_F(server_test, finishes_what_it_began_when_it_stops) {
    std::promise<void> begun;
    auto gate = std::make_shared<std::unique_ptr<boost::asio::steady_timer>>();
    on_request_ = [&begun, gate](request) -> boost::asio::awaitable<response> {
        *gate = std::make_unique<boost::asio::steady_timer>(
            co_await boost::asio::this_coro::executor, std::chrono::seconds(patience_s));
        begun.set_value();
        try {
            co_await (*gate)->async_wait(boost::asio::use_awaitable);
        } catch (const boost::system::system_error&) {
        }
        gate->reset();
        co_return response();
    };
    start();
    auto idle = connect();
    auto busy = connect();
    busy.send(post("x"));
    begun.get_future().wait();
    on_server([this] { server_->stop_accepting(); });
    EXPECT_EQ(idle.read_all(), "");
    EXPECT_THROW(connect(), std::runtime_error);
    on_server([&gate] { (*gate)->cancel(); });
    const auto answer = busy.read_all();
    EXPECT_EQ(status_of(answer), 200);
    EXPECT_TRUE(answer.contains("Connection: close\r\n"));
    busy.end_sending();
    wait_for_connections(0);
    on_server([this] { server_.reset(); });
}

TEST_F(server_test, cuts_what_is_left_when_it_goes) {
    start();
    auto client = connect();
    client.send(post("x"));
    client.read_message();
    on_server([this] { server_.reset(); });
    EXPECT_EQ(client.read_all(), "");
}

TEST_F(server_test, shares_its_port_with_others) {
    start();
    boost::asio::io_context io;
    const auto counts = std::make_shared<connection_counts>(1, 1);
    plan::listener same;
    same.port = server_->port();
    EXPECT_NO_THROW(server(io, same, limits_, {}, counts));
}

TEST(server_start, names_what_it_cannot_listen_on) {
    boost::asio::io_context io;
    const auto counts = std::make_shared<connection_counts>(1, 1);
    plan::listener where;
    where.host = "192.0.2.1";
    where.port = 80;
    try {
        const server never(io, where, {}, {}, counts);
        FAIL();
    } catch (const std::runtime_error& error) {
        EXPECT_TRUE(std::string(error.what()).starts_with("cannot listen on 192.0.2.1:80: "));
    }
}

}  // namespace
}  // namespace pointsman::http::testing
