#include <support/stub_buyers.hpp>

#include <fmt/format.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <cstdlib>
#include <optional>
#include <utility>

namespace pointsman::support {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::milliseconds drip_interval(50);

// The value of a header; our own client writes them always the same way, "Name: value".
std::string header(const std::string& head, const std::string& name) {
    const std::size_t at = head.find("\r\n" + name + ": ");
    if (at == std::string::npos) return "";
    const std::size_t begin = at + name.size() + 4;
    return head.substr(begin, head.find("\r\n", begin) - begin);
}

seen_request parse_head(const std::string& head) {
    seen_request request;
    const std::size_t path = head.find(' ') + 1;
    request.path = head.substr(path, head.find(' ', path) - path);
    const std::string offer = header(head, "X-Offer-Id");
    const std::size_t dot = offer.find('.');
    request.lead_id = offer.substr(0, dot);
    if (dot != std::string::npos)
        request.order = offer.substr(dot + 1, offer.find('.', dot + 1) - dot - 1);
    request.at = std::chrono::steady_clock::now();
    return request;
}

asio::awaitable<std::optional<seen_request>> read_request(tcp::socket& socket,
                                                          std::string& received) {
    auto bytes = asio::dynamic_buffer(received);
    const auto [no_head, head_bytes] =
        co_await asio::async_read_until(socket, bytes, "\r\n\r\n", as_result);
    if (no_head) co_return std::nullopt;
    const std::string head = received.substr(0, head_bytes);
    const std::size_t body_bytes =
        std::strtoul(header(head, "Content-Length").c_str(), nullptr, 10);
    while (received.size() < head_bytes + body_bytes) {
        const auto [failed, got] =
            co_await asio::async_read(socket, bytes, asio::transfer_at_least(1), as_result);
        if (failed) co_return std::nullopt;
    }
    seen_request request = parse_head(head);
    request.body = received.substr(head_bytes, body_bytes);
    received.erase(0, head_bytes + body_bytes);
    co_return request;
}

asio::awaitable<void> pause(std::chrono::milliseconds span) {
    asio::steady_timer timer(co_await asio::this_coro::executor, span);
    co_await timer.async_wait(as_result);
}

asio::awaitable<void> wait_for_hang_up(tcp::socket& socket) {
    std::array<char, 256> ignored;
    while (true) {
        const auto [ended, got] = co_await socket.async_read_some(asio::buffer(ignored), as_result);
        if (ended) co_return;
    }
}

asio::awaitable<bool> write(tcp::socket& socket, std::string text) {
    const auto [failed, sent] = co_await asio::async_write(socket, asio::buffer(text), as_result);
    co_return !failed;
}

asio::awaitable<void> drip(tcp::socket& socket, std::string text) {
    for (const char byte : text) {
        const bool taken = co_await write(socket, std::string(1, byte));
        if (!taken) co_return;
        co_await pause(drip_interval);
    }
}

// True when the connection may be used again.
asio::awaitable<bool> play(tcp::socket& socket, stub_answer what) {
    using manner = stub_answer::manner;
    if (what.delay.count() > 0) co_await pause(what.delay);
    const std::string text = fmt::format(
        "HTTP/1.1 {} Stub\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{}",
        what.status, what.body.size(), what.body);
    if (what.how == manner::hang) co_await wait_for_hang_up(socket);
    if (what.how == manner::drip) co_await drip(socket, text);
    if (what.how == manner::raw) co_await write(socket, what.body);
    if (what.how != manner::answer) co_return false;
    const bool taken = co_await write(socket, text);
    co_return taken;
}

}  // namespace

stub_answer bid(const std::string& price) {
    return {.body = fmt::format(R"({{"status":"ok","bid":"{}"}})", price)};
}

stub_answer accept_lead() {
    return {.body = R"({"result":"accepted","ref":"stub"})"};
}

stub_answer reject_lead(const std::string& reason) {
    return {.body = fmt::format(R"({{"result":"rejected","message":"{}"}})", reason)};
}

stub_answer after(std::chrono::milliseconds delay, stub_answer what) {
    what.delay = delay;
    return what;
}

stub_buyers::stub_buyers()
    : acceptor_(io_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
      port_(acceptor_.local_endpoint().port()) {
    asio::co_spawn(io_, accept_all(), asio::detached);
    thread_ = std::thread([this] { io_.run(); });
}

stub_buyers::~stub_buyers() {
    io_.stop();
    thread_.join();
}

void stub_buyers::on(const std::string& path, stub_answer always) {
    on(path, [always = std::move(always)](const seen_request&) { return always; });
}

void stub_buyers::on(const std::string& path, script each) {
    const std::lock_guard lock(guard_);
    scripts_[path] = std::move(each);
}

std::vector<seen_request> stub_buyers::seen(const std::string& suffix) const {
    const std::lock_guard lock(guard_);
    std::vector<seen_request> all;
    for (const seen_request& one : seen_)
        if (one.path.ends_with(suffix)) all.push_back(one);
    return all;
}

stub_answer stub_buyers::answer_to(seen_request request) {
    const std::lock_guard lock(guard_);
    const seen_request& noted = seen_.emplace_back(std::move(request));
    const auto found = scripts_.find(noted.path);
    if (found != scripts_.end()) return found->second(noted);
    return noted.path.ends_with("/ping") ? bid("20.00") : accept_lead();
}

asio::awaitable<void> stub_buyers::accept_all() {
    while (true) {
        auto [failed, socket] = co_await acceptor_.async_accept(as_result);
        if (failed) co_return;
        asio::co_spawn(io_, serve(std::move(socket)), asio::detached);
    }
}

asio::awaitable<void> stub_buyers::serve(tcp::socket socket) {
    std::string received;
    while (true) {
        auto request = co_await read_request(socket, received);
        if (!request) co_return;
        const bool again = co_await play(socket, answer_to(std::move(*request)));
        if (!again) co_return;
    }
}

}  // namespace pointsman::support
