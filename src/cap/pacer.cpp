#include <pointsman/cap/pacer.hpp>

namespace pointsman::cap {
namespace {

// Threads read the clock before they get here, so `now` may lie before the last award: that is too
// early as well.
bool is_over(const std::optional<base::steady_time>& last, base::steady_time now,
             base::duration interval) {
    return !last || now - *last >= interval;
}

}  // namespace

bool pacer::try_pass(base::steady_time now, base::duration interval) {
    const std::lock_guard lock(mutex_);
    if (!is_over(last_, now, interval)) return false;
    last_ = now;
    return true;
}

bool pacer::may_pass(base::steady_time now, base::duration interval) const {
    const std::lock_guard lock(mutex_);
    return is_over(last_, now, interval);
}

}  // namespace pointsman::cap
