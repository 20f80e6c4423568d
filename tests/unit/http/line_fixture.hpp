#pragma once

#include "socket_peer.hpp"
#include "test_authority.hpp"

#include <pointsman/http/buyer_line.hpp>

#include <gtest/gtest.h>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace pointsman::http::testing {

using protocol::phase;

// Enough for any exchange that is meant to succeed.
inline constexpr auto plenty = std::chrono::seconds(patience_s);

// A line that is run by the test itself.
class line_fixture : public ::testing::Test {
protected:
    using pending = std::shared_ptr<std::optional<engine::call_result>>;

    line_fixture();

    // The only one that the line trusts; the same for all tests.
    static test_authority& authority();

    // Begins a call; it goes on while `finish` runs. A late reply is heard for `listen_on`.
    pending begin(phase which, const std::string& url, base::duration timeout = plenty,
                  const std::string& body = "{}", base::duration listen_on = {});

    engine::call_result finish(const pending& call);

    // The reply's body, or "failed: what", or "unsent: what".
    std::string text_of(const engine::call_result& result);
    std::string ping(const std::string& url, base::duration timeout = plenty);
    std::string post(const std::string& url, base::duration timeout = plenty);

    // Runs the line for that long.
    void run_for(base::duration time);

    engine::buyer_line& line();

    plan::settings settings_;  // to be changed before the first call; 127.0.0.0/8 may be called
    name_resolver resolver_ = system_resolver();

private:
    const base::system_clock clock_;
    boost::asio::io_context io_{1};
    std::shared_ptr<address_book> book_;
    std::unique_ptr<engine::buyer_line> line_;
};

// A complete reply that keeps the connection.
std::string reply(std::string_view body);

// Reads a request and answers it, `count` times.
scripted_peer::script answering(std::string_view body, int count = 1);

// A port on 127.0.0.1 that nobody listens on.
std::string dead_url();

}  // namespace pointsman::http::testing
