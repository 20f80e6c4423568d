#pragma once

#include <pointsman/base/clock.hpp>
#include <pointsman/base/time.hpp>
#include <pointsman/engine/ports.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <utility>
#include <vector>

namespace pointsman::sim {

// Whose event it is: the world's, or a server's, with which it dies and sleeps.
using owner = int;
inline constexpr owner the_world = 0;

// Virtual time: everything that will happen, in its order. Time stands still while an event runs.
class schedule final : public base::clock {
public:
    explicit schedule(base::wall_time start)
        : now_{base::steady_time(std::chrono::hours(1)), start} {}

    base::instant now() const override { return now_; }

    void at(base::steady_time when, owner whose, std::function<void()> what);
    void after(base::duration delay, owner whose, std::function<void()> what);

    // Runs the next event; false when there is none.
    bool step();

    // Nothing of it happens any more, nor can be scheduled.
    void kill(owner whose);
    // Its events wait.
    void pause(owner whose, base::steady_time until);
    bool is_paused(owner whose) const;
    // Whether it slept at any time since then.
    bool was_paused(owner whose, base::steady_time since) const;

    void set_wall_clock(base::duration by) { now_.wall += by; }

    std::size_t size() const { return events_.size(); }

private:
    struct event {
        owner whose = the_world;
        std::function<void()> what;
    };

    struct life {
        bool dead = false;
        base::steady_time asleep_until;
    };

    base::instant now_;
    std::uint64_t last_ = 0;
    std::map<std::pair<base::steady_time, std::uint64_t>, event> events_;
    std::map<owner, life> lives_;
};

// The alarms of one server.
class alarms final : public engine::timers {
public:
    alarms(schedule& time, owner whose) : time_(time), whose_(whose) {}

    std::unique_ptr<engine::alarm> make_alarm(std::function<void()> ring) override;

    // Forgets what they ring, which may be what keeps them alive.
    void let_go();

private:
    using ring = std::shared_ptr<std::function<void()>>;
    class one;

    schedule& time_;
    owner whose_;
    std::vector<std::weak_ptr<std::function<void()>>> rings_;
};

}  // namespace pointsman::sim
