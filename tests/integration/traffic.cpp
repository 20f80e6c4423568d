#include "traffic.hpp"

#include "market.hpp"

#include <support/http_client.hpp>

#include <optional>
#include <stdexcept>

namespace pointsman::integration {

namespace {

constexpr std::chrono::milliseconds pause_when_refused(5);

sent_lead send_one(support::http_connection& connection, const std::string& request) {
    sent_lead one;
    one.sent = std::chrono::steady_clock::now();
    connection.send(request);
    const std::optional<support::http_answer> answer = connection.receive();
    one.elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - one.sent);
    if (!answer) return one;
    one.status = answer->status;
    one.retry_after = answer->headers.contains("retry-after");
    one.answer = nlohmann::json::parse(answer->body, nullptr, false);
    return one;
}

}  // namespace

traffic::traffic(std::uint16_t port, std::size_t clients, std::size_t leads_each) {
    for (std::size_t i = 0; i < clients; ++i)
        clients_.emplace_back([this, port, leads_each] { work(port, leads_each); });
}

traffic::~traffic() {
    stop();
}

void traffic::finish() {
    for (std::thread& one : clients_)
        if (one.joinable()) one.join();
}

void traffic::stop() {
    stopping_ = true;
    finish();
}

std::vector<sent_lead> traffic::sent() const {
    const std::lock_guard lock(guard_);
    return sent_;
}

void traffic::note(sent_lead one) {
    const std::lock_guard lock(guard_);
    sent_.push_back(std::move(one));
}

void traffic::work(std::uint16_t port, std::size_t leads) {
    std::optional<support::http_connection> connection;
    while (!stopping_ && leads > 0) {
        try {
            if (!connection) connection.emplace(port);
        } catch (const std::runtime_error&) {
            return;
        }
        sent_lead one = send_one(*connection, lead_request(good_lead()));
        if (one.status == 0) connection.reset();
        if (one.status != 0) {
            ++answered_;
            --leads;
        }
        if (one.status == 503) std::this_thread::sleep_for(pause_when_refused);
        note(std::move(one));
    }
}

}  // namespace pointsman::integration
