#include "lead_run.hpp"

#include "plain_words.hpp"

#include <pointsman/base/planted.hpp>
#include <pointsman/duplicate/judge.hpp>
#include <pointsman/protocol/interpret.hpp>
#include <pointsman/protocol/render.hpp>

#include <algorithm>
#include <utility>

// The part of a lead's life that talks to buyers: each action becomes a request, each reply an
// event.
namespace pointsman::engine {
namespace {

using protocol::phase;

// An answer as the walk hears it and as it is written down.
struct heard {
    walk::event event;
    attempt_result written;
};

heard hear(walk::candidate_number who, const protocol::ping_answer& answer) {
    struct visitor {
        walk::candidate_number who;

        heard operator()(const protocol::bid& a) const {
            return {walk::bid_received{who, a.price, a.expires_after}, {"bid", {}, a.price, 0, {}}};
        }

        heard operator()(const protocol::declined& a) const {
            return {walk::ping_declined{who, a.reason}, {"declined", a.reason, {}, 0, {}}};
        }

        heard operator()(const protocol::ping_failed& a) const {
            return {walk::ping_failed{who, a.what}, {"error", a.what, {}, 0, {}}};
        }

        heard operator()(const protocol::bad_reply& a) const {
            return {walk::ping_not_understood{who, a.what}, {"bad_reply", a.what, {}, 0, {}}};
        }
    };

    return std::visit(visitor{who}, answer);
}

heard hear(walk::candidate_number who, const protocol::post_answer& answer) {
    struct visitor {
        walk::candidate_number who;

        heard operator()(const protocol::accepted& a) const {
            return {walk::post_accepted{who, a.reference, a.redirect_url, a.price},
                    {"accepted", a.reference, a.price, 0, {}}};
        }

        heard operator()(const protocol::rejected& a) const {
            std::string detail(to_text(a.why));
            if (!a.reason.empty()) detail += ": " + a.reason;
            return {walk::post_rejected{who, detail}, {"rejected", detail, {}, 0, {}}};
        }

        heard operator()(const protocol::not_understood& a) const {
            return {walk::post_unknown{who, a.what}, {"unknown", a.what, {}, 0, {}}};
        }
    };

    return std::visit(visitor{who}, answer);
}

heard hear_silence(walk::candidate_number who, phase which, const call_failure& failure) {
    if (which == phase::ping)
        return {walk::ping_failed{who, failure.what},
                {failure.unsent ? "unsent" : "error", failure.what, {}, 0, {}}};
    if (failure.unsent)
        return {walk::post_unsent{who, failure.what}, {"unsent", failure.what, {}, 0, {}}};
    return {walk::post_unknown{who, failure.what}, {"unknown", failure.what, {}, 0, {}}};
}

}  // namespace

const plan::order& lead_run::order_of(walk::candidate_number who) const {
    return lead_.order_of(rules_.candidates.at(who));
}

limit_owners lead_run::owners_of(walk::candidate_number who) const {
    const plan::order& order = order_of(who);
    return {.order = &order,
            .buyer = &lead_.plan->buyers.at(order.buyer),
            .tree = lead_.tree,
            .program = lead_.submission.program,
            .vertical = order.vertical};
}

void lead_run::perform(const walk::send_ping& ping, base::instant now) {
    if (charge_ping(ping.to, now)) call_buyer(ping.to, phase::ping, ping.until, now);
}

// A ping counts the moment it is sent; nothing ever gives it back.
bool lead_run::charge_ping(walk::candidate_number who, base::instant now) {
    auto charged = cap::reserve(caps_for(owners_of(who), lead_.submission.fields), cap::event::ping,
                                now.wall, {});
    if (charged.refused) {
        follow_ups_.emplace_back(
            walk::cap_refused{who, describe(*charged.refused, cap::event::ping)});
        return false;
    }
    charged.reserved->commit();
    return true;
}

void lead_run::perform(const walk::prepare_post& post, base::instant now) {
    // Recovery tells the last post of a walk by its time, so a clock that is set back must not
    // reorder them.
    posting_at_ = std::max(now.wall, posting_at_ + base::duration(1));
    held_caps& held = caps_[post.to];
    held = {};
    if (!claim_post(post.to, held) || !reserve_post(post, held, now)) {
        caps_.erase(post.to);
        return;
    }
    const std::string& tier = lead_.tree->tiers.at(rules_.candidates.at(post.to).tier).name;
    held.posting = make_posting(lead_, order_of(post.to), tier, post.money, posting_at_);
    held.posting.limits = walk::limits_of(rules_, post.to);
    if (const auto told = captured_.find(post.to); told != captured_.end())
        held.posting.captured_sealed = seal_captured(lead_.key, told->second);
    postings_[post.to] = held.posting;
    if (planted(base::bug::post_before_commit))
        follow_ups_.emplace_back(walk::posting_stored{post.to});
    append(held.posting, [run = shared_from_this(), who = post.to](append_result result) {
        const base::instant stored_at = run->with_.clock.now();
        if (result == append_result::durable)
            run->deliver(walk::posting_stored{who}, stored_at);
        else
            run->deliver(walk::posting_not_stored{who}, stored_at);
    });
}

// No rule about duplicates forbids the post, and from now on other leads of the consumer see it.
bool lead_run::claim_post(walk::candidate_number who, held_caps& held) {
    const plan::buyer& buyer = lead_.plan->buyers.at(order_of(who).buyer);
    const auto& rules = lead_.submission.vertical->duplicates;
    const auto claimed = duty_->claim.try_post(rules, {buyer.name, buyer.group}, posting_at_);
    if (claimed) {
        held.claimed = *claimed;
        return true;
    }
    follow_ups_.emplace_back(
        walk::duplicate_refused{who, duplicate::describe(rules, claimed.error())});
    return false;
}

bool lead_run::reserve_post(const walk::prepare_post& post, held_caps& held, base::instant now) {
    auto made = make_award(owners_of(post.to), lead_.submission.fields, post.money,
                           {now.steady, posting_at_});
    if (made) {
        held.award = *std::move(made);
        return true;
    }
    duty_->claim.settle(held.claimed, duplicate::settlement::unsent);
    follow_ups_.emplace_back(
        walk::cap_refused{post.to, std::move(made.error().detail), made.error().why});
    return false;
}

void lead_run::perform(const walk::send_post& post, base::instant now) {
    call_buyer(post.to, phase::post, post.until, now);
}

// A post that left counts as one, whatever came of it; the sale's part is settled as the walk says.
void lead_run::perform(const walk::settle_cap& settled, base::instant) {
    const auto found = caps_.find(settled.of);
    if (found == caps_.end()) return;
    held_caps& held = found->second;
    const bool was_sent = attempts_.was_sent(settled.of, phase::post);
    if (was_sent)
        held.award.post.commit();
    else
        held.award.post.release();
    cap::accept_rate* const rate = order_of(settled.of).accept_rate.get();
    using duplicate::settlement;
    duplicate::claim& claim = duty_->claim;
    switch (settled.how) {
        case walk::settlement::commit:
            held.award.sale.commit_at(
                {settled.money.price.micros(), settled.money.payout.micros()});
            if (rate != nullptr) rate->count(true);
            claim.settle(held.claimed, settlement::sold);
            break;
        case walk::settlement::release:
            held.award.sale.release();
            if (rate != nullptr && was_sent) rate->count(false);
            claim.settle(held.claimed, was_sent ? settlement::refused : settlement::unsent);
            break;
        case walk::settlement::hold:
            if (planted(base::bug::unknown_releases_cap)) held.award.sale.release();
            held.held = held.award.sale.hold();
            // It may be a sale: a soft cap that took it for less would be overbooked beyond its
            // risk.
            if (rate != nullptr) rate->count(true);
            claim.settle(held.claimed, settlement::unknown);
            return;  // kept for the list of unknown posts
    }
    caps_.erase(found);
}

void lead_run::call_buyer(walk::candidate_number who, phase which, base::steady_time until,
                          base::instant now) {
    const plan::connection& via = *order_of(who).via;
    const protocol::request_spec& spec =
        which == phase::ping ? via.ping->request : via.post.request;
    buyer_call call{which,
                    protocol::render(spec, which, lead_.submission.vertical->fields,
                                     lead_.submission.fields, about(who, which)),
                    until - spec.min_time, until, until + via.late_reply};
    attempts_.started(who, which, now);
    with_.buyers.call(std::move(call),
                      [run = shared_from_this(), who, which](const call_result& result) {
                          if (which == phase::ping)
                              run->on_ping_answer(who, result);
                          else
                              run->on_post_answer(who, result);
                      });
}

void lead_run::on_ping_answer(walk::candidate_number who, const call_result& result) {
    const base::instant now = with_.clock.now();
    const bool in_time = walk_.awaits_ping(who, now.steady);
    const auto* reply = std::get_if<protocol::reply>(&result.answer);
    if (reply == nullptr) {
        // Giving up listening for a late reply is no news.
        if (!in_time) return;
        heard silence = hear_silence(who, phase::ping, std::get<call_failure>(result.answer));
        answered(who, phase::ping, true, silence.written, now);
        return deliver(silence.event, now);
    }
    const protocol::ping_answer answer =
        in_plain_words(protocol::interpret_ping(order_of(who).via->ping->reply, *reply),
                       lead_.submission.vertical->fields, lead_.submission.fields);
    if (const auto* bid = std::get_if<protocol::bid>(&answer)) captured_[who] = bid->captured;
    heard words = hear(who, answer);
    words.written.http_status = reply->status;
    words.written.body = reply->body;
    answered(who, phase::ping, in_time, words.written, now);
    deliver(words.event, now);
}

void lead_run::on_post_answer(walk::candidate_number who, const call_result& result) {
    const base::instant now = with_.clock.now();
    const bool in_time = walk_.awaits_post(who, now.steady);
    const auto* reply = std::get_if<protocol::reply>(&result.answer);
    if (reply == nullptr) {
        const auto& failure = std::get<call_failure>(result.answer);
        // That nothing was sent is true and welcome whenever it is heard.
        if (concluded_ || (!in_time && !failure.unsent)) return;
        heard silence = hear_silence(who, phase::post, failure);
        answered(who, phase::post, true, silence.written, now);
        return deliver(silence.event, now);
    }
    const protocol::post_answer answer =
        in_plain_words(protocol::interpret_post(order_of(who).via->post.reply, *reply),
                       lead_.submission.vertical->fields, lead_.submission.fields);
    heard words = hear(who, answer);
    words.written.http_status = reply->status;
    words.written.body = reply->body;
    note_refused_price(who, answer, in_time, words.written);
    answered(who, phase::post, in_time, words.written, now);
    deliver(words.event, now);
    // After the walk has heard of it: the very event may have told it that the time was up.
    if (!in_time) settle_late(who, answer);
}

// An accept at a price that cannot be taken leaves its post as unknown as it was: nobody who reads
// what is written down may take it for a sale. (An accept that is void is one all the same.)
void lead_run::note_refused_price(walk::candidate_number who, const protocol::post_answer& answer,
                                  bool in_time, attempt_result& written) {
    const auto* accepted = std::get_if<protocol::accepted>(&answer);
    if (accepted == nullptr || (!in_time && !postings_.at(who).holds)) return;
    const auto money = walk_.final_price(who, accepted->price);
    if (money) return;
    written.result = "unknown";
    written.detail = "accepted, " + std::string(describe(money.error()));
    if (in_time) refused_price_ = accepted->price;
}

// What a late answer means: nothing to the walk, but the end of a post that is held; and an accept
// after silence that was a refusal is void, which the buyer must hear.
void lead_run::settle_late(walk::candidate_number who, const protocol::post_answer& answer) {
    if (interrupted_) return;
    const auto how = settlement_by(settled_by::late_reply, answer);
    if (!how) return;
    if (!postings_.at(who).holds) {
        if (how->how != journal::settled_as::sold) return;
        unknown_post post = post_of(who);
        auto record = make_void_answer(post, *how, false, with_.clock.now().wall);
        return with_.unknown_posts.voids().add_when_possible(std::move(post), std::move(record));
    }
    if (!concluded_) return;
    if (walk_.result().endings.at(who).why != journal::candidate_reason::post_unknown) return;
    if (post_is_listed_)
        settle_unknown_post(who, *how);
    else
        late_settlement_ = *how;
}

void lead_run::settle_unknown_post(walk::candidate_number who, const settlement& how) {
    with_.unknown_posts.settle_when_possible(offer_id_of(postings_.at(who)), how,
                                             with_.clock.now().wall);
}

unknown_post lead_run::post_of(walk::candidate_number who) const {
    unknown_post post;
    post.posting = postings_.at(who);
    post.arrived = lead_.arrived.wall;
    post.seller = lead_.seller->name;
    post.vertical = lead_.submission.vertical->name;
    post.key = lead_.key;
    post.source = lead_.submission.source;
    post.test = lead_.submission.test;
    if (const auto told = captured_.find(who); told != captured_.end())
        post.captured = told->second;
    return post;
}

// Writes an answer down: with its attempt while the walk waits for it, on a page of its own when it
// is late.
void lead_run::answered(walk::candidate_number who, phase which, bool in_time,
                        const attempt_result& what, base::instant now) {
    const plan::order& order = order_of(who);
    const base::duration elapsed = attempts_.elapsed(who, which, now.steady);
    with_.observer.attempt_ended(lead_.plan->buyers.at(order.buyer).name, which,
                                 in_time ? what.result : "late", elapsed);
    if (in_time) return attempts_.ended(who, which, what, now.steady);
    append(journal::late_reply{lead_.id, 0, order.name, which == phase::post, 0, now.wall, elapsed,
                               std::string(what.result), what.price, seal_reply(lead_, what.body)},
           [run = shared_from_this()](append_result result) {
               if (result != append_result::durable)
                   run->with_.observer.trouble(run->lead_.id, "a late reply could not be stored");
           });
}

protocol::offer lead_run::about(walk::candidate_number who, phase which) const {
    const plan::order& order = order_of(who);
    protocol::offer offer;
    offer.lead_id = to_text(lead_.id);
    offer.offer_id = offer_id(lead_.id, order.name, which, 0);
    offer.order = order.name;
    offer.seller = lead_.seller->name;
    offer.source = lead_.submission.source;
    offer.test = lead_.submission.test;
    offer.received_at = base::to_rfc3339(lead_.arrived.wall);
    if (which == phase::post) offer.price = base::to_text(caps_.at(who).posting.price);
    if (const auto found = captured_.find(who); found != captured_.end())
        offer.captured = found->second;
    return offer;
}

}  // namespace pointsman::engine
