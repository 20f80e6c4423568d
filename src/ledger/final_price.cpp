#include <pointsman/ledger/final_price.hpp>

#include <pointsman/base/planted.hpp>

#include <utility>

namespace pointsman::ledger {

std::string_view describe(price_problem what) {
    switch (what) {
        case price_problem::not_an_amount: return "which is no amount";
        case price_problem::below_floor: return "below the tier's floor";
        case price_problem::margin_too_low: return "below what leaves our margin";
        case price_problem::below_min_price: return "below the seller's minimum";
    }
    std::unreachable();
}

base::result<split, price_problem> judge_price(base::money price, const price_limits& limits) {
    if (limits.floor && price < *limits.floor) return base::failure(price_problem::below_floor);
    const std::optional<split> money = divide(price, limits.payout);
    if (!money) return base::failure(price_problem::margin_too_low);
    if (limits.min_payout && !planted(base::bug::paid_below_minimum) &&
        money->payout < *limits.min_payout)
        return base::failure(price_problem::below_min_price);
    return *money;
}

base::result<split, price_problem> final_price(const split& offered,
                                               const std::optional<base::money>& named,
                                               const price_limits& limits) {
    if (named && *named == base::money()) return base::failure(price_problem::not_an_amount);
    if (!named || *named >= offered.price || planted(base::bug::ping_price_charged)) return offered;
    return judge_price(*named, limits);
}

}  // namespace pointsman::ledger
