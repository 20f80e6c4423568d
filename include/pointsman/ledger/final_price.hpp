#pragma once

#include <pointsman/base/money.hpp>
#include <pointsman/base/result.hpp>
#include <pointsman/ledger/terms.hpp>

#include <optional>
#include <string_view>

// At which price a lead may be sold. Pure.
namespace pointsman::ledger {

// What decides whether a price can be taken at all.
struct price_limits {
    payout_terms payout;
    std::optional<base::money> floor;       // the tier's, compares the price
    std::optional<base::money> min_payout;  // the seller's min_price
};

enum class price_problem { not_an_amount, below_floor, margin_too_low, below_min_price };

// "below the tier's floor"
std::string_view describe(price_problem what);

// How the price divides, or the first limit that it does not reach.
base::result<split, price_problem> judge_price(base::money price, const price_limits& limits);

// What a buyer pays that accepts what was posted to it as `offered` and names a price of its own,
// if its contract takes the post's price: the lower of both, because caps and balance were reserved
// for what was offered. Nothing named: what was offered. Named zero: a price that nobody could
// read, so nothing can be sold at it. The error says why the lead cannot be sold
// at the lower price. Precondition: `offered` was judged by the same limits.
base::result<split, price_problem> final_price(const split& offered,
                                               const std::optional<base::money>& named,
                                               const price_limits& limits);

}  // namespace pointsman::ledger
