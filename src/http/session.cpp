#include "session.hpp"

#include "response_text.hpp"

#include <pointsman/base/clock.hpp>

#include <fmt/format.h>
#include <boost/asio/use_awaitable.hpp>

namespace pointsman::http {

namespace asio = boost::asio;

namespace {

// The Date header's text, made anew once a second.
const std::string& date_now() {
    thread_local base::wall_time made_for;
    thread_local std::string date;
    const auto second = std::chrono::floor<std::chrono::seconds>(base::system_clock().now().wall);
    if (date.empty() || second != made_for) {
        made_for = second;
        date = http_date(second);
    }
    return date;
}

response internal_error() {
    return make_problem(500, "the server failed to answer; the failure was logged");
}

}  // namespace

session::session(std::shared_ptr<service> belongs_to, std::shared_ptr<wire> connection,
                 std::string peer)
    : service_(std::move(belongs_to)),
      wire_(std::move(connection)),
      peer_(std::move(peer)),
      reader_(*wire_, service_->limits) {
    service_->sessions.insert(this);
}

session::~session() {
    service_->sessions.erase(this);
}

void session::cut_if_idle() {
    if (idle_) cut();
}

asio::awaitable<void> session::run() {
    bool more = co_await shake_hands();
    while (more) more = co_await serve_one();
    wire_->close();
}

asio::awaitable<bool> session::shake_hands() {
    wire_->expires_at(steady_now() + service_->limits.header_time);
    const auto failed = co_await wire_->handshake();
    co_return !failed;
}

// True if the connection may be used for a further request.
asio::awaitable<bool> session::serve_one() {
    if (service_->stopping) co_return false;
    idle_ = true;
    const bool begun = co_await reader_.wait();
    idle_ = false;
    if (!begun) co_return false;

    auto got = co_await reader_.read();
    if (std::holds_alternative<connection_lost>(got)) co_return false;
    if (const auto* refused = std::get_if<refusal>(&got)) {
        auto problem = make_problem(refused->status, refused->detail);
        co_return co_await send(std::move(problem), false, false);
    }
    auto& asked = std::get<incoming>(got);
    asked.content.peer_address = peer_;
    const bool to_head_request = asked.content.method == "HEAD";
    wire_->never_expires();
    auto answered = co_await answer(std::move(asked.content));
    const bool keep_alive = asked.keep_alive && !service_->stopping;
    co_return co_await send(std::move(answered), keep_alive, to_head_request);
}

// The one place where a handler's exceptions end.
asio::awaitable<response> session::answer(request asked) {
    try {
        co_return co_await service_->handle(std::move(asked));
    } catch (const std::exception& error) {
        service_->note(fmt::format("a request failed: {}", error.what()));
    } catch (...) {
        service_->note("a request failed with an unknown exception");
    }
    co_return internal_error();
}

asio::awaitable<bool> session::send(response answer, bool keep_alive, bool to_head_request) {
    const response_style style(keep_alive, to_head_request, date_now());
    auto text = to_text(answer, style);
    if (!text) {
        service_->note("a response had a header that may not be sent");
        text = to_text(internal_error(), style);
    }
    wire_->expires_at(steady_now() + service_->limits.write_time);
    const auto written = co_await wire_->write(asio::buffer(*text));
    if (written.error) co_return false;
    if (!keep_alive) co_await wire_->close_gently();
    co_return keep_alive;
}

}  // namespace pointsman::http
