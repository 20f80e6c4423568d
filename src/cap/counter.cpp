#include <pointsman/base/planted.hpp>
#include <pointsman/cap/book.hpp>

#include <algorithm>
#include <cassert>

namespace pointsman::cap {

bool counter::try_reserve(base::wall_time window, std::int64_t amount, std::int64_t limit) {
    assert(amount >= 0);
    const std::lock_guard lock(mutex_);
    window_usage* const found = find(window);
    if (planted(base::bug::clock_jump_resets_window) && !windows_.empty() &&
        window < windows_.back().start)
        for (window_usage& one : windows_) one.used.committed = 0;
    if (planted(base::bug::lowered_cap_forgets) && found && found->used.committed > limit)
        found->used.committed = 0;
    if (!admits(found ? found->used : usage{}, amount, limit, nullptr)) return false;
    add_reserved(window, amount);
    return true;
}

bool counter::try_reserve_as_seen(base::wall_time window, std::int64_t amount, const usage& seen) {
    assert(amount >= 0);
    const std::lock_guard lock(mutex_);
    const window_usage* const found = find(window);
    const usage now = found ? found->used : usage{};
    if (now.committed > seen.committed || now.reserved > seen.reserved) return false;
    add_reserved(window, amount);
    return true;
}

void counter::add_reserved(base::wall_time start, std::int64_t amount) {
    if (window_usage* const found = find(start)) {
        found->used.reserved += amount;
    } else {
        windows_.emplace_back(start, usage{0, amount});
        forget_old_windows();
    }
}

void counter::commit(base::wall_time window, std::int64_t amount) {
    const std::lock_guard lock(mutex_);
    window_usage* found = find(window);
    assert(found && found->used.reserved >= amount);
    found->used.reserved -= amount;
    found->used.committed += planted(base::bug::cap_committed_twice) ? 2 * amount : amount;
}

void counter::release(base::wall_time window, std::int64_t amount) {
    const std::lock_guard lock(mutex_);
    window_usage* found = find(window);
    assert(found && found->used.reserved >= amount);
    found->used.reserved -= amount;
}

void counter::refill(base::wall_time window, std::int64_t amount) {
    assert(amount >= 0);
    const std::lock_guard lock(mutex_);
    window_usage* found = find(window);
    if (found) found->used.committed = std::max<std::int64_t>(0, found->used.committed - amount);
}

usage counter::used(base::wall_time window) const {
    const std::lock_guard lock(mutex_);
    const window_usage* found = find(window);
    return found ? found->used : usage{};
}

void counter::restore(base::wall_time window, usage found) {
    const std::lock_guard lock(mutex_);
    usage& known = find_or_insert(window).used;
    known.committed += found.committed;
    known.reserved += found.reserved;
}

void counter::set_committed(base::wall_time window, std::int64_t settled, std::int64_t in_doubt) {
    assert(settled >= 0 && in_doubt >= 0);
    const std::lock_guard lock(mutex_);
    usage& known = find_or_insert(window).used;
    known.committed = settled + std::max<std::int64_t>(0, in_doubt - known.reserved);
}

counter::window_usage& counter::find_or_insert(base::wall_time start) {
    if (window_usage* known = find(start)) return *known;
    const auto later = std::ranges::find_if(
        windows_, [start](const window_usage& other) { return other.start > start; });
    return *windows_.insert(later, window_usage{start, {}});
}

counter::window_usage* counter::find(base::wall_time start) {
    const auto found = std::ranges::find(windows_, start, &window_usage::start);
    return found == windows_.end() ? nullptr : &*found;
}

const counter::window_usage* counter::find(base::wall_time start) const {
    const auto found = std::ranges::find(windows_, start, &window_usage::start);
    return found == windows_.end() ? nullptr : &*found;
}

// The window just entered stands last and is not looked at. The order of first use, not the
// calendar, decides what is old: after the wall clock was set back, the current window would be the
// first to go by the calendar.
void counter::forget_old_windows() {
    std::size_t idle = 0;
    for (auto each = windows_.end() - 1; each != windows_.begin();) {
        --each;
        if (each->used.reserved == 0 && ++idle > remembered_windows) each = windows_.erase(each);
    }
}

}  // namespace pointsman::cap
