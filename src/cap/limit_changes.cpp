#include <pointsman/cap/limit_changes.hpp>

#include <limits>
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
    const auto add = [](std::int64_t& to, std::int64_t amount) {
        if (__builtin_add_overflow(to, amount, &to)) to = std::numeric_limits<std::int64_t>::max();
    };
    for (const limit_change& one : changes_) {
        if (now < one.from || one.until <= now) continue;
        if (one.replaces)
            limit = one.amount;
        else
            add(extra, one.amount);
    }
    add(limit, extra);
    return limit;
}

}  // namespace pointsman::cap
