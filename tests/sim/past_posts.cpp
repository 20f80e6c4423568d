#include "past_posts.hpp"

#include <pointsman/engine/void_answers.hpp>

#include <algorithm>
#include <utility>

namespace pointsman::sim {
namespace {

using journal::follow_up_kind;

// In the order of SQL: by time, then by name; of the same time the first name comes first either
// way.
std::vector<journal::posting> by_time(std::vector<journal::posting> postings, bool ascending) {
    std::ranges::sort(postings, [ascending](const journal::posting& a, const journal::posting& b) {
        if (a.at != b.at) return ascending ? a.at < b.at : b.at < a.at;
        return a.order < b.order;
    });
    return postings;
}

// A record about this very post.
bool is_about(const auto& record, const journal::posting& post) {
    return record.walk == post.walk && record.order == post.order && record.attempt == post.attempt;
}

// At which the buyer accepted and was not sold the lead.
std::optional<base::money> refused_price(const lead_rows& lead, const journal::posting& post) {
    std::optional<base::money> named;
    if (lead.pending)
        for (const journal::attempt& one : lead.pending->attempts)
            if (one.order == post.order && one.is_post && one.result == "unknown")
                named = one.price;
    for (const journal::late_reply& late : lead.late_posts)
        if (is_about(late, post) && late.result == "unknown" && late.price) named = late.price;
    for (const journal::untaken_accept& said : lead.untaken)
        if (is_about(said, post)) named = said.price;
    return named;
}

bool is_plain(const std::string& result) {
    return result == "accepted" || result == "rejected";
}

// What the buyer said first of all that it said after the walk, by whichever way.
void add_late_answer(const lead_rows& lead, engine::stored_post& post) {
    std::optional<base::wall_time> first;
    const auto is_first = [&](const auto& said, base::wall_time heard) {
        if (!is_about(said, post.posting) || !is_plain(said.result) || (first && *first <= heard))
            return false;
        first = heard;
        post.late_result = said.result;
        post.late_reply_sealed = said.reply_sealed;
        return true;
    };
    for (const journal::late_reply& late : lead.late_posts) {
        if (!is_first(late, late.at)) continue;
        post.late_by = engine::settled_by::late_reply;
        post.late_http_status = 200;
        post.late_price = late.price;
    }
    for (const journal::follow_up_end& end : lead.follow_up_ends) {
        if (!is_first(end, end.begun_at + end.elapsed)) continue;
        post.late_by = end.kind == follow_up_kind::status ? engine::settled_by::status
                                                          : engine::settled_by::repost;
        post.late_http_status = end.http_status;
        post.late_price.reset();
    }
}

std::int32_t count_of(const lead_rows& lead, follow_up_kind kind) {
    return static_cast<std::int32_t>(std::ranges::count_if(
        lead.follow_ups, [kind](const stored_follow_up& one) { return one.made.kind == kind; }));
}

std::int32_t notices_of(const lead_rows& lead, const journal::posting& post) {
    return static_cast<std::int32_t>(
        std::ranges::count_if(lead.follow_ups, [&](const stored_follow_up& one) {
            return one.made.kind == follow_up_kind::void_notice && is_about(one.made, post);
        }));
}

bool is_told(const lead_rows& lead, const journal::posting& post) {
    return std::ranges::any_of(lead.follow_up_ends, [&](const journal::follow_up_end& end) {
        return end.kind == follow_up_kind::void_notice && end.result == "told" &&
               is_about(end, post);
    });
}

// The answer that came first; null when there is none.
const journal::void_answer* void_accept_of(const lead_rows& lead, const journal::posting& post) {
    const journal::void_answer* first = nullptr;
    for (const journal::void_answer& said : lead.voids)
        if (!said.is_contradiction && is_about(said, post) &&
            (first == nullptr || said.at < first->at))
            first = &said;
    return first;
}

}  // namespace

void past_posts::find_post(engine::named_post, callback<std::optional<engine::past_post>> done) {
    done(base::failure<std::string>("not simulated"));
}

void past_posts::list_voids(std::string, std::size_t,
                            callback<std::vector<engine::listed_void>> done) {
    done(base::failure<std::string>("not simulated"));
}

// What it read is older than what has been written by the time it is heard.
template <class Answer>
void past_posts::answer(std::function<base::result<Answer, std::string>()> read,
                        callback<Answer> done) {
    const auto some_time = [this] {
        const bool is_slow = !in_.healed && draw_.chance(in_.how.slow_looks);
        return std::chrono::microseconds(draw_.between(50, is_slow ? 3'000'000 : 1500));
    };
    in_.time.after(some_time(), whose_,
                   [this, some_time, read = std::move(read), done = std::move(done)] {
                       using result = base::result<Answer, std::string>;
                       const result found =
                           data_.is_away() ? result(base::failure<std::string>("away")) : read();
                       in_.time.after(some_time(), whose_, [found, done] { done(found); });
                   });
}

void past_posts::find_received(base::lead_id lead,
                               callback<std::optional<journal::received>> done) {
    answer<std::optional<journal::received>>(
        [this, lead]() -> base::result<std::optional<journal::received>, std::string> {
            const auto found = data_.leads().find(lead);
            return found == data_.leads().end() ? std::nullopt : found->second.received;
        },
        std::move(done));
}

void past_posts::list_untold(std::string after, std::int32_t most_notices, std::size_t most,
                             callback<std::vector<engine::untold_void>> done) {
    answer<std::vector<engine::untold_void>>(
        [this, after = std::move(after), most_notices,
         most]() -> base::result<std::vector<engine::untold_void>, std::string> {
            return untold_now(after, most_notices, most);
        },
        std::move(done));
}

std::vector<engine::untold_void> past_posts::untold_now(const std::string& after,
                                                        std::int32_t most_notices,
                                                        std::size_t most) const {
    std::map<std::string, engine::untold_void> all;  // in the order of offer ids
    for (const auto& [id, lead] : data_.leads()) {
        for (const journal::posting& post : lead.postings) {
            const journal::void_answer* said = void_accept_of(lead, post);
            const std::int32_t notices = notices_of(lead, post);
            if (said == nullptr || is_told(lead, post) || notices >= most_notices) continue;
            all.emplace(engine::offer_id_of(post),
                        engine::untold_void{post_of(lead, post), *said, notices});
        }
    }
    std::vector<engine::untold_void> page;
    for (auto next = all.upper_bound(after); next != all.end() && page.size() < most; ++next)
        page.push_back(std::move(next->second));
    return page;
}

engine::unknown_post past_posts::post_of(const lead_rows& lead,
                                         const journal::posting& posting) const {
    const journal::received& from = lead.received.value();
    engine::unknown_post post;
    post.posting = posting;
    post.arrived = from.at;
    post.seller = from.seller;
    post.vertical = from.vertical;
    post.key = base::unwrap_key(master_key_, from.wrapped_key);
    post.source = from.source;
    post.test = from.test;
    post.captured = engine::unseal_captured(post.key, posting.captured_sealed);
    return post;
}

std::vector<engine::stored_post> past_posts::unknown_posts(std::int32_t epoch) const {
    std::vector<engine::stored_post> all;
    for (const auto& [id, lead] : data_.leads()) {
        if (!lead.received || lead.final || lead.postings.empty()) continue;
        if (!lead.pending && lead.epoch >= epoch) continue;
        const journal::posting last = by_time(lead.postings, false).front();
        if (!last.holds && !lead.pending) continue;
        const journal::received& from = *lead.received;
        engine::stored_post& post = all.emplace_back(
            engine::stored_post{last, from.at, from.seller, from.vertical, from.fields_json,
                                from.wrapped_key, from.test, lead.pending.has_value()});
        post.source = from.source;
        post.tree = from.tree;
        post.asked = count_of(lead, follow_up_kind::status);
        post.reposted = count_of(lead, follow_up_kind::repost);
        add_late_answer(lead, post);
        post.refused_price = refused_price(lead, last);
    }
    return all;
}

std::vector<engine::untold_void> past_posts::unnoted_voids() const {
    std::vector<engine::untold_void> all;
    for (const auto& [id, lead] : data_.leads()) {
        for (const journal::late_reply& late : lead.late_posts) {
            const auto post = std::ranges::find_if(
                lead.postings, [&](const journal::posting& one) { return is_about(late, one); });
            if (late.result != "accepted" || post == lead.postings.end() || post->holds ||
                std::ranges::any_of(lead.voids,
                                    [&](const auto& said) { return is_about(said, *post); }))
                continue;
            engine::untold_void one{post_of(lead, *post), {}, 0};
            engine::settlement said;
            said.how = journal::settled_as::sold;
            said.by = engine::settled_by::late_reply;
            said.price = late.price;
            one.what = engine::make_void_answer(one.post, said, false, late.at);
            all.push_back(std::move(one));
        }
    }
    return all;
}

std::vector<engine::interrupted_lead> past_posts::interrupted_leads(std::int32_t epoch) const {
    std::vector<engine::interrupted_lead> all;
    for (const auto& [id, lead] : data_.leads()) {
        if (!lead.received || lead.final || lead.pending || lead.epoch >= epoch) continue;
        const journal::received& from = *lead.received;
        all.push_back({id, from.at, from.seller, from.vertical, from.currency, from.candidates_json,
                       from.wrapped_key, by_time(lead.postings, true)});
    }
    return all;
}

}  // namespace pointsman::sim
