#include <pointsman/walk/walk.hpp>

#include "ranking.hpp"

#include <pointsman/base/planted.hpp>

#include <algorithm>
#include <utility>

namespace pointsman::walk {

using journal::candidate_reason;
using journal::lead_reason;

namespace {

candidate_reason reason_of(ledger::price_problem what) {
    switch (what) {
        case ledger::price_problem::not_an_amount: return candidate_reason::bad_reply;
        case ledger::price_problem::below_floor: return candidate_reason::below_floor;
        case ledger::price_problem::margin_too_low: return candidate_reason::margin_too_low;
        case ledger::price_problem::below_min_price: return candidate_reason::below_min_price;
    }
    std::unreachable();
}

}  // namespace

tree_walk::tree_walk(terms rules) : rules_(std::move(rules)), progress_(rules_.candidates.size()) {}

std::vector<action> tree_walk::start(base::steady_time arrived, base::steady_time now) {
    deadline_ = arrived + rules_.deadline;
    if (rules_.candidates.empty()) {
        finish(status::unsold, lead_reason::no_candidates);
    } else if (now >= deadline_) {
        finish(status::unsold, lead_reason::deadline);
    } else {
        enter_tier(0, now);
        advance(now);
    }
    return std::exchange(actions_, {});
}

std::vector<action> tree_walk::resume(const event& what, base::steady_time now) {
    if (finished()) return {};
    // Provably unsent is no silence, whenever it is heard.
    if (const auto* unsent = std::get_if<post_unsent>(&what)) on(*unsent, now);
    // What is late is late, also when its answer comes with the very event that tells the time.
    expire(now);
    if (!finished()) std::visit([&](const auto& happened) { on(happened, now); }, what);
    if (!finished()) advance(now);
    return std::exchange(actions_, {});
}

base::steady_time tree_walk::next_wake() const {
    base::steady_time earliest = limit();
    for (candidate_number who = tier_begin_; who < tier_end_; ++who) {
        if (is(who, stage::pinged) || is(who, stage::posted))
            earliest = std::min(earliest, progress_[who].answer_by);
    }
    return earliest;
}

bool tree_walk::awaits_ping(candidate_number who, base::steady_time now) const {
    return !finished() && is(who, stage::pinged) && now < progress_[who].answer_by;
}

bool tree_walk::awaits_post(candidate_number who, base::steady_time now) const {
    return !finished() && is(who, stage::posted) && now < progress_[who].answer_by;
}

// --- Tiers
// ------------------------------------------------------------------------------------------------------

void tree_walk::enter_tier(std::uint32_t number, base::steady_time now) {
    tier_ = number;
    tier_begin_ = tier_end_;
    while (tier_end_ < progress_.size() && rules_.candidates[tier_end_].tier == number) ++tier_end_;
    const std::optional<base::duration>& own = rules_.tiers[number].deadline;
    tier_deadline_ = own ? std::min(deadline_, now + *own) : deadline_;
    if (rules_.tiers[number].mode == plan::tier_mode::auction)
        for (candidate_number who = tier_begin_; who < tier_end_; ++who) ask(who, now);
}

// Pings a candidate, or takes its fixed price where there is nothing to ask.
void tree_walk::ask(candidate_number who, base::steady_time now) {
    const candidate& order = rules_.candidates[who];
    if (!order.pings) {
        consider(who, *order.fixed_price);
        return;
    }
    const base::deadline until = base::deadline(limit()).within(now, order.ping_timeout);
    if (until.time_left(now) < order.ping_min_time) {
        end(who, candidate_reason::no_time);
        return;
    }
    progress_[who].stage = stage::pinged;
    progress_[who].answer_by = until.at();
    actions_.emplace_back(send_ping{who, until.at()});
}

// Goes on until the walk waits for something or ends.
void tree_walk::advance(base::steady_time now) {
    while (!finished()) {
        if (rules_.tiers[tier_].mode == plan::tier_mode::auction)
            advance_auction(now);
        else
            advance_waterfall(now);
        const bool waiting = any_in_tier(stage::pinged) || any_in_tier(stage::preparing) ||
                             any_in_tier(stage::posted);
        if (finished() || waiting) return;
        if (any_in_tier(stage::bidding) || any_in_tier(stage::not_asked)) continue;
        if (posts_ >= rules_.max_posts || tier_ + 1 == rules_.tiers.size()) return finish_unsold();
        enter_tier(tier_ + 1, now);
    }
}

void tree_walk::advance_auction(base::steady_time now) {
    if (any_in_tier(stage::pinged) || any_in_tier(stage::preparing) || any_in_tier(stage::posted))
        return;
    std::vector<ranked> standing;
    for (candidate_number who = tier_begin_; who < tier_end_; ++who)
        if (is(who, stage::bidding))
            standing.push_back({who, progress_[who].money.price, rules_.candidates[who].lot});
    if (!standing.empty()) prepare(best_of(standing), now);
}

void tree_walk::advance_waterfall(base::steady_time now) {
    for (candidate_number who = tier_begin_; who < tier_end_; ++who) {
        if (is(who, stage::not_asked)) {
            if (posts_ >= rules_.max_posts)
                end(who, candidate_reason::stopped, "the walk made its most posts");
            else
                ask(who, now);
        }
        if (is(who, stage::bidding)) prepare(who, now);
        if (!is(who, stage::ended)) return;
    }
}

void tree_walk::consider(candidate_number who, base::money price) {
    const auto money = ledger::judge_price(price, limits_of(rules_, who));
    if (!money) return end(who, reason_of(money.error()), base::to_text(price));
    progress_[who].stage = stage::bidding;
    progress_[who].money = *money;
}

void tree_walk::prepare(candidate_number who, base::steady_time now) {
    const progress& bid = progress_[who];
    if (posts_ >= rules_.max_posts) return end(who, candidate_reason::max_posts);
    if (bid.bid_expires && now >= *bid.bid_expires) return end(who, candidate_reason::bid_expired);
    if (limit() - now < rules_.candidates[who].post_min_time)
        return end(who, candidate_reason::no_time);
    progress_[who].stage = stage::preparing;
    actions_.emplace_back(prepare_post{who, bid.money});
}

// --- Time
// -------------------------------------------------------------------------------------------------------

void tree_walk::expire(base::steady_time now) {
    for (candidate_number who = tier_begin_; who < tier_end_ && !finished(); ++who) {
        if (now < progress_[who].answer_by) continue;
        if (is(who, stage::pinged))
            end(who, candidate_reason::ping_timeout);
        else if (is(who, stage::posted))
            silent_post(who, "no answer in time");
    }
    if (finished() || now < limit()) return;
    // The time of the tier, perhaps of the whole walk, is over: what still stands there has no time
    // left.
    for (candidate_number who = tier_begin_; who < tier_end_; ++who) {
        if (is(who, stage::preparing)) actions_.emplace_back(settle_cap{who, settlement::release});
        if (!is(who, stage::ended)) end(who, candidate_reason::no_time);
    }
    if (now >= deadline_) finish(status::unsold, lead_reason::deadline);
}

// The buyer may own the lead and has not said so.
void tree_walk::silent_post(candidate_number who, const std::string& detail) {
    if (rules_.candidates[who].no_answer == plan::silence::reject ||
        planted(base::bug::silence_is_reject)) {
        actions_.emplace_back(settle_cap{who, settlement::release});
        return end(who, candidate_reason::post_rejected,
                   detail + "; by contract that is a refusal");
    }
    hold_post(who, detail);
}

void tree_walk::hold_post(candidate_number who, std::string detail) {
    actions_.emplace_back(settle_cap{who, settlement::hold});
    end(who, candidate_reason::post_unknown, std::move(detail));
    finish(status::held, lead_reason::none);
}

// --- Events
// -----------------------------------------------------------------------------------------------------

void tree_walk::on(const tick&, base::steady_time) {}

void tree_walk::on(const bid_received& bid, base::steady_time now) {
    if (is(bid.from, stage::pinged)) {
        if (bid.expires_after) progress_[bid.from].bid_expires = now + *bid.expires_after;
        consider(bid.from, rules_.candidates[bid.from].fixed_price.value_or(bid.price));
        return;
    }
    ending& known = progress_[bid.from].end;
    if (planted(base::bug::late_bid_wins) && known.why == candidate_reason::ping_timeout)
        return consider(bid.from, bid.price);
    if (known.why == candidate_reason::ping_timeout)
        known = {candidate_reason::late_bid, base::to_text(bid.price)};
}

void tree_walk::on(const ping_declined& declined, base::steady_time) {
    if (is(declined.from, stage::pinged))
        end(declined.from, candidate_reason::declined, declined.detail);
}

void tree_walk::on(const ping_failed& failed, base::steady_time) {
    if (is(failed.from, stage::pinged))
        end(failed.from, candidate_reason::ping_error, failed.detail);
}

void tree_walk::on(const ping_not_understood& reply, base::steady_time) {
    if (is(reply.from, stage::pinged)) end(reply.from, candidate_reason::bad_reply, reply.detail);
}

void tree_walk::on(const cap_refused& refused, base::steady_time) {
    if (is(refused.from, stage::pinged))
        end(refused.from, candidate_reason::cap_count, refused.detail);
    if (!is(refused.from, stage::preparing)) return;
    end(refused.from, refused.why, refused.detail);
}

void tree_walk::on(const duplicate_refused& refused, base::steady_time) {
    if (is(refused.from, stage::preparing))
        end(refused.from, candidate_reason::duplicate_at_buyer, refused.detail);
}

void tree_walk::on(const posting_stored& stored, base::steady_time now) {
    if (!is(stored.from, stage::preparing)) return;
    const candidate& order = rules_.candidates[stored.from];
    const base::deadline until = base::deadline(limit()).within(now, order.post_timeout);
    if (until.time_left(now) < order.post_min_time) {
        actions_.emplace_back(settle_cap{stored.from, settlement::release});
        return end(stored.from, candidate_reason::no_time);
    }
    ++posts_;
    progress_[stored.from].stage = stage::posted;
    progress_[stored.from].answer_by = until.at();
    actions_.emplace_back(send_post{stored.from, until.at()});
}

void tree_walk::on(const posting_not_stored& failed, base::steady_time) {
    if (!is(failed.from, stage::preparing)) return;
    actions_.emplace_back(settle_cap{failed.from, settlement::release});
    end(failed.from, candidate_reason::post_error, "the intent to post could not be stored");
    finish(status::unsold, lead_reason::interrupted);
}

void tree_walk::on(const post_accepted& accepted, base::steady_time) {
    if (!is(accepted.from, stage::posted)) return;
    const auto money = final_price(accepted.from, accepted.price);
    if (!money)
        return hold_post(accepted.from, "accepted at " + base::to_text(*accepted.price) + ", " +
                                            std::string(describe(money.error())));
    actions_.emplace_back(settle_cap{accepted.from, settlement::commit, *money});
    end(accepted.from, candidate_reason::sold);
    sale_ = sale{accepted.from, *money, accepted.reference, accepted.redirect_url};
    finish(status::sold, lead_reason::none);
}

base::result<ledger::split, ledger::price_problem> tree_walk::final_price(
    candidate_number who, const std::optional<base::money>& named) const {
    return ledger::final_price(progress_[who].money, named, limits_of(rules_, who));
}

void tree_walk::on(const post_rejected& rejected, base::steady_time) {
    if (!is(rejected.from, stage::posted)) return;
    actions_.emplace_back(settle_cap{rejected.from, settlement::release});
    end(rejected.from, candidate_reason::post_rejected, rejected.detail);
}

void tree_walk::on(const post_unknown& unknown, base::steady_time) {
    if (is(unknown.from, stage::posted)) silent_post(unknown.from, unknown.detail);
}

void tree_walk::on(const post_unsent& unsent, base::steady_time) {
    if (!is(unsent.from, stage::posted)) return;
    --posts_;  // nobody has seen it
    actions_.emplace_back(settle_cap{unsent.from, settlement::release});
    end(unsent.from, candidate_reason::post_error, unsent.detail);
}

// --- Ends
// -------------------------------------------------------------------------------------------------------

bool tree_walk::is(candidate_number who, stage expected) const {
    return progress_[who].stage == expected;
}

bool tree_walk::any_in_tier(stage wanted) const {
    for (candidate_number who = tier_begin_; who < tier_end_; ++who)
        if (is(who, wanted)) return true;
    return false;
}

base::steady_time tree_walk::limit() const {
    return std::min(tier_deadline_, deadline_);
}

void tree_walk::end(candidate_number who, candidate_reason why, std::string detail) {
    progress_[who].stage = stage::ended;
    progress_[who].end = {why, std::move(detail)};
}

void tree_walk::finish_unsold() {
    std::vector<candidate_reason> reasons;
    for (const progress& one : progress_)
        if (one.stage == stage::ended) reasons.push_back(one.end.why);
    finish(status::unsold, why_unsold(posts_, reasons));
}

// Gives everybody who has none a reason, and closes the walk.
void tree_walk::finish(status how, lead_reason reason) {
    const candidate_reason not_reached =
        reason == lead_reason::deadline ? candidate_reason::no_time : candidate_reason::stopped;
    for (candidate_number who = 0; who < progress_.size(); ++who) {
        if (is(who, stage::bidding))
            end(who, how == status::unsold ? not_reached : candidate_reason::outbid);
        else if (is(who, stage::not_asked))
            end(who, not_reached);
    }
    outcome made{how, reason, std::move(sale_), {}};
    made.endings.reserve(progress_.size());
    for (const progress& one : progress_) made.endings.push_back(one.end);
    outcome_ = std::move(made);
}

}  // namespace pointsman::walk
