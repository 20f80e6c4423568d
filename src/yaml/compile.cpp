#include "compile.hpp"

#include "duplicates.hpp"
#include "suppression.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace pointsman::yaml {

namespace {

// Lower priority first, then the higher fixed price (a bid is not known beforehand and comes
// after), then the name: the order of asking never depends on the order of files.
auto rank_of(const plan::order& order) {
    const auto* fixed = std::get_if<base::money>(&order.price);
    return std::make_tuple(order.priority, fixed == nullptr ? base::money{} : -*fixed,
                           std::string_view(order.name));
}

void rank_tier(plan::tier& tier, const std::vector<plan::order>& orders) {
    std::ranges::sort(tier.orders, {},
                      [&orders](plan::order_number number) { return rank_of(orders[number]); });
}

void compile_tree(plan::tree& tree, const plan::snapshot& plan) {
    std::vector<std::optional<filter::rule>> filters;
    for (std::uint32_t tier = 0; tier < tree.tiers.size(); ++tier) {
        rank_tier(tree.tiers[tier], plan.orders);
        for (const plan::order_number number : tree.tiers[tier].orders) {
            tree.orders.push_back(number);
            tree.tier_of.push_back(tier);
            filters.push_back(plan.orders[number].accepts);
        }
    }
    tree.matcher = filter::make_scan(plan.verticals[tree.vertical].fields, filters);
}

void warn_of_empty_tiers(const plan::tree& tree, const std::vector<place>& places,
                         report& problems) {
    for (std::size_t i = 0; i < tree.tiers.size(); ++i) {
        if (tree.tiers[i].orders.empty())
            problems.warning(places[i],
                             fmt::format("no order stands in tier \"{}\"", tree.tiers[i].name));
    }
}

// What is stored for ever must not hold people's phone numbers. The lists of a stored plan have
// been replaced already.
files without_suppression_lists(const draft& of) {
    files kept = of.from;
    if (of.why == purpose::stored) return kept;
    for (const std::string& path : of.suppression_lists)
        if (!of.filter_lists.contains(path)) kept[path] = stand_in_for(kept[path]);
    return kept;
}

// Lengths stand before texts, so that no two different folders give the same bytes.
base::digest hash_of(const files& all) {
    std::string bytes;
    for (const auto& [path, content] : all)
        bytes += fmt::format("{} {} {} {}", path.size(), path, content.size(), content);
    return base::sha256(bytes);
}

}  // namespace

void compile(draft& into) {
    plan::snapshot& plan = *into.plan;
    for (std::size_t i = 0; i < plan.trees.size(); ++i) {
        warn_of_empty_tiers(plan.trees[i], into.places_of_tiers[i], into.problems);
        compile_tree(plan.trees[i], plan);
    }
    finish_duplicates(into);
    plan.files = without_suppression_lists(into);
    plan.hash = hash_of(plan.files);
}

}  // namespace pointsman::yaml
