#include "stub_buyer.hpp"

#include "request_values.hpp"

#include <nlohmann/json.hpp>

#include <utility>

namespace pointsman::sandbox {
namespace {

std::string bid_key(const offer_id& offer) {
    return offer.lead_id + "." + offer.order;
}

nlohmann::json names_of(const std::map<std::string, std::string>& values) {
    nlohmann::json names = nlohmann::json::array();
    for (const auto& [name, value] : values) names.push_back(name);
    return names;
}

double milliseconds_of(base::duration span) {
    return static_cast<double>(span.count()) / 1000;
}

}  // namespace

void stub_buyer::remember_bid(const offer_id& offer, base::money price) {
    const std::string key = bid_key(offer);
    if (bids_.insert_or_assign(key, price).second) oldest_bids_.push_back(key);
    if (oldest_bids_.size() <= max_remembered_bids) return;
    bids_.erase(oldest_bids_.front());
    oldest_bids_.pop_front();
}

base::money stub_buyer::agreed_price(const offer_id& offer, const value_map& values) const {
    if (const auto bid = bids_.find(bid_key(offer)); bid != bids_.end()) return bid->second;
    const auto named = values.find(profile_.price_field);
    if (named == values.end()) return {};
    return base::parse_money(named->second).value_or(base::money());
}

std::optional<planned_answer> stub_buyer::receive(const seen_request& request,
                                                  base::wall_time now) {
    const auto offer = parse_offer_id(request.offer_header);
    if (!offer) return std::nullopt;
    planned_answer plan = plan_answer(sandbox_, profile_, *offer);
    const value_map values = values_of(request.content_type, request.body);
    if (plan.decided == decision::bid) remember_bid(*offer, plan.price);
    if (offer->is_post) plan.price = agreed_price(*offer, values);
    nlohmann::json line = {{"time", base::to_rfc3339(now)},
                           {"buyer", profile_.name},
                           {"phase", offer->is_post ? "post" : "ping"},
                           {"offer_id", request.offer_header},
                           {"lead_id", offer->lead_id},
                           {"order", offer->order},
                           {"attempt", offer->attempt},
                           {"mood", to_text(plan.mood)},
                           {"delay_ms", milliseconds_of(plan.delay)},
                           {"answer", to_text(plan.decided)},
                           {"price", base::to_text(plan.price)}};
    // A ping's values are kept so that the verifier can look for personal data in them; a post's
    // are personal.
    if (offer->is_post)
        line["fields"] = names_of(values);
    else
        line["values"] = values;
    log_ << line.dump() << std::endl;
    return plan;
}

}  // namespace pointsman::sandbox
