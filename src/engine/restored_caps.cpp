#include <pointsman/engine/restored_caps.hpp>

#include <pointsman/base/planted.hpp>
#include <pointsman/engine/select.hpp>
#include <pointsman/lead/lead.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>

namespace pointsman::engine {
namespace {

// One cap to be filled, and what to ask the journal for it.
struct gap {
    const plan::order_cap* cap = nullptr;
    const lead::catalogue* fields = nullptr;
    usage_question question;
};

std::vector<gap> gaps_of(const plan::snapshot& plan, base::wall_time now) {
    std::vector<gap> gaps;
    for (const plan::order& order : plan.orders) {
        const cap::zone& zone = plan.buyers.at(order.buyer).zone;
        for (const plan::order_cap& one : order.caps) {
            const base::wall_time start = cap::window_start(one.limit.per, zone, now);
            const cap::usage known = one.limit.used->used(start);
            if (known.committed + known.reserved > 0) continue;
            gaps.push_back({&one,
                            &plan.verticals.at(order.vertical).fields,
                            {order.name, one.limit.on, start}});
        }
    }
    return gaps;
}

void fill(const gap& what, std::int64_t count, base::money spend) {
    const cap::limit& limit = what.cap->limit;
    const std::int64_t used = limit.what == cap::measure::count ? count : spend.micros();
    limit.used->restore(what.question.since, {used, 0});
}

lead::values stored_values(const lead::catalogue& fields, const std::string& fields_json) {
    return lead::from_json(fields, nlohmann::json::parse(fields_json));
}

// A cap with a `when` rule counts the leads that meet it, so they are judged one by one. The rule
// needs no personal field: the configuration sees to that.
base::result<void, std::string> fill_by_rule(const gap& what, past_usage& past, unsettled posts) {
    const auto uses = past.uses_since(what.question, posts);
    if (!uses) return base::failure(uses.error());
    std::int64_t count = 0;
    base::money spend;
    for (const use& one : *uses) {
        if (!what.cap->when->passes(stored_values(*what.fields, one.fields_json))) continue;
        ++count;
        spend = spend + one.price;
    }
    fill(what, count, spend);
    return {};
}

}  // namespace

base::result<void, std::string> restore_caps(const plan::snapshot& plan, past_usage& past,
                                             unsettled posts, base::wall_time now) {
    std::vector<gap> plain;
    std::vector<usage_question> questions;
    for (const gap& one : gaps_of(plan, now)) {
        if (one.cap->when) {
            if (const auto filled = fill_by_rule(one, past, posts); !filled) return filled;
        } else {
            plain.push_back(one);
            questions.push_back(one.question);
        }
    }
    const auto found = past.usage_since(questions, posts);
    if (!found) return base::failure(found.error());
    for (std::size_t i = 0; i < plain.size(); ++i)
        fill(plain[i], (*found)[i].count, (*found)[i].spend);
    return {};
}

std::vector<cap::charge> reserve_again(const plan::snapshot& plan, const stored_post& post) {
    std::vector<cap::charge> charges;
    if (planted(base::bug::restart_forgets_reservations)) return charges;
    const auto order = std::ranges::find(plan.orders, post.posting.order, &plan::order::name);
    if (order == plan.orders.end() || post.test) return charges;
    const lead::values lead =
        stored_values(plan.verticals.at(order->vertical).fields, post.fields_json);
    const cap::zone& zone = plan.buyers.at(order->buyer).zone;
    for (const cap::limit* limit : caps_for(*order, lead)) {
        if (limit->on != cap::event::sale) continue;
        const base::wall_time window = cap::window_start(limit->per, zone, post.posting.at);
        const std::int64_t amount =
            limit->what == cap::measure::count ? 1 : post.posting.price.micros();
        limit->used->restore(window, {0, amount});
        charges.push_back({limit->used, window, amount});
    }
    return charges;
}

}  // namespace pointsman::engine
