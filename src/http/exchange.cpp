#include "exchange.hpp"

#include <fmt/format.h>
#include <boost/asio/error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>

namespace pointsman::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;

namespace {

constexpr std::size_t reply_read_bytes = 4096;
constexpr int max_interim_replies = 8;  // 1xx, RFC 9110, section 15.2

// One reply, fed as it comes. A reply may be anything at all: no byte of it is trusted.
class reply_reading {
public:
    explicit reply_reading(const plan::server_limits& limits)
        : limits_(limits), bytes_(limits.reply_header_bytes + reply_read_bytes) {
        start_over();
    }

    bool complete() const { return complete_; }

    const std::string& failure() const { return failure_; }

    std::size_t room() const {
        return std::min(reply_read_bytes, bytes_.max_size() - bytes_.size());
    }

    asio::mutable_buffer prepare() { return bytes_.prepare(room()); }

    void take(std::size_t count) {
        begun_ = true;
        bytes_.commit(count);
        advance();
        if (!settled() && room() == 0) failure_ = "a line of the reply is too long";
    }

    void take_end() {
        error_code cut_short;
        // A parser may not be told of the end before it got anything.
        if (parser_->got_some()) parser_->put_eof(cut_short);
        complete_ = !cut_short && parser_->is_done();
        if (!begun_) failure_ = "closed without an answer";
        if (begun_ && !complete_) failure_ = "closed in the middle of the reply";
    }

    bool begun() const { return begun_; }

    bool settled() const { return complete_ || !failure_.empty(); }

    bool reusable() const { return complete_ && parser_->keep_alive() && bytes_.size() == 0; }

    protocol::reply result() {
        return {static_cast<int>(parser_->get().result_int()), std::move(parser_->get().body())};
    }

private:
    using parser = beast::http::response_parser<beast::http::string_body>;

    void start_over() {
        parser_.emplace();
        parser_->header_limit(static_cast<std::uint32_t>(limits_.reply_header_bytes));
        parser_->body_limit(limits_.reply_bytes);
        parser_->eager(true);
        head_checked_ = false;
    }

    void advance() {
        while (bytes_.size() > 0 && !settled()) {
            error_code failed;
            bytes_.consume(parser_->put(bytes_.data(), failed));
            if (failed && failed != beast::http::error::need_more) {
                failure_ = describe(failed);
                return;
            }
            if (parser_->is_header_done() && !head_checked_) check_head();
            if (!failure_.empty() || failed) return;
            if (parser_->is_done()) finish_one();
        }
    }

    void check_head() {
        using beast::http::field;
        head_checked_ = true;
        const auto& head = parser_->get();
        const std::string_view encoding = head[field::content_encoding];
        const std::string_view coding = head[field::transfer_encoding];
        if (!encoding.empty() && !beast::iequals(encoding, "identity")) failure_ = "encoded reply";
        if (!coding.empty() && !beast::iequals(coding, "chunked")) {
            failure_ = "reply in a transfer coding other than chunked";
        }
        if (head.result_int() == 101) failure_ = "the buyer switched protocols unasked";
    }

    void finish_one() {
        if (parser_->get().result_int() >= 200) {
            complete_ = true;
        } else if (++interim_replies_ > max_interim_replies) {
            failure_ = "too many interim replies";
        } else {
            start_over();
        }
    }

    std::string describe(error_code failed) const {
        if (failed == beast::http::error::header_limit) {
            return fmt::format("reply header larger than {} bytes", limits_.reply_header_bytes);
        }
        if (failed == beast::http::error::body_limit) {
            return fmt::format("reply larger than {} bytes", limits_.reply_bytes);
        }
        return "the reply is not well-formed HTTP/1.1: " + failed.message();
    }

    const plan::server_limits& limits_;
    beast::flat_buffer bytes_;
    std::optional<parser> parser_;
    bool head_checked_ = false;
    bool begun_ = false;
    bool complete_ = false;
    int interim_replies_ = 0;
    std::string failure_;
};

std::string describe_loss(const wire& over, error_code error) {
    if (over.expired()) return std::string(too_late);
    return "connection lost: " + error.message();
}

}  // namespace

asio::awaitable<exchanged> exchange(wire& over, std::string_view request_text,
                                    const plan::server_limits& limits) {
    exchanged result;
    const auto written = co_await over.write(asio::buffer(request_text));
    result.may_have_left = written.bytes > 0 || !over.counts_written_bytes();
    if (written.error) {
        result.answer = describe_loss(over, written.error);
        co_return result;
    }
    reply_reading reading(limits);
    while (!reading.settled()) {
        const auto got = co_await over.read_some(reading.prepare());
        if (got.bytes > 0) {
            reading.take(got.bytes);
        } else if (got.error == asio::error::eof && !over.expired()) {
            reading.take_end();
        } else {
            result.answer = describe_loss(over, got.error);
            break;
        }
    }
    result.reply_begun = reading.begun();
    result.reusable = reading.reusable();
    if (reading.complete()) result.answer = reading.result();
    if (!reading.failure().empty()) result.answer = reading.failure();
    co_return result;
}

}  // namespace pointsman::http
