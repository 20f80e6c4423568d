#pragma once

#include "wire.hpp"

#include <pointsman/plan/settings.hpp>
#include <pointsman/protocol/interpret.hpp>

#include <boost/asio/awaitable.hpp>

#include <string>
#include <string_view>
#include <variant>

namespace pointsman::http {

// What became of one request on one connection.
struct exchanged {
    std::variant<protocol::reply, std::string> answer;  // or what went wrong
    bool may_have_left = false;  // a byte of the request may be with the buyer
    bool reply_begun = false;
    bool reusable = false;  // the reply ended where it said, and both sides keep the connection

    bool failed() const { return std::holds_alternative<std::string>(answer); }
};

inline constexpr std::string_view too_late = "no answer in time";

// Sends the request and reads exactly one reply; ends at the wire's deadline at the latest.
boost::asio::awaitable<exchanged> exchange(wire& over, std::string_view request_text,
                                           const plan::server_limits& limits);

}  // namespace pointsman::http
