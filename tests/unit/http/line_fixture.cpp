#include "line_fixture.hpp"

#include <stdexcept>
#include <utility>
#include <variant>

namespace pointsman::http::testing {

line_fixture::line_fixture() {
    settings_.private_networks = {{"127.0.0.0", 8}};
    settings_.buyer_ca_file = authority().ca_file();
}

test_authority& line_fixture::authority() {
    static test_authority only;
    return only;
}

engine::buyer_line& line_fixture::line() {
    if (!line_) {
        book_ = std::make_shared<address_book>(settings_.private_networks,
                                               settings_.limits.address_ttl, resolver_, clock_);
        line_ = make_buyer_line(io_, settings_, book_);
    }
    return *line_;
}

line_fixture::pending line_fixture::begin(phase which, const std::string& url,
                                          base::duration timeout, const std::string& body,
                                          base::duration listen_on) {
    auto& callee = line();
    engine::buyer_call what;
    what.phase = which;
    what.request.url = url;
    what.request.content_type = "application/json";
    what.request.body = body;
    what.leave_by = what.answer_by = clock_.now().steady + timeout;
    what.give_up_at = what.answer_by + listen_on;
    auto call = std::make_shared<std::optional<engine::call_result>>();
    callee.call(std::move(what), [call](engine::call_result result) {
        EXPECT_FALSE(*call) << "done was called twice";
        *call = std::move(result);
    });
    EXPECT_FALSE(*call) << "done was called from within call";
    return call;
}

engine::call_result line_fixture::finish(const pending& call) {
    const auto until = std::chrono::steady_clock::now() + 2 * plenty;
    io_.restart();
    while (!*call && std::chrono::steady_clock::now() < until) {
        io_.run_one_for(std::chrono::milliseconds(100));
        io_.restart();
    }
    if (!*call) throw std::runtime_error("the call did not end");
    return **call;
}

std::string line_fixture::text_of(const engine::call_result& result) {
    if (const auto* got = std::get_if<protocol::reply>(&result.answer)) return got->body;
    const auto& failure = std::get<engine::call_failure>(result.answer);
    return (failure.unsent ? "unsent: " : "failed: ") + failure.what;
}

std::string line_fixture::ping(const std::string& url, base::duration timeout) {
    return text_of(finish(begin(phase::ping, url, timeout)));
}

std::string line_fixture::post(const std::string& url, base::duration timeout) {
    return text_of(finish(begin(phase::post, url, timeout)));
}

void line_fixture::run_for(base::duration time) {
    io_.restart();
    io_.run_for(time);
}

std::string reply(std::string_view body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
           std::string(body);
}

scripted_peer::script answering(std::string_view body, int count) {
    return [body = std::string(body), count](connection& buyer) {
        for (int i = 0; i < count; ++i) {
            if (buyer.read_message().empty()) return;
            buyer.send(reply(body));
        }
        buyer.read_all();
    };
}

std::string dead_url() {
    scripted_peer once({});
    return once.url();
}

}  // namespace pointsman::http::testing
