#include <pointsman/base/planted.hpp>
#include <pointsman/cap/book.hpp>

#include <utility>

namespace pointsman::cap {
namespace {

std::int64_t amount_of(const limit& cap, std::int64_t spend_micros) {
    return cap.what == measure::count ? 1 : spend_micros;
}

bool is_full(const limit& cap, base::wall_time window, base::wall_time now) {
    const std::int64_t most = most_at(cap, now);
    const usage used = cap.used->used(window);
    if (planted(base::bug::lowered_cap_forgets) && used.committed > most) return false;
    return used.committed + used.reserved >= most;
}

}  // namespace

reservation::reservation(std::vector<charge> charges) : charges_(std::move(charges)) {}

reservation::reservation(reservation&& other) noexcept
    : charges_(std::exchange(other.charges_, {})) {}

reservation& reservation::operator=(reservation&& other) noexcept {
    if (this != &other) {
        release();
        charges_ = std::exchange(other.charges_, {});
    }
    return *this;
}

reservation::~reservation() {
    release();
}

void reservation::commit() {
    for (const charge& each : hold()) each.used->commit(each.window, each.amount);
}

void reservation::release() {
    for (const charge& each : hold()) each.used->release(each.window, each.amount);
}

std::vector<charge> reservation::hold() {
    return std::exchange(charges_, {});
}

reserved_or_refused reserve(std::span<const limit* const> limits, event on, const zone& where,
                            base::wall_time now, std::int64_t spend_micros) {
    std::vector<charge> charges;
    charges.reserve(limits.size());  // nothing may throw between a counter's yes and its charge
    for (const limit* cap : limits) {
        if (cap->on != on) continue;
        const base::wall_time window = window_start(cap->per, where, now);
        const std::int64_t amount = amount_of(*cap, spend_micros);
        if (!cap->used->try_reserve(window, amount, most_at(*cap, now))) {
            reservation(std::move(charges)).release();
            return {.reserved = std::nullopt, .refused = refusal{cap->what, cap->per}};
        }
        if (amount > 0) charges.push_back({cap->used, window, amount});
    }
    return {.reserved = reservation(std::move(charges)), .refused = std::nullopt};
}

std::optional<refusal> first_full(std::span<const limit* const> limits, event on, const zone& where,
                                  base::wall_time now) {
    for (const limit* cap : limits) {
        if (cap->on != on) continue;
        if (is_full(*cap, window_start(cap->per, where, now), now))
            return refusal{cap->what, cap->per};
    }
    return std::nullopt;
}

void refill(std::span<const limit* const> limits, event on, const zone& where, base::wall_time at,
            std::int64_t spend_micros) {
    for (const limit* cap : limits)
        if (cap->on == on)
            cap->used->refill(window_start(cap->per, where, at), amount_of(*cap, spend_micros));
}

}  // namespace pointsman::cap
