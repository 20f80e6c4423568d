#include "buyer_pool.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace pointsman::http {

namespace asio = boost::asio;

buyer_pool::buyer_pool(asio::any_io_executor executor, std::size_t most_calls,
                       std::size_t most_waiting)
    : executor_(std::move(executor)), most_calls_(most_calls), most_waiting_(most_waiting) {}

asio::awaitable<buyer_pool::admission> buyer_pool::enter(base::steady_time give_up_at) {
    if (calls_ < most_calls_) {
        ++calls_;
        co_return admission::admitted;
    }
    if (waiting_.size() >= most_waiting_) co_return admission::too_many;
    const auto self = std::make_shared<waiting_call>(executor_);
    waiting_.push_back(self);
    self->alarm.expires_at(give_up_at);
    co_await self->alarm.async_wait(asio::as_tuple(asio::use_awaitable));
    if (self->admitted) co_return admission::admitted;
    std::erase(waiting_, self);
    co_return admission::too_late;
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
