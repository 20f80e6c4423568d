#pragma once

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
// called exactly once, from any thread; the coroutine goes on on `executor`.
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

}  // namespace pointsman::engine
