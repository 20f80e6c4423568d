#include <pointsman/base/text.hpp>
#include <pointsman/sandbox/behaviour.hpp>
#include <pointsman/sandbox/random.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace pointsman::sandbox {
namespace {

template <class... Functions>
struct overloaded : Functions... {
    using Functions::operator()...;
};

mood draw_mood(const mood_shares& shares, random& dice) {
    double point = dice.unit();
    for (const mood which : all_moods) {
        if (which == mood::normal) continue;
        const double share = shares[static_cast<std::size_t>(which)];
        if (point < share) return which;
        point -= share;
    }
    return mood::normal;
}

bool gets_to_decide(mood which) {
    return which == mood::normal || which == mood::drip || which == mood::oversized;
}

base::duration draw_latency(const latency_manner& manner, random& dice) {
    double milliseconds = dice.lognormal(manner.median_ms, manner.sigma);
    if (dice.chance(manner.tail_share)) milliseconds += dice.exponential(manner.tail_ms);
    return base::duration(std::llround(milliseconds * 1000));
}

double draw_price(const price_manner& manner, random& dice) {
    return std::visit(overloaded{[](const fixed_price& price) { return price.amount; },
                                 [&](const uniform_price& price) {
                                     return price.least + (price.most - price.least) * dice.unit();
                                 },
                                 [&](const lognormal_price& price) {
                                     return dice.lognormal(price.median, price.sigma);
                                 }},
                      manner);
}

// At least a cent: a bid of nothing would be a decline.
base::money in_cents(double amount) {
    const std::int64_t cents = std::clamp<std::int64_t>(std::llround(amount * 100), 1, 99'999'999);
    return base::money::from_micros(cents * 10'000);
}

void replace_all(std::string& text, std::string_view what, std::string_view with) {
    for (std::size_t at = text.find(what); at != std::string::npos;
         at = text.find(what, at + with.size()))
        text.replace(at, what.size(), with);
}

std::string filled_in(std::string text, base::money price, std::string_view reference,
                      std::string_view reason) {
    replace_all(text, "$price", base::to_text(price));
    replace_all(text, "$reference", reference);
    replace_all(text, "$reason", reason);
    return text;
}

void decide_ping(const ping_manner& manner, double common, random& dice, planned_answer& plan) {
    const bool bids = dice.chance(manner.bids);
    plan.price = in_cents(draw_price(manner.price, dice) * common);
    plan.decided = bids ? decision::bid : decision::declined;
    if (!bids) plan.price = {};
    const std::string reference = fmt::format("q{:012x}", dice.next() >> 16);
    plan.body = filled_in(bids ? manner.bid : manner.declined, plan.price, reference, "no match");
}

void decide_post(const post_manner& manner, random& dice, planned_answer& plan) {
    const bool accepts = dice.chance(manner.accepts);
    plan.decided = accepts ? decision::accepted : decision::rejected;
    const std::string reference = fmt::format("b{:012x}", dice.next() >> 16);
    const std::string& reason = dice.pick(manner.reasons);
    plan.body = filled_in(accepts ? manner.accepted : manner.rejected, {}, reference, reason);
}

}  // namespace

std::string_view to_text(decision which) {
    switch (which) {
        case decision::none: return "none";
        case decision::bid: return "bid";
        case decision::declined: return "declined";
        case decision::accepted: return "accepted";
        case decision::rejected: return "rejected";
    }
    return "";
}

std::optional<offer_id> parse_offer_id(std::string_view text) {
    const auto parts = base::split(text, '.');
    if (parts.size() != 4 || parts[0].empty() || parts[1].empty()) return std::nullopt;
    const auto attempt = base::parse_integer(parts[3]);
    if (!attempt || *attempt < 0 || *attempt > 1'000'000) return std::nullopt;
    if (parts[2] != "ping" && parts[2] != "post") return std::nullopt;
    return offer_id{std::string(parts[0]), std::string(parts[1]), parts[2] == "post",
                    static_cast<std::int32_t>(*attempt)};
}

planned_answer plan_answer(const sandbox_profile& sandbox, const buyer_profile& buyer,
                           const offer_id& offer) {
    random dice(sandbox.seed, fmt::format("{} {} {} {} {}", buyer.name, offer.lead_id, offer.order,
                                          offer.is_post ? "post" : "ping", offer.attempt));
    const bool knows_pings = buyer.ping.has_value();
    planned_answer plan;
    if (!offer.is_post && !knows_pings) {
        plan.mood = mood::status_500;
        return plan;
    }
    plan.mood = draw_mood(offer.is_post ? buyer.post.moods : buyer.ping->moods, dice);
    plan.delay = draw_latency(offer.is_post ? buyer.post.latency : buyer.ping->latency, dice);
    if (!gets_to_decide(plan.mood)) return plan;
    if (offer.is_post) {
        decide_post(buyer.post, dice, plan);
    } else {
        const double common =
            random(sandbox.seed, offer.lead_id).lognormal(1, sandbox.common_sigma);
        decide_ping(*buyer.ping, common, dice, plan);
    }
    return plan;
}

}  // namespace pointsman::sandbox
