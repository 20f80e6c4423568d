#pragma once

#include <pointsman/base/time.hpp>
#include <pointsman/walk/action.hpp>
#include <pointsman/walk/event.hpp>
#include <pointsman/walk/outcome.hpp>
#include <pointsman/walk/terms.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pointsman::walk {

// One lead's way through a tree, as a pure state machine: events in, actions out; no clock, no
// socket, no coroutine.
//
// Tiers are taken in order. In an `auction` tier all candidates are pinged at once; when each has
// answered or its time is up, the full lead is posted to the highest bid, and on a refusal to the
// next. In a `waterfall` tier each candidate is pinged (or directly posted) in turn. Fixed prices
// stand in the same ranking as bids. The first accept sells the lead; a post that may have arrived
// without an understood answer holds it (or counts as a refusal where the buyer's contract says
// so). An accept at a price that cannot be taken holds it under any contract: the buyer may own the
// lead.
//
// A timeout is an event like any other: feed a tick when next_wake comes. At the deadline the walk
// ends whatever else is still going on, and an answer that comes later changes nothing but its own
// reason (ping_timeout becomes late_bid).
class tree_walk {
public:
    explicit tree_walk(terms rules);

    // To be called once, before resume. The deadline counts from the lead's arrival, everything
    // else from `now`.
    std::vector<action> start(base::steady_time arrived, base::steady_time now);

    // `now` must not go backwards. After the end, events are ignored.
    std::vector<action> resume(const event& what, base::steady_time now);

    bool finished() const { return outcome_.has_value(); }

    // Precondition: finished.
    const outcome& result() const { return *outcome_; }

    // When the next tick is due; meaningless once finished.
    base::steady_time next_wake() const;

    // True while an answer of this candidate to its ping (or post) would still be in time.
    bool awaits_ping(candidate_number who, base::steady_time now) const;
    bool awaits_post(candidate_number who, base::steady_time now) const;

    // What a buyer pays that accepts its post and names this price, or why it cannot be sold the
    // lead. Precondition: the candidate was posted.
    base::result<ledger::split, ledger::price_problem> final_price(
        candidate_number who, const std::optional<base::money>& named) const;

private:
    enum class stage { not_asked, pinged, bidding, preparing, posted, ended };

    struct progress {
        walk::tree_walk::stage stage = stage::not_asked;
        base::steady_time answer_by;                   // pinged, posted
        std::optional<base::steady_time> bid_expires;  // bidding
        ledger::split money;                           // bidding and later
        ending end;
    };

    void enter_tier(std::uint32_t number, base::steady_time now);
    void ask(candidate_number who, base::steady_time now);
    void advance(base::steady_time now);
    void advance_auction(base::steady_time now);
    void advance_waterfall(base::steady_time now);
    void consider(candidate_number who, base::money price);
    void prepare(candidate_number who, base::steady_time now);
    void expire(base::steady_time now);
    void silent_post(candidate_number who, const std::string& detail);
    void hold_post(candidate_number who, std::string detail);

    void on(const tick&, base::steady_time now);
    void on(const bid_received& bid, base::steady_time now);
    void on(const ping_declined& declined, base::steady_time now);
    void on(const ping_failed& failed, base::steady_time now);
    void on(const ping_not_understood& reply, base::steady_time now);
    void on(const cap_refused& refused, base::steady_time now);
    void on(const duplicate_refused& refused, base::steady_time now);
    void on(const posting_stored& stored, base::steady_time now);
    void on(const posting_not_stored& failed, base::steady_time now);
    void on(const post_accepted& accepted, base::steady_time now);
    void on(const post_rejected& rejected, base::steady_time now);
    void on(const post_unknown& unknown, base::steady_time now);
    void on(const post_unsent& unsent, base::steady_time now);

    bool is(candidate_number who, stage expected) const;
    bool any_in_tier(stage wanted) const;
    base::steady_time limit() const;
    void end(candidate_number who, journal::candidate_reason why, std::string detail = {});
    void finish(walk::status status, journal::lead_reason reason);
    void finish_unsold();

    terms rules_;
    std::vector<progress> progress_;
    std::uint32_t tier_ = 0;
    candidate_number tier_begin_ = 0;  // the candidates of the tier: [tier_begin_, tier_end_)
    candidate_number tier_end_ = 0;
    base::steady_time deadline_;
    base::steady_time tier_deadline_;
    std::size_t posts_ = 0;
    std::optional<sale> sale_;
    std::vector<action> actions_;
    std::optional<outcome> outcome_;
};

}  // namespace pointsman::walk
