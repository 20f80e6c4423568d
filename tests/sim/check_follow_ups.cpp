#include "truth.hpp"

#include <pointsman/engine/follow_ups.hpp>
#include <pointsman/engine/settlement.hpp>

#include <fmt/format.h>

#include <algorithm>

// What may be asked or told a buyer about a post whose walk has ended, and what may follow from its
// answer.
namespace pointsman::sim {

using journal::follow_up_kind;

namespace {

bool is_about(const auto& record, const journal::posting& post) {
    return record.walk == post.walk && record.order == post.order && record.attempt == post.attempt;
}

const journal::posting* posting_to(const lead_rows& lead, const std::string& order) {
    const auto found = std::ranges::find(lead.postings, order, &journal::posting::order);
    return found == lead.postings.end() ? nullptr : &*found;
}

std::vector<stored_follow_up> intents_of(const lead_rows& lead, const journal::posting& post,
                                         follow_up_kind kind) {
    std::vector<stored_follow_up> all;
    std::ranges::copy_if(lead.follow_ups, std::back_inserter(all),
                         [&](const stored_follow_up& one) {
                             return one.made.kind == kind && is_about(one.made, post);
                         });
    return all;
}

bool is_void_accept(const lead_rows& lead, const journal::posting& post) {
    return std::ranges::any_of(lead.voids, [&](const journal::void_answer& said) {
        return !said.is_contradiction && is_about(said, post);
    });
}

bool is_sold_to(const lead_rows& lead, const std::string& order) {
    return lead.final && lead.final->sale && lead.final->sale->order == order;
}

std::int32_t most_of(follow_up_kind kind, const plan::connection& via) {
    switch (kind) {
        case follow_up_kind::status: return via.status ? via.status->times : 0;
        case follow_up_kind::repost: return via.repost ? via.repost->times : 0;
        case follow_up_kind::void_notice: break;
    }
    return via.void_notice ? engine::follow_ups::most_notices : 0;
}

}  // namespace

void truth::post_leaves(const base::lead_id& lead, std::size_t order, const std::string& body) {
    if (const auto found = leads_.find(lead); found != leads_.end())
        found->second.bodies.try_emplace(fmt::format("o{}", order), body);
}

void truth::follow_up_leaves(const follow_up_call& call) {
    const auto found = data_.leads().find(call.lead);
    if (found == data_.leads().end() || !found->second.received)
        return in_.fail("a follow-up about a lead that is not stored");
    const lead_rows& lead = found->second;
    if (lead.set_aside) return;
    const journal::posting* post = posting_to(lead, fmt::format("o{}", call.order));
    if (post == nullptr) return in_.fail("a follow-up to a buyer that was not posted");
    check_intent(call, lead, *post);
    if (call.kind == follow_up_kind::void_notice)
        check_void_notice(call, lead, *post);
    else
        check_open(call, lead, *post);
    if (call.kind == follow_up_kind::repost) check_same_post(call, *post);
}

// Each call has an intent of its own, by the server that makes it.
void truth::check_intent(const follow_up_call& call, const lead_rows& lead,
                         const journal::posting& post) {
    std::vector<stored_follow_up> own = intents_of(lead, post, call.kind);
    std::erase_if(own, [&call](const auto& one) { return one.epoch != call.by.epoch; });
    const auto name = std::tuple(engine::offer_id_of(post), call.kind, call.by.epoch);
    if (++follow_ups_made_[name] > own.size())
        return in_.fail(fmt::format("a {} whose intent is not committed", to_text(call.kind)));
    const std::string named = fmt::format("{}.{}.{}.{}", base::to_text(post.id), post.order,
                                          to_text(call.kind), own.back().made.number);
    if (call.kind != follow_up_kind::repost && call.offer_id != named)
        in_.fail(fmt::format("a {} that names itself {}", to_text(call.kind), call.offer_id));
}

// A post that was settled may be called about by a server that could not know it yet.
void truth::check_open(const follow_up_call& call, const lead_rows& lead,
                       const journal::posting& post) {
    const auto kind = to_text(call.kind);
    const bool is_unknown =
        lead.pending &&
        std::ranges::any_of(lead.pending->candidates, [&](const journal::candidate& one) {
            return one.order == post.order && one.reason == "post_unknown";
        });
    if (!is_unknown) in_.fail(fmt::format("a {} of a post whose answer is known", kind));
    const auto ended = ended_in_.find(call.lead);
    const bool was_over = ended != ended_in_.end() && ended->second < call.by.epoch;
    if (was_over || ends_heard_.contains({call.by.number, call.lead}))
        in_.fail(fmt::format("a {} of a post that was settled", kind));
}

void truth::check_same_post(const follow_up_call& call, const journal::posting& post) {
    if (call.offer_id != engine::offer_id_of(post))
        in_.fail("a re-post under another offer id: " + call.offer_id);
    if (!knows_again(call.order)) in_.fail("a re-post to a buyer that takes it for another post");
    const auto& bodies = leads_.at(call.lead).bodies;
    const auto first = bodies.find(post.order);
    if (first != bodies.end() && first->second != call.body)
        in_.fail("a re-post that is not the same post");
}

void truth::check_void_notice(const follow_up_call& call, const lead_rows& lead,
                              const journal::posting& post) {
    if (post.holds || !is_void_accept(lead, post) || !has_accepted(post.id, post.order) ||
        is_sold_to(lead, post.order))
        in_.fail("a buyer is told that an accept is void that is none");
    const auto told = told_in_.find({post.id, post.order});
    const bool was_told = told != told_in_.end() && told->second < call.by.epoch;
    if (was_told || tellings_heard_.contains({call.by.number, post.id, post.order}))
        in_.fail("a buyer is told again that its accept is void");
}

bool truth::knows_again(std::size_t order) const {
    return in_.how.orders.at(order).follow_ups.repost_times > 0;
}

void truth::void_notice_read(const base::lead_id& lead, const std::string& order) {
    notices_read_.emplace(lead, order);
}

void truth::heard_durable(owner by, const journal::record& entry) {
    if (const auto* end = std::get_if<journal::outcome>(&entry); end && end->status != "pending")
        ends_heard_.emplace(by, end->id);
    if (const auto* end = std::get_if<journal::follow_up_end>(&entry); end && end->result == "told")
        tellings_heard_.emplace(by, end->id, end->order);
}

// Numbers count over restarts, and never beyond what any plan allowed.
void truth::check(const journal::follow_up& what) {
    const lead_rows& lead = data_.leads().at(what.id);
    const journal::posting* post = posting_to(lead, what.order);
    if (post == nullptr || !is_about(what, *post)) return in_.fail("an intent without a posting");
    const auto kind = to_text(what.kind);
    const auto made = intents_of(lead, *post, what.kind).size();
    if (static_cast<std::size_t>(what.number) != made)
        in_.fail(fmt::format("{} {} after {} of them", kind, what.number, made));
    std::int32_t most = 0;
    for (const auto& [version, plan] : plans_)
        most = std::max(most, most_of(what.kind, *order_named(what.order, version).via));
    if (what.number >= most) in_.fail(fmt::format("{} {} of {}", kind, what.number, most));
}

void truth::check(const journal::follow_up_end& what) {
    if (what.result == "told") told_in_.try_emplace({what.id, what.order}, data_.epoch());
    const lead_rows& lead = data_.leads().at(what.id);
    const bool has_intent =
        std::ranges::any_of(lead.follow_ups, [&what](const stored_follow_up& one) {
            return one.made.kind == what.kind && one.made.order == what.order &&
                   one.made.at == what.begun_at;
        });
    if (!has_intent && !lead.set_aside) in_.fail("the end of a call that was never begun");
}

void truth::check(const journal::void_answer& what) {
    const lead_rows& lead = data_.leads().at(what.id);
    const bool accepted = what.said == journal::settled_as::sold;
    if (accepted ? !has_accepted(what.id, what.order) : !has_refused(what.id, what.order))
        in_.fail("a void answer that the buyer did not give");
    const journal::posting* post = posting_to(lead, what.order);
    if (!what.is_contradiction && (post->holds || is_sold_to(lead, what.order)))
        in_.fail("an accept is taken for void that is none");
}

// By the word of the buyer, which it must have given.
void truth::check_settled_by_follow_up(const journal::outcome& what) {
    ended_in_.try_emplace(what.id, data_.epoch());
    const auto says = [&what](const char* who) {
        return what.events_json.find(who) != std::string::npos;
    };
    const bool by_status = says("settled by the buyer's status");
    if (!by_status && !says("settled by the buyer's answer to a re-post")) return;
    for (const journal::candidate& one : what.candidates) {
        const auto number = static_cast<std::size_t>(std::stoi(one.order.substr(1)));
        const bool may_be_unseen =
            by_status && in_.how.orders.at(number).follow_ups.never_seen_rejects;
        const bool is_true = what.sale       ? has_accepted(what.id, one.order)
                             : may_be_unseen ? !has_accepted(what.id, one.order)
                                             : has_refused(what.id, one.order);
        if (!is_true) in_.fail("a post is settled by an answer that its buyer did not give");
    }
}

bool truth::will_be_answered(const journal::posting& post, const plan::snapshot& plan) const {
    const plan::connection& via = *plan.find_order(post.order)->via;
    const lead_rows& lead = data_.leads().at(post.id);
    const auto number = static_cast<std::size_t>(std::stoi(post.order.substr(1)));
    const bool accepts = has_accepted(post.id, post.order);
    if (accepts && !due_price(post)) return false;
    const bool knows = accepts || has_refused(post.id, post.order) ||
                       in_.how.orders.at(number).follow_ups.never_seen_rejects;
    const auto has_more = [&](follow_up_kind kind) {
        return static_cast<std::int32_t>(intents_of(lead, post, kind).size()) < most_of(kind, via);
    };
    return (knows && has_more(follow_up_kind::status)) || has_more(follow_up_kind::repost);
}

bool truth::owes_notice(const plan::snapshot& plan) const {
    for (const auto& [id, lead] : data_.leads()) {
        if (lead.set_aside) continue;
        for (const journal::posting& post : lead.postings) {
            const bool is_noted = std::ranges::any_of(
                lead.voids, [&](const auto& said) { return is_about(said, post); });
            const bool is_void =
                !post.holds && std::ranges::any_of(lead.late_posts, [&](const auto& late) {
                    return is_about(late, post) && late.result == "accepted";
                });
            if (is_void && !is_noted) return true;
            const auto made = intents_of(lead, post, follow_up_kind::void_notice).size();
            if (is_void_accept(lead, post) && !notices_read_.contains({id, post.order}) &&
                static_cast<std::int32_t>(made) <
                    most_of(follow_up_kind::void_notice, *plan.find_order(post.order)->via))
                return true;
        }
    }
    return false;
}

}  // namespace pointsman::sim
