#pragma once

#include <pointsman/engine/ports.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/experimental/channel.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <functional>
#include <memory>
#include <tuple>
#include <utility>

namespace pointsman::engine {

// Waits in a coroutine for what a callback will bring. `begin` is given the callback, which may be
// called from any thread; the first call counts. The coroutine goes on on `executor`.
template <class Answer>
boost::asio::awaitable<Answer> await_callback(
    boost::asio::any_io_executor executor, std::function<void(std::function<void(Answer)>)> begin) {
    using channel_type =
        boost::asio::experimental::channel<void(boost::system::error_code, Answer)>;
    const auto channel = std::make_shared<channel_type>(executor, 1);
    begin([executor, channel](Answer answer) {
        boost::asio::post(executor, [channel, answer = std::move(answer)]() mutable {
            channel->try_send(boost::system::error_code(), std::move(answer));
        });
    });
    auto received =
        co_await channel->async_receive(boost::asio::as_tuple(boost::asio::use_awaitable));
    co_return std::get<1>(std::move(received));
}

// The same, but goes on with `otherwise` when nothing has come by `until`; what comes later is
// dropped. For questions that a database which hangs might never answer.
template <class Answer>
boost::asio::awaitable<Answer> await_callback_until(
    boost::asio::any_io_executor executor, timers& time, base::steady_time until, Answer otherwise,
    std::function<void(std::function<void(Answer)>)> begin) {
    std::unique_ptr<alarm> limit;
    const auto begin_both = [&](std::function<void(Answer)> done) {
        limit = time.make_alarm([done, otherwise] { done(otherwise); });
        limit->set(until);
        begin(std::move(done));
    };
    Answer answer = co_await await_callback<Answer>(executor, begin_both);
    co_return answer;
}

}  // namespace pointsman::engine
