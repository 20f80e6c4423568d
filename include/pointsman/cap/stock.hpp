#pragma once

#include <pointsman/base/time.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace pointsman::cap {

// Something of which a post holds a part from its award to its end: a cap's counter, a buyer's
// balance, the places for open posts. Thread-safe. Precondition of both: `amount` is reserved in
// that window.
class stock {
public:
    virtual ~stock() = default;
    virtual void commit(base::wall_time window, std::int64_t amount) = 0;
    virtual void release(base::wall_time window, std::int64_t amount) = 0;
};

// What a lead costs, for measure::spend: a seller's caps count what the seller is paid, all others
// what the buyer pays. Never negative.
struct cost {
    std::int64_t price_micros = 0;
    std::int64_t payout_micros = 0;
};

// What the amount of a charge is: pieces (leads, places), or an amount of money that may turn out
// lower than what was reserved.
enum class counted { pieces, price, payout };

// A part of a stock, remembered so that it is settled in the window in which it was reserved.
struct charge {
    std::shared_ptr<stock> from;
    base::wall_time window;  // nothing to stocks without windows
    std::int64_t amount = 0;
    counted as = counted::pieces;
};

// What one post holds. Exactly one of commit, release and hold ends it; destroying an unsettled
// reservation releases it. Movable only.
class reservation {
public:
    reservation() = default;
    explicit reservation(std::vector<charge> charges);
    reservation(reservation&& other) noexcept;
    reservation& operator=(reservation&& other) noexcept;
    ~reservation();

    // The reservation holds this too from now on. Throws nothing as long as room was made for it.
    void add(charge more);
    void make_room(std::size_t more_charges);

    void commit();
    void release();

    // Commits what the sale came to in the end, and releases what was reserved beyond that. Pieces
    // are committed whole; money never beyond what is reserved.
    void commit_at(const cost& final);

    // The buyer may have the lead: what is reserved stays reserved, beyond this object's life.
    // Whoever settles the unknown later does so through a new reservation made of the charges
    // returned.
    std::vector<charge> hold();

private:
    std::vector<charge> charges_;
};

}  // namespace pointsman::cap
