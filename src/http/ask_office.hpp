#pragma once

#include <pointsman/engine/await_callback.hpp>
#include <pointsman/engine/back_office.hpp>
#include <pointsman/engine/ports.hpp>

#include <functional>
#include <utility>

namespace pointsman::http {

// Calls `begin` and waits for its callback, but not for ever: an operator hears 503 rather than
// wait for a database that hangs.
template <class Answer>
boost::asio::awaitable<base::result<Answer, engine::office_failure>> ask_office(
    boost::asio::any_io_executor executor, engine::timers& timers, base::steady_time now,
    std::function<void(engine::back_office::callback<Answer>)> begin) {
    constexpr base::duration answer_limit = std::chrono::seconds(20);
    using answer = base::result<Answer, engine::office_failure>;
    const answer too_slow =
        base::failure(engine::office_failure{"the database does not answer; ask again"});
    answer came = co_await engine::await_callback_until<answer>(
        executor, timers, now + answer_limit, too_slow, std::move(begin));
    co_return came;
}

}  // namespace pointsman::http
