#pragma once

#include "request_head.hpp"
#include "wire.hpp"

#include <pointsman/http/message.hpp>

#include <boost/beast/core/flat_buffer.hpp>

#include <string>
#include <variant>

namespace pointsman::http {

// The connection ended, or its deadline passed, before the request was complete: nobody is left to
// answer.
struct connection_lost {};

struct incoming {
    request content;
    bool keep_alive = false;
};

using reading = std::variant<incoming, refusal, connection_lost>;

// Reads one request after the other from a connection, within the limits. Bytes beyond a request
// are kept for the next.
class request_reader {
public:
    // `from` and `limits` must outlive the reader.
    request_reader(wire& from, const plan::server_limits& limits);

    // Waits, for idle_time at most, for a request to begin. False if none does.
    boost::asio::awaitable<bool> wait();

    boost::asio::awaitable<reading> read();

private:
    struct body_reading;

    boost::asio::awaitable<bool> fill();
    boost::asio::awaitable<std::optional<refusal>> read_head();
    boost::asio::awaitable<std::optional<refusal>> read_body(body_reading& body);
    std::string_view received() const;

    wire& from_;
    const plan::server_limits& limits_;
    boost::beast::flat_buffer buffer_;
    std::size_t head_bytes_ = 0;
    bool lost_ = false;
};

}  // namespace pointsman::http
