#include <pointsman/walk/terms.hpp>

#include <algorithm>

namespace pointsman::walk {
namespace {

// SplitMix64 (Steele, Lea, Flood 2014): spreads seed and order over 64 bits, so that ties fall
// evenly over many leads.
std::uint64_t draw_lot(std::uint64_t seed, std::uint64_t order) {
    std::uint64_t z = seed + (order + 1) * 0x9e3779b97f4a7c15ULL;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

candidate make_candidate(const plan::snapshot& plan, const plan::tree& tree, std::uint32_t position,
                         std::uint64_t seed) {
    const plan::order& order = plan.orders.at(tree.orders.at(position));
    const plan::tier& tier = tree.tiers.at(tree.tier_of.at(position));
    candidate made;
    made.order = tree.orders.at(position);
    made.tier = tree.tier_of.at(position);
    made.lot = draw_lot(seed, made.order);
    if (const auto* fixed = std::get_if<base::money>(&order.price)) made.fixed_price = *fixed;
    if (order.via->ping) {
        made.pings = true;
        made.ping_timeout = order.via->ping->request.timeout;
        made.ping_min_time = order.via->ping->request.min_time;
        if (tier.ping_timeout) made.ping_timeout = std::min(made.ping_timeout, *tier.ping_timeout);
    }
    made.post_timeout = order.via->post.request.timeout;
    made.post_min_time = order.via->post.request.min_time;
    made.no_answer = order.via->no_answer;
    return made;
}

}  // namespace

ledger::price_limits limits_of(const terms& rules, candidate_number who) {
    return {rules.payout, rules.tiers.at(rules.candidates.at(who).tier).floor, rules.min_price};
}

terms make_terms(const plan::snapshot& plan, const plan::tree& tree,
                 const std::vector<std::uint32_t>& eligible, const ledger::payout_terms& payout,
                 std::optional<base::money> min_price, std::optional<base::duration> max_wait,
                 std::uint64_t seed) {
    terms made;
    for (const plan::tier& tier : tree.tiers)
        made.tiers.push_back({tier.mode, tier.floor, tier.deadline});
    made.candidates.reserve(eligible.size());
    // Positions ascend by tier and, within a tier, in the order of asking: so do the candidates.
    for (const std::uint32_t position : eligible)
        made.candidates.push_back(make_candidate(plan, tree, position, seed));
    made.payout = payout;
    made.min_price = min_price;
    made.deadline = max_wait ? std::min(tree.deadline, *max_wait) : tree.deadline;
    made.max_posts = tree.max_posts;
    return made;
}

}  // namespace pointsman::walk
