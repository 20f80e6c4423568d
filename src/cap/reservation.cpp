#include <pointsman/base/planted.hpp>
#include <pointsman/cap/book.hpp>

#include <utility>

namespace pointsman::cap {
namespace {

const overbooking* softness_of(const limit& cap) {
    return cap.soft ? &*cap.soft : nullptr;
}

// Not even the least amount fits in: the price of a lead is not known beforehand.
bool is_full(const limit& cap, base::wall_time now) {
    const std::int64_t most = most_at(cap, now);
    const usage used = cap.used->used(window_start(cap.per, cap.where, now));
    if (planted(base::bug::lowered_cap_forgets) && used.committed > most) return false;
    return !admits(used, 1, most, softness_of(cap));
}

// Each further turn means that another thread reserved or sold in the meantime: a window that many
// ask for at once is full before long.
bool try_reserve_softly(const limit& cap, base::wall_time window, std::int64_t amount,
                        std::int64_t most) {
    for (;;) {
        const usage seen = cap.used->used(window);
        if (!admits(seen, amount, most, &*cap.soft)) return false;
        if (cap.used->try_reserve_as_seen(window, amount, seen)) return true;
    }
}

bool try_reserve(const limit& cap, base::wall_time window, std::int64_t amount, std::int64_t most) {
    if (cap.soft) return try_reserve_softly(cap, window, amount, most);
    return cap.used->try_reserve(window, amount, most);
}

}  // namespace

counted counted_by(const limit& cap) {
    if (cap.what == measure::count) return counted::pieces;
    return cap.of == owner::seller ? counted::payout : counted::price;
}

std::int64_t amount_of(const limit& cap, const cost& spent) {
    switch (counted_by(cap)) {
        case counted::pieces: return 1;
        case counted::price: return spent.price_micros;
        case counted::payout: return spent.payout_micros;
    }
    std::unreachable();
}

reserved_or_refused reserve(std::span<const limit* const> limits, event on, base::wall_time now,
                            const cost& spent) {
    std::vector<charge> charges;
    charges.reserve(limits.size());  // nothing may throw between a counter's yes and its charge
    for (const limit* cap : limits) {
        if (cap->on != on) continue;
        const base::wall_time window = window_start(cap->per, cap->where, now);
        const std::int64_t amount = amount_of(*cap, spent);
        if (!try_reserve(*cap, window, amount, most_at(*cap, now))) {
            reservation(std::move(charges)).release();
            return {.reserved = std::nullopt, .refused = refusal{cap->what, cap->per, cap->of}};
        }
        if (amount > 0) charges.push_back({cap->used, window, amount, counted_by(*cap)});
    }
    return {.reserved = reservation(std::move(charges)), .refused = std::nullopt};
}

std::optional<refusal> first_full(std::span<const limit* const> limits, event on,
                                  base::wall_time now) {
    for (const limit* cap : limits) {
        if (cap->on != on) continue;
        if (is_full(*cap, now)) return refusal{cap->what, cap->per, cap->of};
    }
    return std::nullopt;
}

void refill(std::span<const limit* const> limits, event on, base::wall_time at, const cost& spent) {
    for (const limit* cap : limits)
        if (cap->on == on)
            cap->used->refill(window_start(cap->per, cap->where, at), amount_of(*cap, spent));
}

}  // namespace pointsman::cap
