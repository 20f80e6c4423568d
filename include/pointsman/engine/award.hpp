#pragma once

#include <pointsman/base/result.hpp>
#include <pointsman/base/time.hpp>
#include <pointsman/cap/book.hpp>
#include <pointsman/journal/reason.hpp>
#include <pointsman/lead/lead.hpp>
#include <pointsman/ledger/terms.hpp>
#include <pointsman/plan/plan.hpp>

#include <optional>
#include <string>
#include <vector>

// What a post takes at its award: caps of order, buyer, tree and seller, a place among the open
// posts, the buyer's money, the order's turn. All or none.
namespace pointsman::engine {

// Whose limits a lead meets on its way to one order. Null: left out, or no more in the plan.
struct limit_owners {
    const plan::order* order = nullptr;
    const plan::buyer* buyer = nullptr;
    const plan::tree* tree = nullptr;
    const plan::program* program = nullptr;
    plan::vertical_number vertical = 0;  // the lead's
};

// Their caps that count this lead (those without `when`, or whose `when` it meets).
std::vector<const cap::limit*> caps_for(const limit_owners& owners, const lead::values& lead);

// Whether any of their caps has a `when`; else caps_for reads no field of the lead.
bool caps_read_fields(const limit_owners& owners);

// "3 a day" is not known here; "sale count per day of the buyer" is: how a full cap is named in
// reasons.
std::string describe(const cap::refusal& full, cap::event on);

// What there is too little of.
struct shortage {
    journal::candidate_reason why = journal::candidate_reason::cap_lost;
    std::string detail;
};

// What a post for at least `least_price` would lack right now, without reserving anything.
std::optional<shortage> shortage_now(const limit_owners& owners, const lead::values& lead,
                                     base::money least_price, base::instant now);

// What one post holds. A post that left counts as one, whatever came of it; the rest is committed
// with the sale, released with a refusal and held while the answer is unknown.
struct award {
    cap::reservation post;
    cap::reservation sale;
};

// Precondition: order and buyer are given. The reason of a full cap is cap_lost here: the order's
// turn had come.
base::result<award, shortage> make_award(const limit_owners& owners, const lead::values& lead,
                                         const ledger::split& money, base::instant now);

}  // namespace pointsman::engine
