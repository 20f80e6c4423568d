#include <pointsman/cap/balance.hpp>

#include <cassert>

namespace pointsman::cap {
namespace {

bool is_enough(const balance::state& held, std::int64_t micros,
               const std::optional<std::int64_t>& floor_micros) {
    return !floor_micros || held.balance_micros - held.reserved_micros - *floor_micros >= micros;
}

}  // namespace

bool balance::try_reserve(std::int64_t micros, std::optional<std::int64_t> floor_micros) {
    assert(micros >= 0);
    const std::lock_guard lock(mutex_);
    if (!is_enough(state_, micros, floor_micros)) return false;
    state_.reserved_micros += micros;
    return true;
}

bool balance::covers(std::int64_t micros, std::optional<std::int64_t> floor_micros) const {
    const std::lock_guard lock(mutex_);
    return is_enough(state_, micros, floor_micros);
}

void balance::commit(base::wall_time, std::int64_t micros) {
    const std::lock_guard lock(mutex_);
    assert(state_.reserved_micros >= micros);
    state_.reserved_micros -= micros;
    state_.balance_micros -= micros;
}

void balance::release(base::wall_time, std::int64_t micros) {
    const std::lock_guard lock(mutex_);
    assert(state_.reserved_micros >= micros);
    state_.reserved_micros -= micros;
}

void balance::credit(std::int64_t micros) {
    assert(micros >= 0);
    const std::lock_guard lock(mutex_);
    state_.balance_micros += micros;
}

void balance::restore(std::int64_t balance_micros) {
    const std::lock_guard lock(mutex_);
    if (is_restored_) return;
    state_.balance_micros = balance_micros;
    is_restored_ = true;
}

bool balance::is_restored() const {
    const std::lock_guard lock(mutex_);
    return is_restored_;
}

void balance::reserve_again(std::int64_t micros) {
    assert(micros >= 0);
    const std::lock_guard lock(mutex_);
    state_.reserved_micros += micros;
}

balance::state balance::now() const {
    const std::lock_guard lock(mutex_);
    return state_;
}

}  // namespace pointsman::cap
