#pragma once

#include <pointsman/base/money.hpp>
#include <pointsman/base/time.hpp>
#include <pointsman/cap/accept_rate.hpp>
#include <pointsman/cap/balance.hpp>
#include <pointsman/cap/hours.hpp>
#include <pointsman/cap/limit_changes.hpp>
#include <pointsman/cap/open_posts.hpp>
#include <pointsman/cap/pacer.hpp>
#include <pointsman/cap/stock.hpp>

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
// At every moment, in every window:  committed + reserved <= limit,  except under a soft cap, which
// says itself by how much. Counters live as long as the
// process and are shared by all threads and by successive plans; the limit comes from the plan with
// each call, so a reload takes effect at once.
namespace pointsman::cap {

enum class event { ping, post, sale };
enum class period { hour, day, week, month, total };
enum class measure { count, spend };
enum class owner { order, buyer, tree, seller };  // whose cap it is

std::string_view to_text(event on);
std::string_view to_text(period per);
std::string_view to_text(measure what);
std::string_view to_text(owner whose);

// The start of the window that holds `at` (weeks start on Monday), in the cap's zone;
// wall_time::min() for total. Hours are counted with the UTC offset in force at `at`, so that the
// hour that occurs twice at the end of DST is two windows of an hour each. Days, weeks and months
// start at local midnight and may be an hour shorter or longer.
base::wall_time window_start(period per, const zone& where, base::wall_time at);

// What is used up in one window of one cap. Amounts are leads, or micro-units of money.
struct usage {
    std::int64_t committed = 0;
    std::int64_t reserved = 0;
};

// By how much a cap on sales of an order without pings may be overbooked (notes on algorithms, C):
// one more post may be open if the chance that more of the open ones are accepted than there is
// room for is at most `risk`. Never when the cap is already sold out, so that what is sold beyond
// it was open when the last place was sold.
struct overbooking {
    std::shared_ptr<const accept_rate> accepts;
    base::basis_points risk;
};

// Whether a window in which so much is used takes `amount` more. `soft` may be null: a hard cap,
// which is never exceeded. With it the amount is 1, and the answer takes a step for each post that
// is reserved: not to be asked under a lock.
bool admits(const usage& used, std::int64_t amount, std::int64_t most, const overbooking* soft);

// One cap's counter. Thread-safe. Amounts are never negative.
class counter final : public stock {
public:
    // How many past windows without reservations it remembers: enough for posts in flight over the
    // end of a window and for a wall clock that is set back. One with reservations is never
    // forgotten.
    static constexpr std::size_t remembered_windows = 8;

    // False, and nothing changed, if committed + reserved + amount would exceed the limit.
    bool try_reserve(base::wall_time window, std::int64_t amount, std::int64_t limit);

    // Reserves what the caller judged by `seen`, whatever the limit; false, and nothing changed, if
    // more is committed or more is reserved by now. So the judgement of a soft cap, which takes as
    // long as posts are open, is made outside of the lock under which all leads meet, and is still
    // true of the moment in which it takes effect.
    bool try_reserve_as_seen(base::wall_time window, std::int64_t amount, const usage& seen);

    void commit(base::wall_time window, std::int64_t amount) override;
    void release(base::wall_time window, std::int64_t amount) override;

    // Takes back what was committed: the sale was returned. Never below zero, and nothing where the
    // window is forgotten.
    void refill(base::wall_time window, std::int64_t amount);

    usage used(base::wall_time window) const;

    // Adds what the journal knows to be used, in any order of windows; called before the server
    // takes leads.
    void restore(base::wall_time window, usage found);

    // Sets what is committed to what the journal knows, whatever was counted before: for a cap that
    // was not in force and comes back. `in_doubt` is what may yet turn out to be sold; what is
    // reserved here is part of it and stays reserved, so that nothing counts twice.
    void set_committed(base::wall_time window, std::int64_t settled, std::int64_t in_doubt);

    // What operators made of the limit.
    limit_changes& changes() { return changes_; }

private:
    struct window_usage {
        base::wall_time start;
        usage used;
    };

    window_usage* find(base::wall_time start);
    const window_usage* find(base::wall_time start) const;
    window_usage& find_or_insert(base::wall_time start);
    void add_reserved(base::wall_time start, std::int64_t amount);
    void forget_old_windows();

    mutable std::mutex mutex_;
    std::vector<window_usage> windows_;  // in the order in which they were first used
    limit_changes changes_;
};

// One cap as the plan knows it.
struct limit {
    std::shared_ptr<counter> used;
    event on = event::sale;
    period per = period::day;
    measure what = measure::count;
    std::int64_t most = 0;  // leads, or micro-units
    owner of = owner::order;
    zone where = {};  // whose clock begins its windows
    std::optional<overbooking> soft = {};
};

// What the cap's amounts are.
counted counted_by(const limit& cap);

// What one event of this cost takes of a cap.
std::int64_t amount_of(const limit& cap, const cost& spent);

struct refusal {
    measure what = measure::count;
    period per = period::day;
    owner of = owner::order;
};

// Exactly one of the two.
struct reserved_or_refused {
    std::optional<reservation> reserved;
    std::optional<refusal> refused;
};

// Reserves the `limits` whose event is `on`, all or none, each in the window of its own zone. A
// soft cap is judged without its counter's lock, and again if others reserved or sold in the
// meantime.
reserved_or_refused reserve(std::span<const limit* const> limits, event on, base::wall_time now,
                            const cost& spent);

// The first cap of those given that has no room for one more `on` event right now, without
// reserving anything. A spend cap has room as long as it is not used up, since the price is not
// known yet.
std::optional<refusal> first_full(std::span<const limit* const> limits, event on,
                                  base::wall_time now);

// Gives the `limits` whose event is `on` back what one event at `at` committed, in the windows that
// held it then.
void refill(std::span<const limit* const> limits, event on, base::wall_time at, const cost& spent);

// The limit as it is at `now`: as configured, or as an operator changed it.
std::int64_t most_at(const limit& cap, base::wall_time now);

// The name of a cap's counter: it survives a reload that changes only the limit. `when` is the text
// of the cap's rule; empty without one.
std::string counter_name(owner of, std::string_view owner_name, event on, period per, measure what,
                         std::string_view when);

// The names of what else the book hands out, the same for every plan: a buyer's money in one
// currency, and the open posts of an order or a buyer.
std::string account_name(std::string_view buyer, std::string_view currency);
std::string open_posts_name(owner of, std::string_view owner_name);

// Hands out what limits posts by name, the same for the same name for ever, so that it survives a
// reload.
// Thread-safe.
class book {
public:
    std::shared_ptr<counter> counter_of(const std::string& name) { return counters_.of(name); }

    std::shared_ptr<balance> balance_of(const std::string& name) { return balances_.of(name); }

    std::shared_ptr<open_posts> open_posts_of(const std::string& name) {
        return open_posts_.of(name);
    }

    std::shared_ptr<pacer> pacer_of(const std::string& name) { return pacers_.of(name); }

    std::shared_ptr<accept_rate> accept_rate_of(const std::string& name) {
        return accept_rates_.of(name);
    }

private:
    template <class Item>
    class shelf {
    public:
        std::shared_ptr<Item> of(const std::string& name) {
            const std::lock_guard lock(mutex_);
            std::shared_ptr<Item>& found = items_[name];
            if (!found) found = std::make_shared<Item>();
            return found;
        }

    private:
        std::mutex mutex_;
        std::unordered_map<std::string, std::shared_ptr<Item>> items_;
    };

    shelf<counter> counters_;
    shelf<balance> balances_;
    shelf<open_posts> open_posts_;
    shelf<pacer> pacers_;
    shelf<accept_rate> accept_rates_;
};

}  // namespace pointsman::cap
