#include "buyer_pool.hpp"
#include "dialler.hpp"
#include "exchange.hpp"
#include "request_text.hpp"
#include "tls.hpp"

#include <pointsman/base/clock.hpp>
#include <pointsman/http/buyer_line.hpp>

#include <fmt/format.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace pointsman::http {

namespace asio = boost::asio;

namespace {

using call_answer = std::variant<protocol::reply, engine::call_failure>;
using call_done = std::function<void(engine::call_result)>;
using pool_map = std::unordered_map<std::string, std::shared_ptr<buyer_pool>>;

// Keeps timers within the clock's range whatever the caller says.
constexpr base::duration longest_call = std::chrono::hours(24);

// How often idle connections are looked at.
constexpr base::duration sweep_period = std::chrono::seconds(1);

engine::call_failure unsent(std::string what) {
    return {true, std::move(what)};
}

call_answer to_answer(exchanged from) {
    if (auto* what = std::get_if<std::string>(&from.answer)) {
        return engine::call_failure(!from.may_have_left, std::move(*what));
    }
    return std::get<protocol::reply>(std::move(from.answer));
}

// Whether a call that failed on a kept-alive connection may go out on a fresh one: only if no byte
// of it can be with the buyer, so that every request reaches a buyer at most once.
bool may_go_again(const exchanged& from, const wire& over) {
    return from.failed() && !from.may_have_left && !over.expired();
}

// One call, ready to be sent.
struct prepared_call {
    protocol::phase phase;
    url to;
    std::string text;
    base::steady_time leave_by;
    base::steady_time answer_by;
    base::steady_time give_up_at;
};

base::result<prepared_call, std::string> prepare(const engine::buyer_call& what) {
    auto to = parse_url(what.request.url);
    if (!to) return base::failure(std::move(to.error()));
    auto text = to_text(what.request, *to);
    if (!text) return base::failure(std::move(text.error()));
    const auto give_up_at = std::min(what.give_up_at, steady_now() + longest_call);
    return prepared_call(what.phase, *std::move(to), *std::move(text),
                         std::min(what.leave_by, give_up_at), what.answer_by, give_up_at);
}

// What the calls share. They keep it alive; `closed` tells them that nobody listens any more.
class line_state : public std::enable_shared_from_this<line_state> {
public:
    line_state(asio::io_context& io, const plan::settings& settings,
               std::shared_ptr<address_book> book)
        : io_(io),
          limits_(settings.limits),
          dialler_(io, std::move(book), make_buyer_tls(settings.buyer_ca_file)),
          sweep_alarm_(io) {}

    void call(engine::buyer_call what, call_done done) {
        asio::co_spawn(io_, run(shared_from_this(), std::move(what), std::move(done)),
                       asio::detached);
    }

    void close() {
        closed_ = true;
        dialler_.hang_up();
        pools_.clear();
        sweep_alarm_.cancel();
    }

private:
    static asio::awaitable<void> run(std::shared_ptr<line_state> self, engine::buyer_call what,
                                     call_done done) {
        // co_spawn may have started this within call() itself.
        co_await asio::post(self->io_, asio::use_awaitable);
        engine::call_result result;
        try {
            result.answer = co_await self->answer(what);
        } catch (const std::exception& error) {
            result.answer = engine::call_failure(false, error.what());
        }
        result.ended = base::system_clock().now();
        // What the engine throws is a defect that must not silently cost a lead its end.
        if (!self->closed_) [&]() noexcept { done(std::move(result)); }();
    }

    asio::awaitable<call_answer> answer(const engine::buyer_call& what) {
        auto prepared = prepare(what);
        if (!prepared) co_return unsent(std::move(prepared.error()));
        const auto key = prepared->to.pool_key();
        const auto pool = pool_for(key);
        const auto admitted = co_await pool->enter(prepared->leave_by);
        if (admitted == buyer_pool::admission::too_many) {
            co_return unsent("too many calls waiting");
        }
        if (admitted == buyer_pool::admission::too_late) co_return unsent(std::string(too_late));
        call_answer got;
        try {
            got = co_await converse(*prepared, *pool);
        } catch (const std::exception& error) {
            got = engine::call_failure(false, error.what());
        }
        pool->leave();
        if (pool->unused()) pools_.erase(key);
        co_return got;
    }

    asio::awaitable<call_answer> converse(const prepared_call& what, buyer_pool& pool) {
        const auto now = steady_now();
        if (now >= what.leave_by) co_return unsent(std::string(too_late));
        if (auto kept = pool.take_idle(now, longest_idle(what.phase))) {
            auto first = co_await speak(what, pool, *kept);
            if (!may_go_again(first, *kept)) {
                co_return conclude(std::move(first), std::move(kept), pool);
            }
            kept->close();
        }
        auto fresh = co_await dialler_.dial(what.to, pool, what.leave_by);
        if (!fresh) co_return unsent(std::move(fresh.error()));
        auto last = co_await speak(what, pool, **fresh);
        co_return conclude(std::move(last), *std::move(fresh), pool);
    }

    // While it speaks, the pool knows the connection: one that only listens for a late reply makes
    // room for a call that is still in time.
    asio::awaitable<exchanged> speak(const prepared_call& what, buyer_pool& pool, wire& over) {
        over.expires_at(what.give_up_at);
        const buyer_pool::listener listening(pool, over, what.answer_by);
        co_return co_await exchange(over, what.text, limits_);
    }

    base::duration longest_idle(protocol::phase phase) const {
        return phase == protocol::phase::post ? limits_.post_reuse_idle : limits_.buyer_idle_time;
    }

    call_answer conclude(exchanged result, std::shared_ptr<wire> over, buyer_pool& pool) {
        if (result.reusable && !closed_) {
            pool.put_idle(std::move(over), steady_now());
            sweep_later();
        } else {
            over->close();
        }
        return to_answer(std::move(result));
    }

    std::shared_ptr<buyer_pool> pool_for(const std::string& key) {
        auto& pool = pools_[key];
        if (!pool) {
            pool = std::make_shared<buyer_pool>(io_.get_executor(), limits_.connections_per_buyer,
                                                limits_.calls_waiting_per_buyer);
        }
        return pool;
    }

    void sweep_later() {
        if (std::exchange(sweeping_, true)) return;
        sweep_alarm_.expires_after(sweep_period);
        sweep_alarm_.async_wait([weak = weak_from_this()](boost::system::error_code cancelled) {
            const auto self = weak.lock();
            if (self && !cancelled) self->sweep();
        });
    }

    void sweep() {
        sweeping_ = false;
        bool any_idle = false;
        for (auto& [key, pool] : pools_) {
            pool->sweep(steady_now(), limits_.buyer_idle_time);
            any_idle = any_idle || pool->has_idle();
        }
        std::erase_if(pools_, [](const auto& entry) { return entry.second->unused(); });
        if (any_idle) sweep_later();
    }

    asio::io_context& io_;
    const plan::server_limits limits_;
    dialler dialler_;
    pool_map pools_;
    asio::steady_timer sweep_alarm_;
    bool sweeping_ = false;
    bool closed_ = false;
};

class pooled_line final : public engine::buyer_line {
public:
    explicit pooled_line(std::shared_ptr<line_state> state) : state_(std::move(state)) {}

    ~pooled_line() override { state_->close(); }

    pooled_line(const pooled_line&) = delete;
    pooled_line& operator=(const pooled_line&) = delete;

    void call(engine::buyer_call what, call_done done) override {
        state_->call(std::move(what), std::move(done));
    }

private:
    std::shared_ptr<line_state> state_;
};

}  // namespace

std::unique_ptr<engine::buyer_line> make_buyer_line(asio::io_context& io,
                                                    const plan::settings& settings,
                                                    std::shared_ptr<address_book> book) {
    return std::make_unique<pooled_line>(
        std::make_shared<line_state>(io, settings, std::move(book)));
}

}  // namespace pointsman::http
