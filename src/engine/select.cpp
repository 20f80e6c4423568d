#include <pointsman/engine/select.hpp>

#include <pointsman/base/planted.hpp>
#include <pointsman/engine/award.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>

namespace pointsman::engine {
namespace {

using journal::candidate_reason;

// A bid is worth something, and never less than the tier's floor.
base::money least_price(const plan::tree& tree, std::uint32_t position, const plan::order& order) {
    if (const auto* fixed = std::get_if<base::money>(&order.price)) return *fixed;
    const plan::tier& tier = tree.tiers.at(tree.tier_of.at(position));
    return tier.floor.value_or(base::money::from_micros(1));
}

std::optional<std::string> why_paused(const plan::snapshot& plan, const plan::order& order,
                                      const plan::overrides& in_force, base::wall_time now) {
    using plan::override_target;
    if (auto why =
            plan::why_paused(override_target::order, order.name, order.paused, in_force, now))
        return why;
    const plan::buyer& buyer = plan.buyers.at(order.buyer);
    const auto why =
        plan::why_paused(override_target::buyer, buyer.name, buyer.paused, in_force, now);
    return why ? std::optional("the buyer: " + *why) : std::nullopt;
}

std::optional<dynamic_refusal> closed_now(const plan::snapshot& plan, const plan::order& order,
                                          const plan::overrides& in_force, bool test,
                                          base::wall_time now) {
    const plan::buyer& buyer = plan.buyers.at(order.buyer);
    if (auto why = why_paused(plan, order, in_force, now))
        return dynamic_refusal{0, candidate_reason::paused, *std::move(why)};
    if (test && !planted(base::bug::test_lead_counted))
        return dynamic_refusal{0, candidate_reason::paused,
                               "a test lead, and the buyer has no test connection"};
    const cap::holidays* calendar = order.ignores_holidays ? nullptr : &buyer.holidays;
    if (auto why = cap::why_closed(order.hours, calendar, buyer.zone, now))
        return dynamic_refusal{0, candidate_reason::closed, *std::move(why)};
    return std::nullopt;
}

dynamic_refusal as_refusal(shortage what) {
    return {0, what.why, std::move(what.detail)};
}

}  // namespace

void exclude_duplicates(const plan::snapshot& plan, const plan::tree& tree,
                        const std::vector<duplicate::rule>& rules,
                        const duplicate::verdict& verdict, selection& among) {
    if (verdict.excluded.empty()) return;
    std::erase_if(among.eligible, [&](std::uint32_t position) {
        const plan::order& order = plan.orders.at(tree.orders.at(position));
        const plan::buyer& buyer = plan.buyers.at(order.buyer);
        const duplicate::exclusion* found = verdict.excludes(buyer.name, buyer.group);
        if (found == nullptr) return false;
        among.refused.push_back({position, candidate_reason::duplicate_at_buyer,
                                 duplicate::describe(rules, found->why)});
        return true;
    });
}

void exclude_earlier_buyers(const plan::snapshot& plan, const plan::tree& tree,
                            const std::vector<earlier_buyer>& had_by, selection& among) {
    const auto is_of_its_group = [&](const plan::buyer& buyer, const std::string& name) {
        const plan::buyer* other = plan.find_buyer(name);
        return other != nullptr && !buyer.group.empty() && other->group == buyer.group;
    };
    const auto who_had_it = [&](const plan::buyer& buyer) {
        const auto itself = std::ranges::find(had_by, buyer.name, &earlier_buyer::name);
        if (itself != had_by.end()) return itself;
        return std::ranges::find_if(
            had_by, [&](const earlier_buyer& one) { return is_of_its_group(buyer, one.name); });
    };
    std::erase_if(among.eligible, [&](std::uint32_t position) {
        const plan::order& order = plan.orders.at(tree.orders.at(position));
        const auto found = who_had_it(plan.buyers.at(order.buyer));
        if (found == had_by.end()) return false;
        among.refused.push_back(
            {position, candidate_reason::duplicate_at_buyer,
             fmt::format("{} had this lead before, as {}", found->name, to_text(found->lead))});
        return true;
    });
}

selection select_candidates(const plan::snapshot& plan, const plan::tree& tree,
                            const plan::program& program, const plan::overrides& in_force,
                            const lead::values& lead, bool test, base::instant now) {
    selection made;
    // The caps of tree and seller are the same for every order.
    const auto for_all = shortage_now(
        {.tree = &tree, .program = &program, .vertical = tree.vertical}, lead, {}, now);
    for (const std::uint32_t position : tree.matcher->match(lead)) {
        const plan::order& order = plan.orders.at(tree.orders.at(position));
        const plan::buyer& buyer = plan.buyers.at(order.buyer);
        auto refused = closed_now(plan, order, in_force, test, now.wall);
        if (!refused && for_all) refused = as_refusal(*for_all);
        if (!refused) {
            auto lacking =
                shortage_now({.order = &order, .buyer = &buyer, .vertical = order.vertical}, lead,
                             least_price(tree, position, order), now);
            if (lacking) refused = as_refusal(*std::move(lacking));
        }
        if (refused) {
            refused->position = position;
            made.refused.push_back(*std::move(refused));
        } else {
            made.eligible.push_back(position);
        }
    }
    return made;
}

}  // namespace pointsman::engine
