#include "buyer_pool.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <utility>

namespace pointsman::http {

namespace asio = boost::asio;

buyer_pool::buyer_pool(asio::any_io_executor executor, std::size_t most_calls,
                       std::size_t most_waiting)
    : executor_(std::move(executor)), most_calls_(most_calls), most_waiting_(most_waiting) {}

asio::awaitable<buyer_pool::admission> buyer_pool::enter(base::steady_time leave_by) {
    if (calls_ < most_calls_) {
        ++calls_;
        co_return admission::admitted;
    }
    if (waiting_.size() >= most_waiting_) co_return admission::too_many;
    const auto self = std::make_shared<waiting_call>(executor_);
    waiting_.push_back(self);
    while (!self->admitted) {
        const auto now = steady_now();
        if (now >= leave_by) {
            std::erase(waiting_, self);
            co_return admission::too_late;
        }
        self->alarm.expires_at(std::min(leave_by, hang_up_on_late(now)));
        co_await self->alarm.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    co_return admission::admitted;
}

base::steady_time buyer_pool::hang_up_on_late(base::steady_time now) {
    bool hung_up = false;
    for (auto& [late_from, over] : speaking_) {
        if (over == nullptr) continue;
        if (hung_up || late_from > now) return late_from;
        std::exchange(over, nullptr)->close();
        hung_up = true;
    }
    return base::steady_time::max();
}

buyer_pool::listener::listener(buyer_pool& pool, wire& over, base::steady_time late_from)
    : known_(pool.speaking_), self_(known_.emplace(late_from, &over)) {
    // Who waits has to learn when this one will be late.
    if (!pool.waiting_.empty()) pool.waiting_.front()->alarm.cancel();
}

buyer_pool::listener::~listener() {
    known_.erase(self_);
}

void buyer_pool::leave() {
    if (waiting_.empty()) {
        --calls_;
        return;
    }
    const auto next = waiting_.front();
    waiting_.pop_front();
    next->admitted = true;
    next->alarm.cancel();
}

std::shared_ptr<wire> buyer_pool::take_idle(base::steady_time now, base::duration max_idle) {
    while (!idle_.empty() && now - idle_.back().since < max_idle) {
        auto newest = std::move(idle_.back().connection);
        idle_.pop_back();
        if (newest->is_quiet()) return newest;
        newest->close();
    }
    return nullptr;
}

void buyer_pool::put_idle(std::shared_ptr<wire> connection, base::steady_time now) {
    connection->never_expires();
    idle_.emplace_back(std::move(connection), now);
}

void buyer_pool::make_room() {
    while (!idle_.empty() && calls_ + idle_.size() > most_calls_) {
        idle_.front().connection->close();
        idle_.pop_front();
    }
}

void buyer_pool::sweep(base::steady_time now, base::duration max_idle) {
    std::erase_if(idle_, [&](const idle_connection& each) {
        return now - each.since >= max_idle || !each.connection->is_quiet();
    });
}

}  // namespace pointsman::http
