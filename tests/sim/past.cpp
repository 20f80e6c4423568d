#include "past.hpp"

#include <pointsman/intake/answer.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <tuple>
#include <utility>

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

// Whether an event of this order counts for the question's cap.
bool belongs(const engine::usage_question& asked, const lead_rows& lead, const std::string& order,
             const std::string& buyer) {
    switch (asked.of) {
        case cap::owner::order: return order == asked.name;
        case cap::owner::buyer: return buyer == asked.name;
        case cap::owner::tree: return lead.received->tree == asked.name;
        case cap::owner::seller:
            return lead.received->seller == asked.name && lead.received->vertical == asked.vertical;
    }
    std::unreachable();
}

using engine::use;

void sales_of(const lead_rows& lead, const engine::usage_question& asked, unsettled posts,
              std::vector<use>& uses) {
    if (lead.final && lead.final->sale && lead.final->at >= asked.since &&
        belongs(asked, lead, lead.final->sale->order, lead.final->sale->buyer))
        uses.push_back({lead.final->sale->money.price, lead.final->sale->money.payout, {}, {}});
    if (posts == unsettled::left_out) return;
    for (const journal::posting& one : lead.postings)
        if (belongs(asked, lead, one.order, one.buyer) && one.at >= asked.since &&
            may_be_sale(lead, one))
            uses.push_back({one.price, one.payout, {}, {}});
}

void posts_of(const lead_rows& lead, const engine::usage_question& asked, std::vector<use>& uses) {
    for (const journal::posting& one : lead.postings) {
        if (!belongs(asked, lead, one.order, one.buyer) || one.at < asked.since) continue;
        const auto unsent = [&](const auto& end) {
            return end && has_attempt(*end, one.order, true, "unsent");
        };
        if (!unsent(lead.pending) && !unsent(lead.final))
            uses.push_back({one.price, one.payout, {}, {}});
    }
}

void pings_of(const lead_rows& lead, const engine::usage_question& asked, std::vector<use>& uses) {
    for (const auto* end : {&lead.pending, &lead.final}) {
        if (!*end) continue;
        for (const journal::attempt& one : (*end)->attempts)
            if (belongs(asked, lead, one.order, one.buyer) && !one.is_post &&
                one.result != "unsent" && one.started_at >= asked.since)
                uses.emplace_back();
    }
    if (lead.pending || lead.final || lead.received->at < asked.since) return;
    for (const auto& one : nlohmann::json::parse(lead.received->candidates_json).at("asked"))
        if (belongs(asked, lead, one.at("order"), one.at("buyer")) && one.at("pings").get<bool>())
            uses.emplace_back();
}

std::vector<use> uses_of(const lead_rows& lead, const engine::usage_question& asked,
                         unsettled posts) {
    std::vector<use> uses;
    if (!lead.received || lead.received->test) return uses;
    switch (asked.on) {
        case cap::event::ping: pings_of(lead, asked, uses); break;
        case cap::event::post: posts_of(lead, asked, uses); break;
        case cap::event::sale: sales_of(lead, asked, posts, uses); break;
    }
    for (use& one : uses) {
        one.vertical = lead.received->vertical;
        one.fields_json = lead.received->fields_json;
    }
    return uses;
}

bool is_asked_for(const auto& record, const engine::history_question& what) {
    return record.seller == what.seller && record.request_key == what.request_key &&
           record.at >= what.since;
}

// What happened to a lead, as past_events in SQL tells it to those that share the key.
void add_events(const lead_rows& lead, const base::digest& key,
                std::vector<duplicate::past_event>& into) {
    const journal::received& from = *lead.received;
    duplicate::past_event event{
        key,         duplicate::event::seen, true, from.at, from.id, from.seller,
        from.source, from.vertical,          {},   {}};
    into.push_back(event);
    for (const journal::posting& one : lead.postings) {
        const auto has_result = [&](const auto& end, const char* result) {
            return end && has_attempt(*end, one.order, true, result);
        };
        if (has_result(lead.pending, "unsent") || has_result(lead.final, "unsent")) continue;
        event.what = duplicate::event::posted;
        event.at = one.at;
        event.buyer = one.buyer;
        event.is_settled = lead.final || has_result(lead.pending, "accepted") ||
                           has_result(lead.pending, "rejected");
        into.push_back(event);
    }
    if (!lead.final || !lead.final->sale || !lead.returns.empty()) return;
    event.what = duplicate::event::sold;
    event.at = lead.final->at;
    event.buyer = lead.final->sale->buyer;
    event.is_settled = true;
    into.push_back(event);
}

}  // namespace

bool is_forgotten(const lead_rows& lead) {
    return lead.final && lead.final->reason == "interrupted" && lead.final->attempts.empty() &&
           lead.postings.empty();
}

bool is_due_again(const database& data, const lead_rows& lead, base::wall_time now) {
    return lead.resell_until && *lead.resell_until >= now && !data.is_resold(lead);
}

// What it read is older than what has been written by the time it is heard.
void past::find(engine::history_question what, std::function<void(found)> done) {
    const auto some_time = [this] {
        const bool is_slow = !in_.healed && draw_.chance(in_.how.slow_commit);
        return std::chrono::microseconds(draw_.between(50, is_slow ? 490'000 : 1500));
    };
    in_.time.after(some_time(), whose_,
                   [this, some_time, what = std::move(what), done = std::move(done)]() mutable {
                       in_.time.after(some_time(), whose_,
                                      [answer = find_now(what), done = std::move(done)]() mutable {
                                          done(std::move(answer));
                                      });
                   });
}

past::found past::find_now(const engine::history_question& what) const {
    if (data_.is_away()) return base::failure<std::string>("away");
    engine::history_answer answer;
    for (const auto& [id, lead] : data_.leads()) {
        if (lead.received && is_asked_for(*lead.received, what) && !is_forgotten(lead))
            answer.same_request = {id, lead.received->body_hash};
        if (lead.refused && is_asked_for(*lead.refused, what))
            answer.same_request = {id, lead.refused->body_hash};
        if (!lead.received || lead.received->test || id == what.asking) continue;
        for (const base::digest& key : lead.received->duplicate_keys)
            if (std::ranges::find(what.duplicate_keys, key) != what.duplicate_keys.end())
                add_events(lead, key, answer.events);
    }
    return answer;
}

void past::find_answer(const std::string& seller, base::lead_id id,
                       std::function<void(engine::looked_up)> done) {
    in_.time.after(std::chrono::microseconds(draw_.between(100, 3000)), whose_,
                   [this, seller, id, done = std::move(done)] {
                       if (data_.is_away()) return done(engine::failed_lookup{"away"});
                       const auto found = data_.leads().find(id);
                       if (found == data_.leads().end()) return done(engine::unknown_lead{});
                       if (const auto& away = found->second.refused; away && away->seller == seller)
                           return done(engine::ended_lead{
                               intake::to_json(intake::turned_away(id, away->reason)), false});
                       if (!found->second.received || found->second.received->seller != seller)
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
            for (const use& one : uses_of(lead, asked, posts)) {
                ++answer.count;
                answer.price += one.price;
                answer.payout += one.payout;
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
        for (use& one : uses_of(lead, question, posts)) all.push_back(std::move(one));
    return all;
}

base::result<std::vector<base::money>, std::string> past::balances_of(
    const std::vector<engine::account_question>& questions) {
    if (data_.is_away()) return base::failure<std::string>("away");
    std::vector<base::money> balances;
    for (const engine::account_question& asked : questions) {
        base::money& balance = balances.emplace_back();
        for (const auto& [id, lead] : data_.leads()) {
            if (!lead.final || lead.final->currency != asked.currency) continue;
            for (const ledger::entry& line : lead.final->entries)
                if (line.side == ledger::account::buyer && line.party == asked.buyer)
                    balance += -line.amount;
        }
    }
    return balances;
}

void past::list_returned(base::wall_time now, std::optional<engine::returned_place> after,
                         std::size_t most, callback<std::vector<engine::returned_lead>> done) {
    in_.time.after(
        std::chrono::microseconds(draw_.between(100, 3000)), whose_,
        [this, now, after, most, done = std::move(done)] { done(returned_now(now, after, most)); });
}

base::result<std::vector<engine::returned_lead>, std::string> past::returned_now(
    base::wall_time now, const std::optional<engine::returned_place>& after,
    std::size_t most) const {
    if (data_.is_away()) return base::failure<std::string>("away");
    const auto place = [](const engine::returned_lead& one) {
        return std::tuple(one.until, one.sale.lead);
    };
    std::vector<engine::returned_lead> due;
    for (const auto& [id, lead] : data_.leads()) {
        if (!is_due_again(data_, lead, now)) continue;
        if (after &&
            std::tuple(*lead.resell_until, id) <= std::tuple(after->until, after->sale.lead))
            continue;
        engine::returned_lead& one = due.emplace_back();
        one.sale = {id, 0};
        one.until = *lead.resell_until;
        one.tries = static_cast<std::int32_t>(lead.resales.size());
        one.lead = *lead.received;
        one.earlier = data_.with_earlier(id);
        for (const base::lead_id& earlier : one.earlier) {
            const lead_rows& rows = data_.leads().at(earlier);
            if (rows.seller_keeps_payout) one.seller_keeps_payout = true;
            for (const journal::posting& post : rows.postings)
                one.had_by.push_back({post.buyer, earlier});
        }
    }
    std::ranges::sort(due, {}, place);
    if (due.size() > most) due.resize(most);
    return due;
}

}  // namespace pointsman::sim
