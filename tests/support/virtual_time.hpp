#pragma once

#include <pointsman/base/clock.hpp>
#include <pointsman/engine/ports.hpp>

#include <boost/asio/io_context.hpp>

#include <functional>
#include <map>
#include <memory>
#include <utility>

namespace pointsman::support {

// A clock and its alarms in one thread: time stands still while anything can run, then jumps to the
// next alarm.
class virtual_time final : public base::clock, public engine::timers {
public:
    explicit virtual_time(boost::asio::io_context& io) : io_(io) {}

    base::instant now() const override { return now_; }

    std::unique_ptr<engine::alarm> make_alarm(std::function<void()> ring) override {
        return std::make_unique<virtual_alarm>(*this, std::move(ring));
    }

    void call_at(base::steady_time at, std::function<void()> what) {
        calls_.emplace(at, std::move(what));
    }

    void call_after(base::duration delay, std::function<void()> what) {
        call_at(now_.steady + delay, std::move(what));
    }

    // Runs until `done` or until nothing is left to happen before `limit` has passed.
    void run_until(const std::function<bool()>& done, base::duration limit) {
        const base::steady_time end = now_.steady + limit;
        while (true) {
            io_.restart();
            io_.poll();
            if (done()) return;
            if (calls_.empty() || calls_.begin()->first > end) break;
            auto next = calls_.extract(calls_.begin());
            if (next.key() > now_.steady) advance(next.key() - now_.steady);
            next.mapped()();
        }
    }

    void advance(base::duration by) {
        now_.steady += by;
        now_.wall += by;
    }

    void set_wall_clock(base::duration by) { now_.wall += by; }

private:
    class virtual_alarm final : public engine::alarm {
    public:
        virtual_alarm(virtual_time& time, std::function<void()> ring)
            : time_(time), ring_(std::make_shared<std::function<void()>>(std::move(ring))) {}

        void set(base::steady_time at) override {
            setting_ = std::make_shared<bool>(true);
            time_.call_at(at, [ring = std::weak_ptr(ring_), setting = std::weak_ptr(setting_)] {
                const auto alive = ring.lock();
                if (alive && setting.lock()) (*alive)();
            });
        }

    private:
        virtual_time& time_;
        std::shared_ptr<std::function<void()>> ring_;
        std::shared_ptr<bool> setting_;  // a later set drops the earlier one
    };

    boost::asio::io_context& io_;
    base::instant now_{base::steady_time(std::chrono::hours(1)),
                       base::wall_time(std::chrono::sys_days(std::chrono::year(2026) / 11 / 21))};
    std::multimap<base::steady_time, std::function<void()>> calls_;
};

}  // namespace pointsman::support
