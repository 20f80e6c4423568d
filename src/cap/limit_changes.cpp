#include <pointsman/cap/limit_changes.hpp>

#include <utility>

namespace pointsman::cap {

void limit_changes::set(std::vector<limit_change> changes) {
    const std::lock_guard lock(mutex_);
    changes_ = std::move(changes);
}

std::int64_t limit_changes::apply(std::int64_t configured, base::wall_time now) const {
    const std::lock_guard lock(mutex_);
    std::int64_t limit = configured;
    std::int64_t extra = 0;
    for (const limit_change& one : changes_) {
        if (now < one.from || one.until <= now) continue;
        if (one.replaces)
            limit = one.amount;
        else
            extra += one.amount;
    }
    return limit + extra;
}

}  // namespace pointsman::cap
