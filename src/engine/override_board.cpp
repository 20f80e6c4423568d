#include <pointsman/engine/override_board.hpp>

#include <map>
#include <utility>

namespace pointsman::engine {

plan::overrides_pointer override_board::current() const {
    const std::lock_guard lock(mutex_);
    return current_;
}

void override_board::put_up(const std::vector<plan::standing_override>& what, base::wall_time now) {
    const std::lock_guard lock(mutex_);
    current_ = std::make_shared<const plan::overrides>(current_->with(what, now));
    change_limits();
}

// Counters that no override names any more get their configured limit back.
void override_board::change_limits() {
    std::map<std::string, std::vector<cap::limit_change>> changes;
    for (const std::string& name : changed_) changes[name];
    changed_.clear();
    for (const plan::standing_override& one : current_->all()) {
        if (!one.cap || one.ended) continue;
        const std::string name = plan::counter_name(one);
        changes[name].push_back({one.from, one.until, one.cap->replaces, one.cap->amount});
        changed_.insert(name);
    }
    for (auto& [name, all] : changes) counters_.counter_of(name)->changes().set(std::move(all));
}

}  // namespace pointsman::engine
