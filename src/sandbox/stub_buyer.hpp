#pragma once

#include <pointsman/base/money.hpp>
#include <pointsman/base/time.hpp>
#include <pointsman/sandbox/behaviour.hpp>

#include <deque>
#include <map>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <unordered_map>

namespace pointsman::sandbox {

// A buyer's request as it arrived.
struct seen_request {
    std::string_view offer_header;  // X-Offer-Id
    std::string_view content_type;
    std::string_view body;
};

// The mind of one stub buyer: decides, remembers what it bid, and writes down what it saw and
// decided before anybody is told. One JSON object a line, with time, buyer, phase, offer_id,
// lead_id, order, attempt, mood, delay_ms, answer, price, and the values of a ping or the names in
// a post.
class stub_buyer {
public:
    // All three must outlive the buyer.
    stub_buyer(const sandbox_profile& sandbox, const buyer_profile& profile, std::ostream& log)
        : sandbox_(sandbox), profile_(profile), log_(log) {}

    // Nothing when the request names no offer: it did not come from the server.
    std::optional<planned_answer> receive(const seen_request& request, base::wall_time now);

    const buyer_profile& profile() const { return profile_; }

private:
    using value_map = std::map<std::string, std::string>;

    static constexpr std::size_t max_remembered_bids = 100'000;

    void remember_bid(const offer_id& offer, base::money price);
    base::money agreed_price(const offer_id& offer, const value_map& values) const;

    const sandbox_profile& sandbox_;
    const buyer_profile& profile_;
    std::ostream& log_;
    std::unordered_map<std::string, base::money> bids_;  // by lead and order
    std::deque<std::string> oldest_bids_;
};

}  // namespace pointsman::sandbox
