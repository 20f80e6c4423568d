#include <pointsman/engine/select.hpp>

#include <pointsman/base/planted.hpp>

#include <fmt/format.h>

#include <optional>

namespace pointsman::engine {
namespace {

using journal::candidate_reason;

std::optional<dynamic_refusal> full_cap(const plan::order& order, const cap::zone& zone,
                                        const lead::values& lead, base::wall_time now) {
    const std::vector<const cap::limit*> caps = caps_for(order, lead);
    for (const cap::event on : {cap::event::ping, cap::event::post, cap::event::sale}) {
        if (const auto full = cap::first_full(caps, on, zone, now))
            return dynamic_refusal{0,
                                   full->what == cap::measure::count ? candidate_reason::cap_count
                                                                     : candidate_reason::cap_spend,
                                   describe(*full, on)};
    }
    return std::nullopt;
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

std::optional<dynamic_refusal> refusal_now(const plan::snapshot& plan, const plan::order& order,
                                           const plan::overrides& in_force,
                                           const lead::values& lead, bool test,
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
    return full_cap(order, buyer.zone, lead, now);
}

}  // namespace

std::vector<const cap::limit*> caps_for(const plan::order& order, const lead::values& lead) {
    std::vector<const cap::limit*> counting;
    for (const plan::order_cap& one : order.caps)
        if (!one.when || one.when->passes(lead)) counting.push_back(&one.limit);
    return counting;
}

std::string describe(const cap::refusal& full, cap::event on) {
    return fmt::format("{} {} per {}", to_text(on),
                       full.what == cap::measure::count ? "count" : "spend", to_text(full.per));
}

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

selection select_candidates(const plan::snapshot& plan, const plan::tree& tree,
                            const plan::overrides& in_force, const lead::values& lead, bool test,
                            base::wall_time now) {
    selection made;
    for (const std::uint32_t position : tree.matcher->match(lead)) {
        const plan::order& order = plan.orders.at(tree.orders.at(position));
        if (auto refused = refusal_now(plan, order, in_force, lead, test, now)) {
            refused->position = position;
            made.refused.push_back(std::move(*refused));
        } else {
            made.eligible.push_back(position);
        }
    }
    return made;
}

}  // namespace pointsman::engine
