#include "schedule.hpp"

#include <algorithm>

namespace pointsman::sim {

void schedule::at(base::steady_time when, owner whose, std::function<void()> what) {
    if (lives_[whose].dead) return;
    events_.emplace(std::pair(std::max(when, now_.steady), ++last_), event{whose, std::move(what)});
}

void schedule::after(base::duration delay, owner whose, std::function<void()> what) {
    at(now_.steady + delay, whose, std::move(what));
}

bool schedule::step() {
    while (!events_.empty()) {
        auto next = events_.extract(events_.begin());
        const base::steady_time until = lives_[next.mapped().whose].asleep_until;
        if (until > next.key().first) {
            next.key().first = until;  // keeps its place among those that wait with it
            events_.insert(std::move(next));
            continue;
        }
        const base::duration passed = next.key().first - now_.steady;
        now_.steady += passed;
        now_.wall += passed;
        next.mapped().what();
        return true;
    }
    return false;
}

void schedule::kill(owner whose) {
    lives_[whose].dead = true;
    // What they held is destroyed only when the map is whole again: it may schedule.
    std::vector<std::function<void()>> dropped;
    for (auto one = events_.begin(); one != events_.end();) {
        if (one->second.whose != whose) {
            ++one;
            continue;
        }
        dropped.push_back(std::move(one->second.what));
        one = events_.erase(one);
    }
}

void schedule::pause(owner whose, base::steady_time until) {
    lives_[whose].asleep_until = until;
}

bool schedule::is_paused(owner whose) const {
    const auto found = lives_.find(whose);
    return found != lives_.end() && found->second.asleep_until > now_.steady;
}

bool schedule::was_paused(owner whose, base::steady_time since) const {
    const auto found = lives_.find(whose);
    return found != lives_.end() && found->second.asleep_until > since;
}

class alarms::one final : public engine::alarm {
public:
    one(schedule& time, owner whose, ring what)
        : time_(time), whose_(whose), ring_(std::move(what)) {}

    void set(base::steady_time at) override {
        setting_ = std::make_shared<bool>(true);
        time_.at(at, whose_, [ring = std::weak_ptr(ring_), setting = std::weak_ptr(setting_)] {
            const auto alive = ring.lock();
            if (alive && *alive && setting.lock()) (*alive)();
        });
    }

private:
    schedule& time_;
    owner whose_;
    ring ring_;
    std::shared_ptr<bool> setting_;  // a later set drops the earlier one
};

std::unique_ptr<engine::alarm> alarms::make_alarm(std::function<void()> what) {
    const auto shared = std::make_shared<std::function<void()>>(std::move(what));
    rings_.push_back(shared);
    return std::make_unique<one>(time_, whose_, shared);
}

void alarms::let_go() {
    for (const auto& each : std::exchange(rings_, {}))
        if (const auto alive = each.lock()) const auto dropped = std::exchange(*alive, nullptr);
}

}  // namespace pointsman::sim
