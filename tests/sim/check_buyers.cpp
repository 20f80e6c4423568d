#include "past.hpp"
#include "truth.hpp"

#include <fmt/format.h>

#include <algorithm>

// What may reach a buyer.
namespace pointsman::sim {

void truth::ping_read(const base::lead_id& lead, std::size_t, int version) {
    const auto found = leads_.find(lead);
    if (found == leads_.end()) return in_.fail("a ping before the lead was stored");
    if (requests_.at(found->second.request).test) in_.fail("a test lead was pinged");
    if (found->second.version != version) in_.fail("a ping by another plan than the lead's");
}

void truth::bid_made(const base::lead_id& lead, std::size_t order, base::money price) {
    leads_[lead].bids[order] = {price, false};
}

void truth::bid_heard(const base::lead_id& lead, std::size_t order, bool in_time) {
    leads_[lead].bids[order].in_time = in_time;
}

void truth::post_read(const base::lead_id& id, std::size_t order, int version, post_truth reading) {
    const std::string name = reading.order;
    const auto stored = data_.leads().find(id);
    if (stored == data_.leads().end() || !stored->second.received)
        return in_.fail("a post of a lead that is not stored");
    const lead_rows& known = stored->second;
    lead_truth& lead = leads_.at(id);
    const auto posting = std::ranges::find(known.postings, name, &journal::posting::order);
    if (posting == known.postings.end())
        return in_.fail("a buyer read a post whose intent is not committed");
    if (lead.version != version && !reading.by_repost)
        in_.fail("a post by another plan than the lead's");
    if (requests_.at(lead.request).test) in_.fail("a test lead was posted");
    for (const auto& [other, rows] : data_.leads()) {
        const auto theirs = leads_.find(other);
        if (other != id && theirs != leads_.end() && theirs->second.request == lead.request &&
            !theirs->second.posts.empty() && !is_resale_of_one_another(id, other))
            in_.fail("two leads of one request were posted");
        if (in_.how.excludes_posted && theirs != leads_.end() &&
            is_same_consumer(lead.request, theirs->second) &&
            std::ranges::find(theirs->second.posts, name, &post_truth::order) !=
                theirs->second.posts.end())
            in_.fail("a buyer read the same consumer twice");
    }
    note_post(name, reading.by_repost, lead);
    // One that could make nothing of the post before knows nothing of it now.
    if (knows_again(order))
        std::erase_if(lead.posts, [&name](const post_truth& one) { return one.order == name; });
    lead.posts.push_back(reading);
    std::ranges::sort(lead.posts, {}, &post_truth::sent);
    for (std::size_t i = 1; i < lead.posts.size(); ++i) {
        const post_truth& before = lead.posts[i - 1];
        if (before.order == lead.posts[i].order) in_.fail("a buyer was posted twice");
        const auto earlier =
            std::ranges::find(known.postings, before.order, &journal::posting::order);
        if (before.said != verdict::rejects && earlier != known.postings.end() && earlier->holds)
            in_.fail("a lead was posted to another buyer while one may own it");
    }
    const auto was_settled_by = [&known](const char* who) {
        return known.final && known.final->events_json.find(who) != std::string::npos;
    };
    // Nobody can know of a re-post that is still on its way to a buyer who has not read the first.
    const bool is_allowed =
        was_settled_by("settle_after") || (reading.by_repost && was_settled_by("an operator"));
    if (reading.said == verdict::accepts && posting->holds && known.final &&
        known.final->status == "unsold" && !is_allowed)
        in_.fail("a buyer accepts a lead that was told unsold");
}

void truth::post_read_again(const base::lead_id& id, const std::string& order, bool by_repost) {
    note_post(order, by_repost, leads_.at(id));
}

// Of a walk it is posted once, whatever is posted again later.
void truth::note_post(const std::string& order, bool by_repost, lead_truth& lead) {
    if (!by_repost && ++lead.posts_read[order] > 1) in_.fail("a buyer was posted twice");
}

bool truth::has_accepted(const base::lead_id& lead, const std::string& order) const {
    return has_said(verdict::accepts, lead, order);
}

bool truth::has_refused(const base::lead_id& lead, const std::string& order) const {
    return has_said(verdict::rejects, lead, order);
}

bool truth::has_said(verdict what, const base::lead_id& lead, const std::string& order) const {
    const auto found = leads_.find(lead);
    return found != leads_.end() &&
           std::ranges::any_of(found->second.posts, [&](const post_truth& one) {
               return one.order == order && one.said == what;
           });
}

}  // namespace pointsman::sim
