#include <pointsman/engine/unknown_posts.hpp>

#include <pointsman/base/planted.hpp>

#include <utility>

namespace pointsman::engine {
namespace {

// Nobody repeats it, so it is kept while it cannot be written down.
bool is_said_once(settled_by who) {
    return who == settled_by::late_reply || who == settled_by::status || who == settled_by::repost;
}

}  // namespace

void unknown_posts::expect(const base::lead_id& lead, const std::string& buyer) {
    const std::lock_guard lock(mutex_);
    if (expected_.emplace(lead, buyer).second) ++open_of_[buyer];
}

void unknown_posts::add(unknown_post post) {
    std::string name = offer_id_of(post.posting);
    // Its buyer was not silent.
    if (post.refused_price) post.posting.settle_at.reset();
    unknown_post copy = post;
    copy.charges.clear();
    {
        const std::lock_guard lock(mutex_);
        const auto settle_at = post.posting.settle_at;
        if (const auto expected = expected_.extract(post.posting.id))
            no_longer_open_of(expected.mapped());
        const auto [at, is_new] = unknown_.emplace(name, entry{std::move(post), false, {}});
        if (!is_new) return;
        at->second.noted_price = at->second.post.refused_price;
        ++open_of_[at->second.post.posting.buyer];
        if (settle_at) due_.emplace(*settle_at, std::move(name));
    }
    if (told_) told_(copy);
}

void unknown_posts::settle(const std::string& offer_id, const settlement& how, base::wall_time now,
                           std::function<void(settling)> done) {
    std::optional<settling> refused;
    std::optional<std::string> why;
    std::optional<journal::untaken_accept> note;
    base::lead_id lead;
    journal::outcome record;
    {
        const std::lock_guard lock(mutex_);
        refused = why_not(offer_id, how);
        if (!refused) {
            entry& found = unknown_.at(offer_id);
            lead = found.post.posting.id;
            why = why_unsalable(found, how);
            if (why) {
                note = begin_note(found, how, now);
            } else {
                record = settled_outcome(found.post, how, now);
                found.under_way = true;
            }
        }
    }
    if (why) return refuse_price({lead, offer_id, *why}, note, done);
    if (refused == settling::contradicted) return contradict(offer_id, how, now, done);
    if (refused) return done(*refused);
    store_.append(std::move(record),
                  [this, offer_id, how, now, done = std::move(done)](append_result result) {
                      written(offer_id, how, now, result, done);
                  });
}

bool unknown_posts::is_contrary(const ended& before, const settlement& said) {
    return says_otherwise(said, before.post.posting, before.how, before.sold_at);
}

std::optional<settling> unknown_posts::why_not(const std::string& offer_id,
                                               const settlement& how) const {
    const auto found = unknown_.find(offer_id);
    if (found != unknown_.end())
        return found->second.under_way ? std::optional(settling::under_way) : std::nullopt;
    const auto before = settled_.find(offer_id);
    if (before == settled_.end()) {
        const auto named = parse_offer_id(offer_id);
        return named && expected_.contains(named->lead) ? settling::unavailable
                                                        : settling::not_known;
    }
    return is_contrary(before->second, how) ? settling::contradicted : settling::repeated;
}

// Notes at what a sale is made. A buyer that accepted at a price which cannot be taken was not
// silent: from then on its contract settles nothing.
std::optional<std::string> unknown_posts::why_unsalable(entry& post, const settlement& how) {
    if (how.how != journal::settled_as::sold) return std::nullopt;
    unknown_post& open = post.post;
    const auto money = sold_money(open, how);
    if (money) {
        post.sold_at = *money;
        return std::nullopt;
    }
    if (how.by != settled_by::operator_decision) {
        if (how.price) open.refused_price = how.price;
        if (open.posting.settle_at)
            due_.erase({*open.posting.settle_at, offer_id_of(open.posting)});
        open.posting.settle_at.reset();
    }
    return money.error();
}

// What is to be written down of a buyer's accept at a price that cannot be taken: until it is, no
// other answer comes between. Nothing when it was written down before.
std::optional<journal::untaken_accept> unknown_posts::begin_note(entry& post, const settlement& how,
                                                                 base::wall_time now) {
    if (name_of(how.by).empty() || !how.price || how.price == post.noted_price) return std::nullopt;
    post.under_way = true;
    return make_untaken_accept(post.post, how, now);
}

void unknown_posts::refuse_price(const unsalable& which,
                                 const std::optional<journal::untaken_accept>& note,
                                 const std::function<void(settling)>& done) {
    const auto refused = [this, which, done] {
        seen_.trouble(which.lead, "an operator must settle the post: " + which.why);
        done(settling::price_refused);
    };
    if (!note) return refused();
    store_.append(*note, [this, which, note, done, refused](append_result result) {
        {
            const std::lock_guard lock(mutex_);
            entry& found = unknown_.at(which.offer_id);
            found.under_way = false;
            // What PostgreSQL refused once it refuses for ever.
            if (result != append_result::refused) found.noted_price = note->price;
        }
        if (result == append_result::refused) return done(settling::unavailable);
        if (result == append_result::poisoned)
            seen_.trouble(which.lead,
                          "PostgreSQL refuses an accept that was not taken for what it holds");
        refused();
    });
}

// A buyer's own contradiction is written down, once, before anybody is told of it.
void unknown_posts::contradict(const std::string& offer_id, const settlement& how,
                               base::wall_time now, const std::function<void(settling)>& done) {
    std::optional<unknown_post> post;
    if (!name_of(how.by).empty()) {
        const std::lock_guard lock(mutex_);
        const auto found = settled_.find(offer_id);
        if (found != settled_.end() && !found->second.is_contradicted) {
            post = found->second.post;
            found->second.is_contradicted = true;
        }
    }
    if (!post) return done(settling::contradicted);
    journal::void_answer record = make_void_answer(*post, how, true, now);
    voids_.add(*std::move(post), std::move(record), [this, offer_id, done](bool is_written) {
        if (is_written) return done(settling::contradicted);
        {
            const std::lock_guard lock(mutex_);
            const auto found = settled_.find(offer_id);
            if (found != settled_.end()) found->second.is_contradicted = false;
        }
        done(settling::unavailable);
    });
}

void unknown_posts::settle_when_possible(const std::string& offer_id, const settlement& how,
                                         base::wall_time now) {
    settle(offer_id, how, now, [this, offer_id, how, now](settling came) {
        if (came != settling::under_way && came != settling::unavailable) return;
        if (keep(offer_id, how)) return;
        // It was settled in the meantime: all that is left is a contradiction.
        std::optional<unknown_post> post;
        {
            const std::lock_guard lock(mutex_);
            const auto found = settled_.find(offer_id);
            if (found == settled_.end() || !is_contrary(found->second, how) ||
                std::exchange(found->second.is_contradicted, true))
                return;
            post = found->second.post;
        }
        journal::void_answer record = make_void_answer(*post, how, true, now);
        voids_.add_when_possible(*std::move(post), std::move(record));
    });
}

// The first answer that was heard stands; false when the post is no longer open.
bool unknown_posts::keep(const std::string& offer_id, const settlement& how) {
    const std::lock_guard lock(mutex_);
    const auto found = unknown_.find(offer_id);
    if (found == unknown_.end()) return false;
    if (!found->second.heard) found->second.heard = how;
    heard_.insert(offer_id);
    return true;
}

void unknown_posts::written(const std::string& offer_id, const settlement& how, base::wall_time now,
                            append_result result, const std::function<void(settling)>& done) {
    std::vector<cap::charge> charges;
    ledger::split money;
    std::optional<settlement> heard;
    base::lead_id lead;
    {
        const std::lock_guard lock(mutex_);
        const auto found = unknown_.find(offer_id);
        lead = found->second.post.posting.id;
        if (planted(base::bug::settled_twice)) {
            found->second.under_way = false;
        } else if (result == append_result::durable) {
            charges = std::move(found->second.post.charges);
            money = found->second.sold_at;
            heard = found->second.heard;
            close(found, how.how);
        } else {
            found->second.under_way = false;
        }
    }
    if (result == append_result::poisoned)
        seen_.trouble(lead, "PostgreSQL refuses the settlement of a post for what it holds");
    // What PostgreSQL refused once it refuses for ever: an answer that is kept must not come back.
    if (result == append_result::poisoned && is_said_once(how.by)) return done(settling::not_known);
    if (result != append_result::durable) return done(settling::unavailable);
    cap::reservation held(std::move(charges));
    if (how.how == journal::settled_as::sold)
        held.commit_at({money.price.micros(), money.payout.micros()});
    else
        held.release();
    if (heard) settle_when_possible(offer_id, *heard, now);
    done(settling::settled);
}

// From the open posts to the settled ones.
void unknown_posts::close(std::map<std::string, entry>::iterator which, journal::settled_as how) {
    const std::string& offer_id = which->first;
    unknown_post& post = which->second.post;
    if (post.posting.settle_at) due_.erase({*post.posting.settle_at, offer_id});
    heard_.erase(offer_id);
    no_longer_open_of(post.posting.buyer);
    post.charges.clear();
    const bool is_sold = how == journal::settled_as::sold;
    const auto sold_at = is_sold ? std::optional(which->second.sold_at.price) : std::nullopt;
    settled_.emplace(offer_id, ended{how, std::move(post), false, sold_at});
    settled_order_.push_back(offer_id);
    unknown_.erase(which);
    if (settled_order_.size() <= settled_remembered) return;
    settled_.erase(settled_order_.front());
    settled_order_.pop_front();
}

void unknown_posts::no_longer_open_of(const std::string& buyer) {
    const auto open = open_of_.find(buyer);
    if (--open->second == 0) open_of_.erase(open);
}

void unknown_posts::settle_what_was_heard(base::wall_time now) {
    std::vector<std::pair<std::string, settlement>> kept;
    {
        const std::lock_guard lock(mutex_);
        for (const std::string& offer_id : heard_) {
            entry& found = unknown_.at(offer_id);
            if (!found.under_way)
                kept.emplace_back(offer_id, *std::exchange(found.heard, std::nullopt));
        }
        for (const auto& [offer_id, how] : kept) heard_.erase(offer_id);
    }
    for (const auto& [offer_id, how] : kept) settle_when_possible(offer_id, how, now);
}

void unknown_posts::settle_due(base::wall_time now) {
    voids_.retry();
    settle_what_was_heard(now);
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
    for (const auto& [offer_id, open] : unknown_) all.push_back(open.post.posting);
    return all;
}

std::vector<listed_post> unknown_posts::list_page(const std::string& after,
                                                  std::size_t most) const {
    const std::lock_guard lock(mutex_);
    std::vector<listed_post> page;
    for (auto next = unknown_.upper_bound(after); next != unknown_.end() && page.size() < most;
         ++next)
        page.push_back({next->second.post.posting, next->second.post.refused_price});
    return page;
}

std::optional<unknown_post> unknown_posts::find(const std::string& offer_id) const {
    const std::lock_guard lock(mutex_);
    const auto found = unknown_.find(offer_id);
    if (found == unknown_.end()) return std::nullopt;
    unknown_post copy = found->second.post;
    copy.charges.clear();
    return copy;
}

void unknown_posts::note_follow_ups(const std::string& offer_id, journal::follow_up_kind kind,
                                    std::int32_t made) {
    const std::lock_guard lock(mutex_);
    const auto found = unknown_.find(offer_id);
    if (found == unknown_.end()) return;
    unknown_post& post = found->second.post;
    if (kind == journal::follow_up_kind::status) post.asked = made;
    if (kind == journal::follow_up_kind::repost) post.reposted = made;
}

bool unknown_posts::is_of(const std::string& offer_id, const std::string& buyer) const {
    const std::lock_guard lock(mutex_);
    if (const auto found = unknown_.find(offer_id); found != unknown_.end())
        return found->second.post.posting.buyer == buyer;
    const auto before = settled_.find(offer_id);
    return before != settled_.end() && before->second.post.posting.buyer == buyer;
}

bool unknown_posts::is_full(const std::string& buyer) const {
    const std::lock_guard lock(mutex_);
    const auto open = open_of_.find(buyer);
    return open != open_of_.end() && open->second >= most_per_buyer_;
}

std::size_t unknown_posts::size() const {
    const std::lock_guard lock(mutex_);
    return unknown_.size() + expected_.size();
}

unknown_posts::totals unknown_posts::count() const {
    const std::lock_guard lock(mutex_);
    totals made{unknown_.size() + expected_.size(), std::nullopt};
    // An offer id begins with its lead's id, and that with the time.
    if (!unknown_.empty()) made.oldest = unknown_.begin()->second.post.posting.at;
    return made;
}

}  // namespace pointsman::engine
