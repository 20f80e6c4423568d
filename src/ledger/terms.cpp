#include <pointsman/ledger/terms.hpp>

#include <algorithm>
#include <utility>

namespace pointsman::ledger {
namespace {

using base::basis_points;
using base::money;

std::optional<split> with_payout(money price, money payout, money min_margin) {
    const money margin = price - payout;
    if (margin < min_margin) return std::nullopt;
    return split{price, payout, margin};
}

std::optional<split> share(money price, basis_points part, money min_margin) {
    if (part <= basis_points{0}) return with_payout(price, money{}, min_margin);
    // The margin is whole or there is no sale: what the seller may get at most is rounded down,
    // never up.
    const money most = base::rounded_down_to_cent(std::max(price - min_margin, money{}));
    const money payout = std::min(base::share_rounded_down(price, part), most);
    if (payout <= money{}) return std::nullopt;
    return with_payout(price, payout, min_margin);
}

}  // namespace

std::optional<split> divide(money price, const payout_terms& terms) {
    if (const auto* part = std::get_if<basis_points>(&terms.pays)) {
        return share(price, *part, terms.min_margin);
    }
    return with_payout(price, std::get<money>(terms.pays), terms.min_margin);
}

std::string_view to_text(account name) {
    switch (name) {
        case account::buyer: return "buyer";
        case account::seller: return "seller";
        case account::margin: return "margin";
        case account::cash: return "cash";
    }
    std::unreachable();
}

std::vector<entry> sale_entries(const std::string& buyer, const std::string& seller,
                                const split& sale) {
    return {
        {account::buyer, buyer, sale.price},
        {account::seller, seller, -sale.payout},
        {account::margin, "", -sale.margin},
    };
}

}  // namespace pointsman::ledger
