#pragma once

#include <pointsman/base/money.hpp>
#include <pointsman/base/time.hpp>
#include <pointsman/ledger/final_price.hpp>
#include <pointsman/ledger/terms.hpp>
#include <pointsman/plan/plan.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace pointsman::walk {

// The place of an order among those considered in one walk.
using candidate_number = std::uint32_t;

// What the walk knows of one order that may have the lead.
struct candidate {
    plan::order_number order = 0;
    std::uint32_t tier = 0;
    bool pings = false;                      // without: posted directly at the fixed price
    std::optional<base::money> fixed_price;  // with a ping: the ping only asks for a yes
    base::duration ping_timeout{};
    base::duration ping_min_time{};  // not pinged with less than this left
    base::duration post_timeout{};
    base::duration post_min_time{};
    plan::silence no_answer = plan::silence::hold;
    std::uint64_t lot = 0;  // breaks ties between equal prices: the lower lot goes first
};

struct tier_rules {
    plan::tier_mode mode = plan::tier_mode::auction;
    std::optional<base::money> floor;
    std::optional<base::duration> deadline;
};

// Everything that decides a walk besides the buyers' answers. Plain values: the same terms and
// events give the same walk, today and in a replay.
struct terms {
    std::vector<tier_rules> tiers;
    std::vector<candidate> candidates;  // by tier, then in the order of asking
    ledger::payout_terms payout;
    std::optional<base::money> min_price;  // the seller's, compares the payout
    base::duration deadline{};
    std::size_t max_posts = 1;
};

// What a price must reach for this candidate to be sold the lead.
ledger::price_limits limits_of(const terms& rules, candidate_number who);

// The terms of a lead in `tree`: `eligible` are positions in tree.orders (ascending), `max_wait`
// the seller's limit. `seed` fixes the ties.
terms make_terms(const plan::snapshot& plan, const plan::tree& tree,
                 const std::vector<std::uint32_t>& eligible, const ledger::payout_terms& payout,
                 std::optional<base::money> min_price, std::optional<base::duration> max_wait,
                 std::uint64_t seed);

}  // namespace pointsman::walk
