#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

// Design section 7: one closed vocabulary for why a lead or an order fared as it did. Stored as
// text, so names are append-only: never renamed, never reused.
namespace pointsman::journal {

enum class lead_reason {
    none,  // sold: nothing to explain
    invalid_field,
    missing_field,
    seller_paused,
    below_min_price,
    no_candidates,
    no_bid,
    all_rejected,
    deadline,
    interrupted,
    duplicate,    // the same consumer came before, and a rule of the vertical rejects that
    suppressed,   // the consumer is on a list of those who must not be sold
    quiet_hours,  // the consumer may not be called now
};

enum class candidate_reason {
    // Not asked.
    filtered,
    paused,
    cap_count,
    cap_spend,
    closed,
    no_time,
    stopped,  // the walk ended before this order's turn
    // Asked.
    declined,
    ping_timeout,
    late_bid,
    ping_error,
    bad_reply,
    below_floor,
    below_min_price,
    margin_too_low,
    outbid,
    // Posted, or about to be.
    sold,
    post_rejected,
    post_unknown,
    post_error,
    cap_lost,
    bid_expired,
    max_posts,
    // Not asked, or about to be posted when a copy in flight came first.
    duplicate_at_buyer,
    // Not asked: its buyer is silent about too many posts.
    circuit_open,
    // Not asked, or about to be posted when somebody else came first.
    concurrency,  // as many posts open as the order or its buyer may have
    no_balance,   // less left of a prepaid buyer's balance than the lead costs
    pacing,       // too soon after the order's last post
};

constexpr std::string_view to_text(lead_reason reason) {
    constexpr std::array<std::string_view, 13> names = {"",
                                                        "invalid_field",
                                                        "missing_field",
                                                        "seller_paused",
                                                        "below_min_price",
                                                        "no_candidates",
                                                        "no_bid",
                                                        "all_rejected",
                                                        "deadline",
                                                        "interrupted",
                                                        "duplicate",
                                                        "suppressed",
                                                        "quiet_hours"};
    return names.at(static_cast<std::size_t>(reason));
}

constexpr std::string_view to_text(candidate_reason reason) {
    constexpr std::array<std::string_view, 28> names = {
        "filtered",    "paused",      "cap_count",     "cap_spend",          "closed",
        "no_time",     "stopped",     "declined",      "ping_timeout",       "late_bid",
        "ping_error",  "bad_reply",   "below_floor",   "below_min_price",    "margin_too_low",
        "outbid",      "sold",        "post_rejected", "post_unknown",       "post_error",
        "cap_lost",    "bid_expired", "max_posts",     "duplicate_at_buyer", "circuit_open",
        "concurrency", "no_balance",  "pacing"};
    return names.at(static_cast<std::size_t>(reason));
}

static_assert(to_text(lead_reason::quiet_hours) == "quiet_hours");
static_assert(to_text(candidate_reason::pacing) == "pacing");

}  // namespace pointsman::journal
