#include "progress.hpp"
#include "server_address.hpp"

#include <pointsman/sandbox/sender.hpp>

#include <fmt/format.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include <chrono>
#include <exception>
#include <fstream>
#include <optional>
#include <utility>

namespace pointsman::sandbox {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using namespace std::chrono_literals;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr auto longest_answer = 120s;
constexpr auto longest_idle = 5s;

// What the connections share: which lead is next, and where answers go.
class campaign {
public:
    campaign(const generator& leads, const sender_options& options, std::ofstream& log)
        : leads_(leads), options_(options), log_(log), progress_(options.leads) {}

    std::optional<std::uint64_t> next_number() {
        if (next_ == options_.leads) return std::nullopt;
        return next_++;
    }

    // When lead n is to leave, so that the rate is kept whatever the answers take.
    std::chrono::steady_clock::time_point due(std::uint64_t n) const {
        if (options_.rate <= 0) return start_;
        const std::chrono::duration<double> after(static_cast<double>(n) / options_.rate);
        return start_ + std::chrono::floor<std::chrono::steady_clock::duration>(after);
    }

    void record(const generated_lead& lead, const answered& result) {
        const auto now = std::chrono::floor<base::duration>(std::chrono::system_clock::now());
        log_ << log_line(lead, result, now) << std::endl;
        report_.add(result);
        progress_.show(report_.answers());
    }

    const generator& leads() const { return leads_; }

    const sender_options& options() const { return options_; }

    send_report take_report() { return std::move(report_); }

private:
    const generator& leads_;
    const sender_options& options_;
    std::ofstream& log_;
    progress progress_;
    send_report report_;
    std::uint64_t next_ = 0;
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

// One connection to the server, opened again where it was closed.
class line_to_server {
public:
    line_to_server(const asio::any_io_executor& executor, const tcp::endpoint& server)
        : stream_(executor), server_(server) {}

    asio::awaitable<answered> ask(http::request<http::string_body> request) {
        const auto started = std::chrono::steady_clock::now();
        // The server may have closed a line that lay idle; a lead lost on it would not be sent
        // again.
        if (started - last_used_ > longest_idle) close();
        stream_.expires_after(longest_answer);
        answered result = co_await exchange(request);
        last_used_ = std::chrono::steady_clock::now();
        result.latency = std::chrono::floor<base::duration>(last_used_ - started);
        co_return result;
    }

private:
    asio::awaitable<answered> exchange(const http::request<http::string_body>& request) {
        answered result;
        if (!open_) {
            const auto [failed] = co_await stream_.async_connect(server_, as_result);
            if (failed) co_return failure(failed);
            open_ = true;
        }
        const auto [not_written, sent] = co_await http::async_write(stream_, request, as_result);
        if (not_written) co_return failure(not_written);
        http::response<http::string_body> response;
        const auto [not_read, received] =
            co_await http::async_read(stream_, buffer_, response, as_result);
        if (not_read) co_return failure(not_read);
        if (!response.keep_alive()) close();
        result.http_status = static_cast<int>(response.result_int());
        result.body = std::move(response.body());
        co_return result;
    }

    answered failure(const boost::system::error_code& why) {
        close();
        answered result;
        result.failure = why.message();
        return result;
    }

    void close() {
        boost::system::error_code ignored;
        stream_.socket().close(ignored);
        buffer_.clear();
        open_ = false;
    }

    boost::beast::tcp_stream stream_;
    tcp::endpoint server_;
    boost::beast::flat_buffer buffer_;
    bool open_ = false;
    std::chrono::steady_clock::time_point last_used_;
};

http::request<http::string_body> request_of(const generated_lead& lead,
                                            const sender_options& options) {
    http::request<http::string_body> request(http::verb::post, "/v1/direct", 11);
    request.set(http::field::host, options.url.substr(options.url.find("//") + 2));
    request.set(http::field::content_type, "application/json");
    request.set(http::field::authorization, "Bearer " + options.keys.at(lead.seller));
    request.body() = lead.body;
    request.prepare_payload();
    return request;
}

asio::awaitable<void> send_over_one_line(campaign& all, tcp::endpoint server) {
    const auto executor = co_await asio::this_coro::executor;
    line_to_server line(executor, server);
    asio::steady_timer timer(executor);
    while (const auto number = all.next_number()) {
        timer.expires_at(all.due(*number));
        co_await timer.async_wait(as_result);
        const generated_lead lead = all.leads().make(*number);
        auto request = request_of(lead, all.options());
        const answered result = co_await line.ask(std::move(request));
        all.record(lead, result);
    }
}

void rethrow(const std::exception_ptr& failed) {
    if (failed) std::rethrow_exception(failed);
}

}  // namespace

base::result<send_report, std::string> send_leads(const generator& leads,
                                                  const sender_options& options) {
    const auto address = parse_server_address(options.url);
    if (!address) return base::failure(fmt::format("\"{}\" is not http://HOST:PORT", options.url));
    std::ofstream log(options.log, std::ios::app);
    if (!log) return base::failure(fmt::format("{} cannot be written", options.log.string()));
    try {
        asio::io_context io(1);
        const tcp::endpoint server =
            *tcp::resolver(io).resolve(address->host, address->port).begin();
        campaign all(leads, options, log);
        for (std::size_t i = 0; i < options.concurrency; ++i)
            asio::co_spawn(io, send_over_one_line(all, server), rethrow);
        io.run();
        return all.take_report();
    } catch (const std::exception& problem) {
        return base::failure(std::string(problem.what()));
    }
}

}  // namespace pointsman::sandbox
