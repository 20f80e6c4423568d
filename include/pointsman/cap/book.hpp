#pragma once

#include <pointsman/base/time.hpp>
#include <pointsman/cap/hours.hpp>
#include <pointsman/cap/limit_changes.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

// Caps by reservation: reserve at award, then commit on accept, release on reject, hold on unknown.
// At every moment, in every window:  committed + reserved <= limit.  Counters live as long as the
// process and are shared by all threads and by successive plans; the limit comes from the plan with
// each call, so a reload takes effect at once.
namespace pointsman::cap {

enum class event { ping, post, sale };
enum class period { hour, day, week, month, total };
enum class measure { count, spend };

std::string_view to_text(event on);
std::string_view to_text(period per);
std::string_view to_text(measure what);

// The start of the window that holds `at` (weeks start on Monday), in the buyer's zone;
// wall_time::min() for total. Hours are counted with the UTC offset in force at `at`, so that the
// hour that occurs twice at the end of DST is two windows of an hour each. Days, weeks and months
// start at local midnight and may be an hour shorter or longer.
base::wall_time window_start(period per, const zone& where, base::wall_time at);

// What is used up in one window of one cap. Amounts are leads, or micro-units of money.
struct usage {
    std::int64_t committed = 0;
    std::int64_t reserved = 0;
};

// One cap's counter. Thread-safe. Amounts are never negative.
class counter {
public:
    // How many past windows without reservations it remembers: enough for posts in flight over the
    // end of a window and for a wall clock that is set back. One with reservations is never
    // forgotten.
    static constexpr std::size_t remembered_windows = 8;

    // False, and nothing changed, if committed + reserved + amount would exceed the limit.
    bool try_reserve(base::wall_time window, std::int64_t amount, std::int64_t limit);

    // Precondition of both: `amount` is reserved in that window.
    void commit(base::wall_time window, std::int64_t amount);
    void release(base::wall_time window, std::int64_t amount);

    // Takes back what was committed: the sale was returned. Never below zero, and nothing where the
    // window is forgotten.
    void refill(base::wall_time window, std::int64_t amount);

    usage used(base::wall_time window) const;

    // Adds what the journal knows to be used, in any order of windows; called before the server
    // takes leads.
    void restore(base::wall_time window, usage found);

    // What operators made of the limit.
    limit_changes& changes() { return changes_; }

private:
    struct window_usage {
        base::wall_time start;
        usage used;
    };

    window_usage* find(base::wall_time start);
    const window_usage* find(base::wall_time start) const;
    void forget_old_windows();

    mutable std::mutex mutex_;
    std::vector<window_usage> windows_;  // in the order in which they were first used
    limit_changes changes_;
};

// One cap of one order as the plan knows it.
struct limit {
    std::shared_ptr<counter> used;
    event on = event::sale;
    period per = period::day;
    measure what = measure::count;
    std::int64_t most = 0;  // leads, or micro-units
};

// A charge of one window, remembered so that it is settled in the window in which it was made.
struct charge {
    std::shared_ptr<counter> used;
    base::wall_time window;
    std::int64_t amount = 0;
};

// What one post holds of its order's caps. Exactly one of commit, release and hold ends it;
// destroying an unsettled reservation releases it. Movable only.
class reservation {
public:
    reservation() = default;
    explicit reservation(std::vector<charge> charges);
    reservation(reservation&& other) noexcept;
    reservation& operator=(reservation&& other) noexcept;
    ~reservation();

    void commit();
    void release();

    // The buyer may have the lead: what is reserved stays reserved, beyond this object's life.
    // Whoever settles the unknown later does so through a new reservation made of the charges
    // returned.
    std::vector<charge> hold();

private:
    std::vector<charge> charges_;
};

struct refusal {
    measure what = measure::count;
    period per = period::day;
};

// Exactly one of the two.
struct reserved_or_refused {
    std::optional<reservation> reserved;
    std::optional<refusal> refused;
};

// Reserves the `limits` whose event is `on`, all or none. `spend_micros` is the price, for
// measure::spend; it is never negative.
reserved_or_refused reserve(std::span<const limit* const> limits, event on, const zone& where,
                            base::wall_time now, std::int64_t spend_micros);

// The first cap of those given that has no room for one more `on` event right now, without
// reserving anything. A spend cap has room as long as it is not used up, since the price is not
// known yet.
std::optional<refusal> first_full(std::span<const limit* const> limits, event on, const zone& where,
                                  base::wall_time now);

// Gives the `limits` whose event is `on` back what one event at `at` committed, in the windows that
// held it then.
void refill(std::span<const limit* const> limits, event on, const zone& where, base::wall_time at,
            std::int64_t spend_micros);

// The limit as it is at `now`: as configured, or as an operator changed it.
std::int64_t most_at(const limit& cap, base::wall_time now);

// The name of an order's counter. `when` is the text of the cap's rule; empty without one.
std::string counter_name(std::string_view order, event on, period per, measure what,
                         std::string_view when);

// Hands out counters by name, the same counter for the same name for ever. A cap's name is made of
// order, event, period, measure and its `when` rule's text, so that it survives a reload.
// Thread-safe.
class book {
public:
    std::shared_ptr<counter> counter_of(const std::string& name);

private:
    std::mutex mutex_;
    std::unordered_map<std::string, std::shared_ptr<counter>> counters_;
};

}  // namespace pointsman::cap
