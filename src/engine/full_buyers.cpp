#include "full_buyers.hpp"

#include <fmt/format.h>

namespace pointsman::engine {

void exclude_full_buyers(const plan::snapshot& plan, const plan::tree& tree,
                         const unknown_posts& open, selection& among) {
    std::erase_if(among.eligible, [&](std::uint32_t position) {
        const plan::order& order = plan.orders.at(tree.orders.at(position));
        if (!open.is_full(plan.buyers.at(order.buyer).name)) return false;
        among.refused.push_back(
            {position, journal::candidate_reason::circuit_open,
             fmt::format("{} posts to its buyer wait to be settled", open.most_per_buyer())});
        return true;
    });
}

}  // namespace pointsman::engine
