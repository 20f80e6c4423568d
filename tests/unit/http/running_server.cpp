#include "running_server.hpp"

#include <gtest/gtest.h>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <future>

namespace pointsman::http::testing {

running_server::~running_server() {
    if (!thread_.joinable()) return;
    io_.stop();
    thread_.join();
    server_.reset();
}

void running_server::start() {
    const auto counts =
        std::make_shared<connection_counts>(limits_.connections, limits_.connections_per_address);
    server_ = std::make_unique<server>(
        io_, plan::listener(), limits_, [this](request asked) { return handle(std::move(asked)); },
        counts, tls_,
        [this](std::string_view line) {
            const std::lock_guard lock(mutex_);
            log_.emplace_back(line);
        });
    server_->start();
    thread_ = std::thread([this] { io_.run(); });
}

boost::asio::awaitable<response> running_server::handle(request asked) {
    {
        const std::lock_guard lock(mutex_);
        requests_.push_back(asked);
    }
    if (on_request_) co_return co_await on_request_(std::move(asked));
    response answer;
    answer.content_type = "text/plain";
    answer.body = asked.method + " " + asked.path + " " + asked.query + " " + asked.body;
    co_return answer;
}

void running_server::on_server(std::function<void()> what) {
    std::promise<void> done;
    boost::asio::post(io_, [&] {
        what();
        done.set_value();
    });
    done.get_future().wait();
}

std::string running_server::exchange(std::string_view bytes) {
    auto client = connect();
    client.send(bytes);
    client.end_sending();
    return client.read_all();
}

void running_server::wait_for_connections(std::size_t count) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(patience_s);
    while (server_->connections() != count && std::chrono::steady_clock::now() < until) {
        std::this_thread::yield();
    }
    EXPECT_EQ(server_->connections(), count);
}

std::vector<request> running_server::requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
}

std::vector<std::string> running_server::log() const {
    const std::lock_guard lock(mutex_);
    return log_;
}

}  // namespace pointsman::http::testing
