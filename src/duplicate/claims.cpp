#include <pointsman/duplicate/claims.hpp>

#include <algorithm>
#include <cassert>
#include <cstring>
#include <mutex>
#include <set>
#include <unordered_map>
#include <utility>

#include "matching.hpp"

namespace pointsman::duplicate {
namespace {

// Keys are keyed hashes already: nobody can choose them, and any of their bits will do.
struct front_bits {
    std::size_t operator()(const base::digest& key) const noexcept {
        std::size_t bits = 0;
        std::memcpy(&bits, key.data(), sizeof bits);
        return bits;
    }
};

struct post {
    post_number number = 0;
    buyer_identity to;
    base::wall_time at;
    std::optional<settlement> how;  // nothing while it is under way; never `unsent`
};

struct happening {
    event what = event::posted;
    bool is_settled = true;
};

std::vector<happening> happenings_of(const post& one) {
    if (one.how == settlement::sold) return {{event::posted, true}, {event::sold, true}};
    return {{event::posted, one.how == settlement::refused}};
}

bool concerns(const rule& each, const buyer_identity& to, const post& other) {
    if (each.within == scope::buyer) return other.to.name == to.name;
    if (each.within == scope::buyer_group) return !to.group.empty() && other.to.group == to.group;
    return true;
}

// Rules that flag forbid nothing; what was seen is judged once, on arrival.
bool may_forbid_post(const rule& each) {
    return each.then != action::flag && each.on != event::seen;
}

}  // namespace

class claims::table {
public:
    explicit table(std::size_t most_leads) : most_leads_(most_leads) {}

    struct arrived {
        std::uint64_t number = 0;
        std::vector<past_event> others;
    };

    base::result<arrived, too_many_claims> arrive(lead_facts lead, lead_keys keys) {
        const std::lock_guard lock(mutex_);
        if (entries_.size() >= most_leads_) return base::failure(too_many_claims{});
        arrived made{++last_number_, others_with(keys.looked_up)};
        for (const base::digest& key : keys.kept) by_key_[key].push_back(made.number);
        entries_.emplace(made.number, entry{std::move(lead), std::move(keys), {}, 0, {}, 0});
        return made;
    }

    base::result<post_number, finding> try_post(std::uint64_t number, std::span<const rule> rules,
                                                const buyer_identity& to, base::wall_time now) {
        const std::lock_guard lock(mutex_);
        entry& own = entries_.at(number);
        assert(own.keys.by_rule.size() == rules.size());
        for (std::uint32_t i = 0; i < rules.size(); ++i) {
            if (!may_forbid_post(rules[i])) continue;
            if (const auto why = conflict_of(i, rules[i], own, to, now)) return base::failure(*why);
        }
        own.posts.push_back({own.next_post, to, now, std::nullopt});
        return own.next_post++;
    }

    void settle(std::uint64_t number, post_number which, settlement how) {
        const std::lock_guard lock(mutex_);
        std::vector<post>& posts = entries_.at(number).posts;
        const auto found = std::ranges::find(posts, which, &post::number);
        if (found == posts.end()) return;
        if (how == settlement::unsent)
            posts.erase(found);
        else
            found->how = how;
    }

    void end(std::uint64_t number) {
        const std::lock_guard lock(mutex_);
        const std::vector<std::uint64_t> kept_for_it = std::move(entries_.at(number).keeps);
        keep_or_drop(number);
        for (const std::uint64_t each : kept_for_it) {
            if (--entries_.at(each).needed_by == 0) drop(each);
        }
    }

    std::size_t size() const {
        const std::lock_guard lock(mutex_);
        return entries_.size();
    }

private:
    struct entry {
        lead_facts lead;
        lead_keys keys;
        std::vector<post> posts;
        post_number next_post = 0;
        std::vector<std::uint64_t> keeps;  // ended leads that stay until this one ends
        std::size_t needed_by = 0;         // how many leads keep this one, which has ended
    };

    static occurrence occurrence_of(const entry& of, const post& made, const happening& what) {
        return {what.what,      what.is_settled, made.at,         of.lead.id,
                of.lead.seller, of.lead.source,  of.lead.vertical};
    }

    static past_event past_of(const base::digest& key, const entry& of) {
        return {key,
                event::seen,
                true,
                of.lead.at,
                of.lead.id,
                of.lead.seller,
                of.lead.source,
                of.lead.vertical,
                {},
                {}};
    }

    const std::vector<std::uint64_t>& leads_with(const base::digest& key) const {
        static const std::vector<std::uint64_t> none;
        const auto found = by_key_.find(key);
        return found == by_key_.end() ? none : found->second;
    }

    std::vector<past_event> others_with(const std::vector<base::digest>& keys) const {
        std::vector<past_event> events;
        for (const base::digest& key : keys) {
            for (const std::uint64_t number : leads_with(key)) {
                const entry& other = entries_.at(number);
                events.push_back(past_of(key, other));
                for (const post& made : other.posts) {
                    for (const happening& each : happenings_of(made)) {
                        past_event& event = events.emplace_back(past_of(key, other));
                        event.what = each.what;
                        event.is_settled = each.is_settled;
                        event.at = made.at;
                        event.buyer = made.to.name;
                        event.buyer_group = made.to.group;
                    }
                }
            }
        }
        return events;
    }

    // Why the rule forbids a post to that buyer: because of what another lead with a common key
    // did.
    std::optional<finding> conflict_of(std::uint32_t rule_number, const rule& each,
                                       const entry& own, const buyer_identity& to,
                                       base::wall_time now) const {
        for (const base::digest& key : own.keys.by_rule[rule_number]) {
            for (const std::uint64_t number : leads_with(key)) {
                const entry& other = entries_.at(number);
                for (const post& made : other.posts) {
                    if (!concerns(each, to, made)) continue;
                    for (const happening& what : happenings_of(made)) {
                        if (counts(each, own.lead, occurrence_of(other, made, what), now))
                            return finding{rule_number, other.lead.id, what.what, made.at};
                    }
                }
            }
        }
        return std::nullopt;
    }

    // The leads in flight that may have looked too early to see what this one did. One without
    // posts has done nothing that anybody asks for after its own arrival.
    std::set<std::uint64_t> in_need_of(std::uint64_t number) const {
        std::set<std::uint64_t> leads;
        const entry& ending = entries_.at(number);
        if (ending.posts.empty()) return leads;
        for (const base::digest& key : ending.keys.kept) {
            for (const std::uint64_t other : leads_with(key)) {
                if (other != number && entries_.at(other).needed_by == 0) leads.insert(other);
            }
        }
        return leads;
    }

    void keep_or_drop(std::uint64_t number) {
        const std::set<std::uint64_t> needing = in_need_of(number);
        if (needing.empty()) return drop(number);
        entries_.at(number).needed_by = needing.size();
        for (const std::uint64_t each : needing) entries_.at(each).keeps.push_back(number);
    }

    void drop(std::uint64_t number) {
        const auto found = entries_.find(number);
        for (const base::digest& key : found->second.keys.kept) {
            const auto holders = by_key_.find(key);
            std::erase(holders->second, number);
            if (holders->second.empty()) by_key_.erase(holders);
        }
        entries_.erase(found);
    }

    // One lock for all: what is done under it takes microseconds, a few times a lead.
    mutable std::mutex mutex_;
    std::size_t most_leads_;
    std::uint64_t last_number_ = 0;
    std::unordered_map<std::uint64_t, entry> entries_;
    std::unordered_map<base::digest, std::vector<std::uint64_t>, front_bits> by_key_;
};

claim::claim(claim&& other) noexcept
    : in_(std::exchange(other.in_, nullptr)), number_(other.number_) {}

claim& claim::operator=(claim&& other) noexcept {
    if (this != &other) {
        end();
        in_ = std::exchange(other.in_, nullptr);
        number_ = other.number_;
    }
    return *this;
}

claim::~claim() {
    end();
}

base::result<post_number, finding> claim::try_post(std::span<const rule> rules,
                                                   const buyer_identity& to, base::wall_time now) {
    if (in_ == nullptr) return post_number{0};
    return in_->table_->try_post(number_, rules, to, now);
}

void claim::settle(post_number which, settlement how) {
    if (in_ != nullptr) in_->table_->settle(number_, which, how);
}

void claim::end() {
    if (in_ != nullptr) std::exchange(in_, nullptr)->table_->end(number_);
}

claims::claims(std::size_t most_leads) : table_(std::make_unique<table>(most_leads)) {}

claims::~claims() = default;

base::result<arrival, too_many_claims> claims::arrive(lead_facts lead, lead_keys keys) {
    if (lead.test || keys.kept.empty()) return arrival{};
    auto made = table_->arrive(std::move(lead), std::move(keys));
    if (!made) return base::failure(made.error());
    arrival given;
    given.own = claim(*this, made->number);
    given.others = std::move(made->others);
    return given;
}

std::size_t claims::size() const {
    return table_->size();
}

}  // namespace pointsman::duplicate
