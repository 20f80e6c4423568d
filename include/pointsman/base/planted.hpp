#pragma once

// Bugs that the simulator must find (tests/sim): one line at each place where a wrong server would
// differ from ours. Constant false in every build but the `sim` preset's, where one at a time can
// be switched on.
namespace pointsman::base {

enum class bug {
    none,
    answer_before_commit,
    post_before_commit,
    silence_is_reject,
    unknown_releases_cap,
    cap_committed_twice,
    clock_jump_resets_window,
    lowered_cap_forgets,
    restart_posts_again,
    restart_forgets_reservations,
    restart_forgets_posts,
    key_without_seller,
    remembered_before_commit,
    late_bid_wins,
    settled_twice,
    payout_rounded_up,
    replay_without_batch_id,
    plan_read_again,
    paid_below_minimum,
    stale_epoch_commits,
    poison_takes_batch,
    deadline_by_wall_clock,
    test_lead_counted,
    claim_after_filter,
    returned_twice,
    restart_forgets_balance,
    ping_price_charged,
    resold_to_its_buyer,
    resale_pays_again,
    repost_without_intent,
    repost_as_new_offer,
    settled_is_reposted,
    status_unknown_is_rejected,
    restart_forgets_asked,
    restart_forgets_notices,
};

#ifdef POINTSMAN_PLANTED_BUGS
inline bug planted_bug = bug::none;  // to be set before anything runs

inline bool planted(bug which) {
    return planted_bug == which;
}
#else
constexpr bool planted(bug) {
    return false;
}
#endif

}  // namespace pointsman::base
