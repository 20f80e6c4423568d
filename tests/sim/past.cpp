#include "past.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace pointsman::sim {
namespace {

using engine::unsettled;
using std::chrono::milliseconds;

bool has_attempt(const journal::outcome& end, const std::string& order, bool is_post,
                 const char* result) {
    return std::ranges::any_of(end.attempts, [&](const journal::attempt& one) {
        return one.order == order && one.is_post == is_post && one.result == result;
    });
}

// A post whose walk has no final outcome may be a sale, unless it is known to be none.
bool may_be_sale(const lead_rows& lead, const journal::posting& post) {
    if (lead.final) return false;
    if (!lead.pending) return true;
    const auto found =
        std::ranges::find(lead.pending->candidates, post.order, &journal::candidate::order);
    return found == lead.pending->candidates.end() || found->reason == "post_unknown";
}

void sales_of(const lead_rows& lead, const engine::usage_question& asked, unsettled posts,
              std::vector<base::money>& uses) {
    if (lead.final && lead.final->sale && lead.final->sale->order == asked.order &&
        lead.final->at >= asked.since)
        uses.push_back(lead.final->sale->money.price);
    if (posts == unsettled::left_out) return;
    for (const journal::posting& one : lead.postings)
        if (one.order == asked.order && one.at >= asked.since && may_be_sale(lead, one))
            uses.push_back(one.price);
}

void posts_of(const lead_rows& lead, const engine::usage_question& asked,
              std::vector<base::money>& uses) {
    for (const journal::posting& one : lead.postings) {
        if (one.order != asked.order || one.at < asked.since) continue;
        const auto unsent = [&](const auto& end) {
            return end && has_attempt(*end, one.order, true, "unsent");
        };
        if (!unsent(lead.pending) && !unsent(lead.final)) uses.push_back(one.price);
    }
}

void pings_of(const lead_rows& lead, const engine::usage_question& asked,
              std::vector<base::money>& uses) {
    for (const auto* end : {&lead.pending, &lead.final}) {
        if (!*end) continue;
        for (const journal::attempt& one : (*end)->attempts)
            if (one.order == asked.order && !one.is_post && one.result != "unsent" &&
                one.started_at >= asked.since)
                uses.emplace_back();
    }
    if (lead.pending || lead.final || lead.received->at < asked.since) return;
    for (const auto& one : nlohmann::json::parse(lead.received->candidates_json).at("asked"))
        if (one.at("order") == asked.order && one.at("pings").get<bool>()) uses.emplace_back();
}

std::vector<base::money> uses_of(const lead_rows& lead, const engine::usage_question& asked,
                                 unsettled posts) {
    std::vector<base::money> uses;
    if (!lead.received || lead.received->test) return uses;
    switch (asked.on) {
        case cap::event::ping: pings_of(lead, asked, uses); break;
        case cap::event::post: posts_of(lead, asked, uses); break;
        case cap::event::sale: sales_of(lead, asked, posts, uses); break;
    }
    return uses;
}

// In the order of SQL: by time, then by name; of the same time the first name comes first either
// way.
std::vector<journal::posting> by_time(std::vector<journal::posting> postings, bool ascending) {
    std::ranges::sort(postings, [ascending](const journal::posting& a, const journal::posting& b) {
        if (a.at != b.at) return ascending ? a.at < b.at : b.at < a.at;
        return a.order < b.order;
    });
    return postings;
}

}  // namespace

bool is_forgotten(const lead_rows& lead) {
    return lead.final && lead.final->reason == "interrupted" && lead.final->attempts.empty() &&
           lead.postings.empty();
}

void past::find(engine::history_question what, std::function<void(found)> done) {
    in_.time.after(std::chrono::microseconds(draw_.between(100, 3000)), whose_,
                   [this, what = std::move(what), done = std::move(done)] {
                       if (data_.is_away()) return done(base::failure<std::string>("away"));
                       engine::history_answer answer;
                       for (const auto& [id, lead] : data_.leads()) {
                           if (!lead.received || lead.received->seller != what.seller ||
                               lead.received->request_key != what.request_key)
                               continue;
                           if (lead.received->at >= what.since && !is_forgotten(lead))
                               answer.same_request = {id, lead.received->body_hash};
                       }
                       done(std::move(answer));
                   });
}

void past::find_answer(const std::string& seller, base::lead_id id,
                       std::function<void(engine::looked_up)> done) {
    in_.time.after(std::chrono::microseconds(draw_.between(100, 3000)), whose_,
                   [this, seller, id, done = std::move(done)] {
                       if (data_.is_away()) return done(engine::failed_lookup{"away"});
                       const auto found = data_.leads().find(id);
                       if (found == data_.leads().end() || !found->second.received ||
                           found->second.received->seller != seller)
                           return done(engine::unknown_lead{});
                       done(answer_to(found->second));
                   });
}

void past::find_timeline(base::lead_id, std::function<void(engine::looked_up)> done) {
    done(engine::failed_lookup{"not simulated"});
}

engine::looked_up past::answer_to(const lead_rows& lead) const {
    const auto& latest = lead.final ? lead.final : lead.pending;
    if (!latest) return engine::running_lead{};
    const auto key = base::unwrap_key(master_key_, lead.received->wrapped_key);
    const auto body = base::unseal(key.value(), latest->answer_sealed);
    return engine::ended_lead{body.value(), latest->status == "pending"};
}

base::result<std::vector<engine::usage_so_far>, std::string> past::usage_since(
    const std::vector<engine::usage_question>& questions, unsettled posts) {
    if (data_.is_away()) return base::failure<std::string>("away");
    std::vector<engine::usage_so_far> answers;
    for (const engine::usage_question& asked : questions) {
        engine::usage_so_far& answer = answers.emplace_back();
        for (const auto& [id, lead] : data_.leads()) {
            for (const base::money price : uses_of(lead, asked, posts)) {
                ++answer.count;
                answer.spend += price;
            }
        }
    }
    return answers;
}

base::result<std::vector<engine::use>, std::string> past::uses_since(
    const engine::usage_question& question, unsettled posts) {
    if (data_.is_away()) return base::failure<std::string>("away");
    std::vector<engine::use> all;
    for (const auto& [id, lead] : data_.leads())
        for (const base::money price : uses_of(lead, question, posts))
            all.push_back({price, lead.received->fields_json});
    return all;
}

std::vector<engine::stored_post> past::unknown_posts(std::int32_t epoch) const {
    std::vector<engine::stored_post> all;
    for (const auto& [id, lead] : data_.leads()) {
        if (!lead.received || lead.final || lead.postings.empty()) continue;
        if (!lead.pending && lead.epoch >= epoch) continue;
        const journal::posting last = by_time(lead.postings, false).front();
        if (!last.holds) continue;
        const journal::received& from = *lead.received;
        engine::stored_post& post = all.emplace_back(
            engine::stored_post{last, from.at, from.seller, from.vertical, from.fields_json,
                                from.wrapped_key, from.test, lead.pending.has_value()});
        post.source = from.source;
        for (const journal::late_reply& late : lead.late_posts)
            if (late.order == last.order &&
                (late.result == "accepted" || late.result == "rejected"))
                post.late_result = late.result;
    }
    return all;
}

std::vector<engine::interrupted_lead> past::interrupted_leads(std::int32_t epoch) const {
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
