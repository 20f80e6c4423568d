#pragma once

#include "wire.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <optional>

namespace pointsman::http {

// The connections to one scheme, host and port: how many calls at a time, who waits, and what is
// idle. One thread.
class buyer_pool {
public:
    buyer_pool(boost::asio::any_io_executor executor, std::size_t most_calls,
               std::size_t most_waiting);

    enum class admission { admitted, too_many, too_late };

    // A place for one call. Waits for it, in order, until `leave_by`; calls past their own time
    // are hung up on to make one.
    boost::asio::awaitable<admission> enter(base::steady_time leave_by);

    // Tells the pool, as long as it lives, that a call speaks over a connection and from when on it
    // merely listens for a late reply.
    class listener {
    public:
        listener(buyer_pool& pool, wire& over, base::steady_time late_from);
        ~listener();
        listener(const listener&) = delete;
        listener& operator=(const listener&) = delete;

    private:
        std::multimap<base::steady_time, wire*>& known_;
        std::multimap<base::steady_time, wire*>::iterator self_;
    };

    // Gives an admitted call's place to the next that waits.
    void leave();

    // The most recently used idle connection that was used within `max_idle` and is seen open; null
    // if there is none.
    std::shared_ptr<wire> take_idle(base::steady_time now, base::duration max_idle);

    void put_idle(std::shared_ptr<wire> connection, base::steady_time now);

    // Closes the longest idle ones until calls and idle connections together are within the limit.
    void make_room();

    // Closes what has been idle for `max_idle` or was closed by the buyer.
    void sweep(base::steady_time now, base::duration max_idle);

    bool has_idle() const { return !idle_.empty(); }

    bool unused() const { return idle_.empty() && calls_ == 0; }

    // Tried first, so that a buyer with a dead address costs the time of finding out once.
    std::optional<boost::asio::ip::address> last_reached;

private:
    struct idle_connection {
        std::shared_ptr<wire> connection;
        base::steady_time since;
    };

    struct waiting_call {
        explicit waiting_call(const boost::asio::any_io_executor& executor) : alarm(executor) {}

        boost::asio::steady_timer alarm;
        bool admitted = false;
    };

    // Hangs up on the call that is late for longest, if one is; its place comes free with its end.
    // Returns when the next one will be late.
    base::steady_time hang_up_on_late(base::steady_time now);

    boost::asio::any_io_executor executor_;
    const std::size_t most_calls_;
    const std::size_t most_waiting_;
    std::size_t calls_ = 0;
    std::deque<std::shared_ptr<waiting_call>> waiting_;
    std::deque<idle_connection> idle_;  // the longest idle first
    // By the time from which each is late; null once it was hung up on.
    std::multimap<base::steady_time, wire*> speaking_;
};

}  // namespace pointsman::http
