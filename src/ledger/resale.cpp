#include <pointsman/ledger/resale.hpp>

#include <algorithm>

namespace pointsman::ledger {

std::optional<base::wall_time> resell_until(const resale_terms* contract, const resale_case& what,
                                            base::wall_time now) {
    if (contract == nullptr || what.resold >= contract->times) return std::nullopt;
    if (std::ranges::find(contract->reasons, what.reason) == contract->reasons.end())
        return std::nullopt;
    const base::wall_time until = what.arrived + contract->within;
    return now <= until ? std::optional(until) : std::nullopt;
}

}  // namespace pointsman::ledger
