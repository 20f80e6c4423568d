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
};

constexpr std::string_view to_text(lead_reason reason) {
    constexpr std::array<std::string_view, 10> names = {"",
                                                        "invalid_field",
                                                        "missing_field",
                                                        "seller_paused",
                                                        "below_min_price",
                                                        "no_candidates",
                                                        "no_bid",
                                                        "all_rejected",
                                                        "deadline",
                                                        "interrupted"};
    return names.at(static_cast<std::size_t>(reason));
}

constexpr std::string_view to_text(candidate_reason reason) {
    constexpr std::array<std::string_view, 23> names = {
        "filtered",   "paused",      "cap_count",     "cap_spend",       "closed",
        "no_time",    "stopped",     "declined",      "ping_timeout",    "late_bid",
        "ping_error", "bad_reply",   "below_floor",   "below_min_price", "margin_too_low",
        "outbid",     "sold",        "post_rejected", "post_unknown",    "post_error",
        "cap_lost",   "bid_expired", "max_posts"};
    return names.at(static_cast<std::size_t>(reason));
}

static_assert(to_text(lead_reason::interrupted) == "interrupted");
static_assert(to_text(candidate_reason::max_posts) == "max_posts");

}  // namespace pointsman::journal
