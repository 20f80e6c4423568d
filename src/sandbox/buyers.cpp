#include "awkward_answers.hpp"
#include "stub_buyer.hpp"

#include <pointsman/sandbox/buyers.hpp>

#include <fmt/format.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include <chrono>
#include <csignal>
#include <fstream>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace pointsman::sandbox {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using namespace std::chrono_literals;

constexpr auto nothrow = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t max_request_bytes = 1 << 20;
constexpr auto longest_hang = 60s;  // a hanging buyer gives its socket back at last
constexpr auto drip_pause = 50ms;

base::wall_time now() {
    return std::chrono::floor<base::duration>(std::chrono::system_clock::now());
}

asio::awaitable<void> wait(asio::steady_timer::duration span) {
    asio::steady_timer timer(co_await asio::this_coro::executor, span);
    co_await timer.async_wait(nothrow);
}

// True when all was written.
asio::awaitable<bool> write_all(tcp::socket& socket, std::string bytes) {
    const auto [failed, count] = co_await asio::async_write(socket, asio::buffer(bytes), nothrow);
    co_return !failed;
}

asio::awaitable<bool> write_dripping(tcp::socket& socket, std::string bytes) {
    for (const char c : bytes) {
        const bool written = co_await write_all(socket, std::string(1, c));
        if (!written) co_return false;
        co_await wait(drip_pause);
    }
    co_return true;
}

// True when the connection may be used again.
asio::awaitable<bool> perform(tcp::socket& socket, planned_answer plan) {
    if (plan.mood == mood::hang) {
        co_await wait(longest_hang);
        co_return false;
    }
    co_await wait(plan.delay);
    std::string bytes = answer_bytes(plan);
    if (plan.mood == mood::drip) co_return co_await write_dripping(socket, std::move(bytes));
    const bool written = co_await write_all(socket, std::move(bytes));
    co_return written && (plan.mood == mood::normal || plan.mood == mood::status_500);
}

std::optional<planned_answer> decide(stub_buyer& buyer,
                                     const http::request<http::string_body>& request) {
    return buyer.receive(
        {request["X-Offer-Id"], request[http::field::content_type], request.body()}, now());
}

// Our accept came too late: noted, and nothing else happens.
bool is_void_notice(const http::request<http::string_body>& request) {
    return std::string_view(request["X-Offer-Id"]).contains(".void_notice.");
}

asio::awaitable<void> serve_connection(tcp::socket socket, stub_buyer& buyer) {
    boost::beast::flat_buffer buffer;
    socket.set_option(tcp::no_delay(true));
    while (true) {
        http::request_parser<http::string_body> parser;
        parser.body_limit(max_request_bytes);
        const auto [failed, count] = co_await http::async_read(socket, buffer, parser, nothrow);
        if (failed) co_return;
        if (is_void_notice(parser.get())) {
            const bool told = co_await write_all(socket, "HTTP/1.1 204 No Content\r\n\r\n");
            if (!told) co_return;
            continue;
        }
        std::optional<planned_answer> plan = decide(buyer, parser.get());
        if (!plan) {
            co_await write_all(socket, not_an_offer_bytes());
            co_return;
        }
        const bool reusable = co_await perform(socket, *std::move(plan));
        if (!reusable) co_return;
    }
}

asio::awaitable<void> accept_connections(tcp::acceptor acceptor, stub_buyer& buyer) {
    while (true) {
        auto [failed, socket] = co_await acceptor.async_accept(nothrow);
        if (failed) {
            // Out of file descriptors, most likely: they come back.
            co_await wait(100ms);
            continue;
        }
        asio::co_spawn(acceptor.get_executor(), serve_connection(std::move(socket), buyer),
                       asio::detached);
    }
}

// A free port where the profile asks for port 0.
tcp::acceptor listen(asio::io_context& io, std::uint16_t port) {
    return tcp::acceptor(io, tcp::endpoint(asio::ip::address_v4::loopback(), port));
}

void serve(asio::io_context& io, const buyers_options& options, std::ostream& log) {
    std::vector<std::unique_ptr<stub_buyer>> buyers;
    for (const buyer_profile& profile : options.profile.buyers) {
        auto& buyer =
            *buyers.emplace_back(std::make_unique<stub_buyer>(options.profile, profile, log));
        asio::co_spawn(io, accept_connections(listen(io, profile.port), buyer), asio::detached);
    }
    asio::signal_set signals(io, SIGINT, SIGTERM);
    signals.async_wait([&io](auto, int) { io.stop(); });
    if (!options.ready_file.empty()) std::ofstream(options.ready_file) << buyers.size() << '\n';
    fmt::print("{} buyers are listening\n", buyers.size());
    io.run();
}

}  // namespace

base::result<void, std::string> run_buyers(const buyers_options& options) {
    std::ofstream log(options.log, std::ios::app);
    if (!log) return base::failure(fmt::format("{} cannot be written", options.log.string()));
    try {
        asio::io_context io(1);
        serve(io, options, log);
    } catch (const boost::system::system_error& problem) {
        return base::failure(
            fmt::format("a port of the buyers cannot be opened: {}", problem.what()));
    }
    return {};
}

}  // namespace pointsman::sandbox
