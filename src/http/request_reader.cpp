#include "request_reader.hpp"

#include <fmt/format.h>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <algorithm>
#include <cstdint>

namespace pointsman::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;

namespace {

constexpr std::size_t request_read_bytes = 4096;

refusal to_refusal(error_code failed, const plan::server_limits& limits) {
    if (failed == beast::http::error::body_limit) {
        return refusal(413, fmt::format("the body is longer than {} bytes", limits.body_bytes));
    }
    return refusal(400, "the request is not well-formed HTTP/1.1: " + failed.message());
}

}  // namespace

// The parser itself is fed, never its message: the body limit is the parser's (Beast 1.81).
struct request_reader::body_reading {
    explicit body_reading(const plan::server_limits& limits) {
        parser.header_limit(static_cast<std::uint32_t>(limits.header_bytes));
        parser.body_limit(limits.body_bytes);
        parser.eager(true);
    }

    // Consumes what it can of `bytes`; false: the request is not well-formed or too long.
    bool take(beast::flat_buffer& bytes, std::size_t at_most) {
        bytes.consume(parser.put(asio::buffer(bytes.data(), at_most), failed));
        if (failed == beast::http::error::need_more) failed = {};
        return !failed;
    }

    // Called once the head was taken. Later the trailers of a chunked body are among the fields,
    // and those would be headers that no check has seen.
    void copy_head(request& into) {
        const auto& message = parser.get();
        into.method = message.method_string();
        const std::string_view target = message.target();
        into.path = target.substr(0, target.find('?'));
        if (into.path.size() < target.size()) into.query = target.substr(into.path.size() + 1);
        for (const auto& field : message) {
            into.headers.emplace_back(field.name_string(), field.value());
        }
        keep_alive = message.keep_alive();
        wants_continue = message.version() == 11 && message.count(beast::http::field::expect) > 0;
    }

    beast::http::request_parser<beast::http::string_body> parser;
    error_code failed;
    bool keep_alive = false;
    bool wants_continue = false;
};

request_reader::request_reader(wire& from, const plan::server_limits& limits)
    : from_(from), limits_(limits), buffer_(limits.header_bytes + request_read_bytes) {}

std::string_view request_reader::received() const {
    return {static_cast<const char*>(buffer_.data().data()), buffer_.size()};
}

// False when nothing more comes, or nothing more may come.
asio::awaitable<bool> request_reader::fill() {
    const auto room = std::min(request_read_bytes, buffer_.max_size() - buffer_.size());
    if (room == 0) co_return false;
    const auto [error, bytes] = co_await from_.read_some(buffer_.prepare(room));
    buffer_.commit(bytes);
    lost_ = error.failed();
    co_return !lost_;
}

asio::awaitable<bool> request_reader::wait() {
    if (buffer_.size() > 0) co_return true;
    from_.expires_at(steady_now() + limits_.idle_time);
    const bool begun = co_await fill();
    co_return begun;
}

asio::awaitable<std::optional<refusal>> request_reader::read_head() {
    from_.expires_at(steady_now() + limits_.header_time);
    head_scanner scanner(limits_);
    auto bad = scanner.scan(received());
    while (!bad && scanner.end() == 0) {
        const bool more = co_await fill();
        if (!more) co_return std::nullopt;
        bad = scanner.scan(received());
    }
    if (bad) co_return bad;
    buffer_.consume(scanner.begin());
    head_bytes_ = scanner.end() - scanner.begin();
    co_return check_framing(received().substr(0, head_bytes_));
}

asio::awaitable<std::optional<refusal>> request_reader::read_body(body_reading& body) {
    constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
    from_.expires_at(steady_now() + limits_.body_time);
    if (body.wants_continue && buffer_.size() == 0 && !body.parser.is_done()) {
        co_await from_.write(asio::buffer(go_on));
    }
    while (!body.parser.is_done()) {
        if (buffer_.size() == 0) {
            const bool more = co_await fill();
            if (!more) co_return std::nullopt;
        }
        if (!body.take(buffer_, buffer_.size())) co_return to_refusal(body.failed, limits_);
        if (body.parser.is_done() || buffer_.size() == 0) continue;
        // The rest of a chunk's size line or of the trailers has to come first.
        const bool more = co_await fill();
        if (lost_) co_return std::nullopt;
        if (!more) co_return refusal(400, "a chunk's size line or the trailers are too long");
    }
    co_return std::nullopt;
}

asio::awaitable<reading> request_reader::read() {
    auto bad_head = co_await read_head();
    if (bad_head) co_return *std::move(bad_head);
    if (lost_) co_return connection_lost();
    body_reading body(limits_);
    if (!body.take(buffer_, head_bytes_)) co_return to_refusal(body.failed, limits_);
    incoming got;
    body.copy_head(got.content);
    auto bad_body = co_await read_body(body);
    if (bad_body) co_return *std::move(bad_body);
    if (lost_) co_return connection_lost();
    got.content.body = std::move(body.parser.get().body());
    got.keep_alive = body.keep_alive;
    co_return got;
}

}  // namespace pointsman::http
