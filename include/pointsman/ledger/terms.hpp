#pragma once

#include <pointsman/base/money.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace pointsman::ledger {

// A seller's terms: a share of the buyer's price or a fixed amount, and what must stay with us.
struct payout_terms {
    std::variant<base::basis_points, base::money> pays = base::basis_points{0};
    base::money min_margin;
};

struct split {
    base::money price;   // what the buyer pays
    base::money payout;  // what the seller gets
    base::money margin;  // the rest; price = payout + margin, to the micro-unit
};

// How a price divides. A share is rounded down to the cent and reduced where needed to leave
// min_margin. Nothing when the price cannot carry the terms: a fixed payout that leaves less than
// min_margin, or no payout left at all although the terms promise one. Preconditions: no amount and
// no share is negative.
std::optional<split> divide(base::money price, const payout_terms& terms);

// Append-only: the names are stored. `cash` is what buyers pay in.
enum class account { buyer, seller, margin, cash };

std::string_view to_text(account name);

// One line of a double entry; the lines of a transaction sum to zero. A sale debits the buyer's
// account (positive: the party owes us) and credits the seller's and the margin (negative).
struct entry {
    account side = account::margin;
    std::string party;  // the buyer's or seller's name; empty for the margin and cash
    base::money amount;
};

std::vector<entry> sale_entries(const std::string& buyer, const std::string& seller,
                                const split& sale);

}  // namespace pointsman::ledger
