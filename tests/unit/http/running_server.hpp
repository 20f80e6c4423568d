#pragma once

#include "socket_peer.hpp"

#include <pointsman/http/server.hpp>

#include <gtest/gtest.h>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace pointsman::http::testing {

// A server on a thread of its own that echoes what it understood, or does what `on_request` says.
class running_server {
public:
    running_server() = default;
    ~running_server();
    running_server(const running_server&) = delete;
    running_server& operator=(const running_server&) = delete;

    void start();

    // Runs `what` on the server's thread and waits for it.
    void on_server(std::function<void()> what);

    // Sends the bytes, half-closes, and gives everything that comes back.
    std::string exchange(std::string_view bytes);

    void wait_for_connections(std::size_t count);

    connection connect() { return connect_to(server_->port()); }

    std::vector<request> requests() const;
    std::vector<std::string> log() const;

    plan::server_limits limits_;
    std::shared_ptr<tls_identity> tls_;
    handler on_request_;  // runs on the server's thread
    std::unique_ptr<server> server_;

private:
    boost::asio::awaitable<response> handle(request asked);

    boost::asio::io_context io_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> busy_{
        io_.get_executor()};
    std::thread thread_;
    mutable std::mutex mutex_;
    std::vector<request> requests_;
    std::vector<std::string> log_;
};

}  // namespace pointsman::http::testing
