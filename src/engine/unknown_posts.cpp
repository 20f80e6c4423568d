#include <pointsman/engine/unknown_posts.hpp>

#include <pointsman/base/planted.hpp>

#include <utility>

namespace pointsman::engine {

void unknown_posts::add(unknown_post post) {
    std::string name = offer_id_of(post.posting);
    const std::lock_guard lock(mutex_);
    if (post.posting.settle_at) due_.emplace(*post.posting.settle_at, name);
    unknown_.emplace(std::move(name), entry{std::move(post)});
}

void unknown_posts::settle(const std::string& offer_id, const settlement& how, base::wall_time now,
                           std::function<void(settling)> done) {
    std::optional<settling> refused;
    journal::outcome record;
    {
        const std::lock_guard lock(mutex_);
        refused = why_not(offer_id, how.how);
        if (!refused) {
            entry& found = unknown_.at(offer_id);
            record = settled_outcome(found.post, how, now);
            found.under_way = true;
        }
    }
    if (refused) return done(*refused);
    store_.append(std::move(record),
                  [this, offer_id, how = how.how, done = std::move(done)](append_result result) {
                      written(offer_id, how, result, done);
                  });
}

std::optional<settling> unknown_posts::why_not(const std::string& offer_id,
                                               journal::settled_as how) const {
    const auto found = unknown_.find(offer_id);
    if (found != unknown_.end())
        return found->second.under_way ? std::optional(settling::under_way) : std::nullopt;
    const auto before = settled_.find(offer_id);
    if (before == settled_.end()) return settling::not_known;
    return before->second.how == how ? settling::repeated : settling::contradicted;
}

void unknown_posts::written(const std::string& offer_id, journal::settled_as how,
                            append_result result, const std::function<void(settling)>& done) {
    std::vector<cap::charge> charges;
    base::lead_id lead;
    {
        const std::lock_guard lock(mutex_);
        const auto found = unknown_.find(offer_id);
        lead = found->second.post.posting.id;
        if (planted(base::bug::settled_twice)) {
            found->second.under_way = false;
        } else if (result == append_result::durable) {
            charges = std::move(found->second.post.charges);
            if (const auto& at = found->second.post.posting.settle_at) due_.erase({*at, offer_id});
            remember(offer_id, {how, found->second.post.posting.buyer});
            unknown_.erase(found);
        } else {
            found->second.under_way = false;
        }
    }
    if (result == append_result::poisoned)
        seen_.trouble(lead, "PostgreSQL refuses the settlement of a post for what it holds");
    if (result != append_result::durable) return done(settling::unavailable);
    cap::reservation held(std::move(charges));
    if (how == journal::settled_as::sold)
        held.commit();
    else
        held.release();
    done(settling::settled);
}

void unknown_posts::remember(const std::string& offer_id, ended what) {
    settled_.emplace(offer_id, std::move(what));
    settled_order_.push_back(offer_id);
    if (settled_order_.size() <= settled_remembered) return;
    settled_.erase(settled_order_.front());
    settled_order_.pop_front();
}

void unknown_posts::settle_due(base::wall_time now) {
    std::vector<std::pair<std::string, journal::settled_as>> ripe;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& [at, offer_id] : due_) {
            if (at > now) break;
            const entry& found = unknown_.at(offer_id);
            if (!found.under_way) ripe.emplace_back(offer_id, found.post.posting.settle_as);
        }
    }
    for (const auto& [offer_id, how] : ripe)
        settle(offer_id, {how, settled_by::contract, {}, {}, {}}, now, [](settling) {});
}

std::vector<journal::posting> unknown_posts::list() const {
    const std::lock_guard lock(mutex_);
    std::vector<journal::posting> all;
    all.reserve(unknown_.size());
    for (const auto& [offer_id, one] : unknown_) all.push_back(one.post.posting);
    return all;
}

bool unknown_posts::is_of(const std::string& offer_id, const std::string& buyer) const {
    const std::lock_guard lock(mutex_);
    if (const auto found = unknown_.find(offer_id); found != unknown_.end())
        return found->second.post.posting.buyer == buyer;
    const auto before = settled_.find(offer_id);
    return before != settled_.end() && before->second.buyer == buyer;
}

std::size_t unknown_posts::size() const {
    const std::lock_guard lock(mutex_);
    return unknown_.size();
}

unknown_posts::totals unknown_posts::count() const {
    const std::lock_guard lock(mutex_);
    totals made{unknown_.size(), std::nullopt};
    for (const auto& [offer_id, one] : unknown_)
        if (!made.oldest || one.post.posting.at < *made.oldest) made.oldest = one.post.posting.at;
    return made;
}

}  // namespace pointsman::engine
