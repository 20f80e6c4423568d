#pragma once

#include <pointsman/cap/stock.hpp>

#include <cstdint>
#include <mutex>
#include <optional>

namespace pointsman::cap {

// A buyer's money with us in one currency: what it deposited, less what it was charged, plus what
// returns gave back; and how much of it posts hold whose answer is open. Below zero is what the
// buyer owes. Every buyer has one, so that a reload may put a floor under it at any time.
// Thread-safe; amounts are micro-units and never negative, except where said.
//
// At every moment, as long as the floor stays:  balance - reserved >= floor,  unless it was below
// already; then nothing is reserved.
class balance final : public stock {
public:
    struct state {
        std::int64_t balance_micros = 0;  // may be negative
        std::int64_t reserved_micros = 0;
    };

    // False, and nothing changed, if less than the floor would be left. Without a floor always
    // true.
    bool try_reserve(std::int64_t micros, std::optional<std::int64_t> floor_micros);

    // Whether try_reserve would be true now.
    bool covers(std::int64_t micros, std::optional<std::int64_t> floor_micros) const;

    void commit(base::wall_time, std::int64_t micros) override;
    void release(base::wall_time, std::int64_t micros) override;

    // A deposit, or the price of a returned lead.
    void credit(std::int64_t micros);

    // What the ledger says (may be negative), with all that was committed or credited before the
    // buyer came into a plan, as that was durable first; only what is reserved stays. Only the
    // first call counts: from then on it is kept here.
    void restore(std::int64_t balance_micros);
    bool is_restored() const;

    // A post that was made before a restart and is still open, floor or not.
    void reserve_again(std::int64_t micros);

    state now() const;

private:
    mutable std::mutex mutex_;
    state state_;
    bool is_restored_ = false;
};

}  // namespace pointsman::cap
