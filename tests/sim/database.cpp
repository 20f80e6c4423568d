#include "database.hpp"

#include "market.hpp"

#include <pointsman/base/planted.hpp>
#include <pointsman/journal/json.hpp>
#include <pointsman/ledger/resale.hpp>
#include <pointsman/ledger/returns.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace pointsman::sim {

using std::chrono::milliseconds;

namespace {

// Null for records that are of no resale.
const journal::resale* resale_in(const journal::record& entry) {
    const std::optional<journal::resale>* of = nullptr;
    if (const auto* received = std::get_if<journal::received>(&entry)) of = &received->resale;
    if (const auto* refused = std::get_if<journal::refused>(&entry)) of = &refused->resale;
    return of != nullptr && *of ? &**of : nullptr;
}

template <class Record>
std::string key_of(const char* table, const Record& row, std::string_view kind,
                   base::wall_time at) {
    return fmt::format("{} {} {} {} {} {} {}", table, base::to_text(row.id), row.walk, row.order,
                       row.attempt, kind, at.time_since_epoch().count());
}

// The primary key of a record about a post whose walk has ended, as the schema has it; empty for
// all others.
std::string key_of(const journal::record& entry) {
    if (const auto* made = std::get_if<journal::follow_up>(&entry))
        return key_of("follow_up", *made, to_text(made->kind), made->at);
    if (const auto* end = std::get_if<journal::follow_up_end>(&entry))
        return key_of("follow_up_end", *end, to_text(end->kind), end->begun_at);
    if (const auto* said = std::get_if<journal::void_answer>(&entry))
        return key_of("void_answer", *said, {}, said->at);
    if (const auto* said = std::get_if<journal::untaken_accept>(&entry))
        return key_of("untaken_accept", *said, {}, said->at);
    return {};
}

}  // namespace

// What it holds decides, so that it is refused again and again.
bool database::is_poison(const journal::record& entry) const {
    if (in_.how.poison == 0) return false;
    std::uint64_t mixed = in_.how.seed * 31 + entry.index();
    for (const std::uint8_t byte : journal::lead_of(entry).value.bytes) mixed = mixed * 257 + byte;
    return random(mixed).chance(in_.how.poison);
}

void database::write(transaction what, owner whose, std::function<void(journal::event)> answer) {
    const auto reply = [this, whose, answer](base::duration delay, journal::event came) {
        in_.time.after(delay, whose, [answer, came] { answer(came); });
    };
    if (is_away()) return reply(milliseconds(draw_.between(1, 300)), journal::failed{});
    base::duration takes = std::chrono::microseconds(draw_.between(300, 4000));
    if (!in_.healed && draw_.chance(in_.how.slow_commit))
        takes = milliseconds(draw_.between(20, 2500));
    if (!in_.healed && draw_.chance(in_.how.failed_commit)) return reply(takes, journal::failed{});
    if (const auto before = dying_.find(what.batch); before != dying_.end()) {
        // The unique key makes this try wait for the other one's end, whichever that is.
        const transaction earlier = std::move(before->second);
        dying_.erase(before);
        if (draw_.chance(500)) commit(earlier);
    }
    if (!in_.healed && draw_.chance(in_.how.lost_commit)) {
        const base::uuid id = what.batch;
        if (draw_.chance(600)) {
            dying_.emplace(id, std::move(what));
            in_.time.after(takes * draw_.between(0, 4), the_world, [this, id] {
                const auto found = dying_.find(id);
                if (found == dying_.end()) return;
                const transaction late = std::move(found->second);
                dying_.erase(found);
                commit(late);
            });
        }
        return reply(takes, journal::in_doubt{});
    }
    in_.time.after(takes, the_world, [this, what = std::move(what), reply] {
        reply(std::chrono::microseconds(100),
              is_away() ? journal::event(journal::failed{}) : commit(what));
    });
}

void database::look_up(const base::uuid& batch, owner whose,
                       std::function<void(journal::event)> answer) {
    in_.time.after(milliseconds(1), whose, [this, batch, answer = std::move(answer)] {
        if (is_away()) return answer(journal::failed{});
        answer(journal::looked_up{batches_.contains(batch)});
    });
}

journal::event database::commit(const transaction& what) {
    if (what.epoch != epoch_ && !planted(base::bug::stale_epoch_commits)) return journal::fenced{};
    if (batches_.contains(what.batch)) return journal::already_there{};
    if (!what.sets_aside)
        if (const auto refused = why_refused(what)) return *refused;
    batches_.insert(what.batch);
    for (const auto& each : what.records) {
        if (what.sets_aside)
            leads_[journal::lead_of(*each)].set_aside = true;
        else
            store(*each, what.epoch);
    }
    return journal::committed{};
}

std::optional<journal::data_error> database::why_refused(const transaction& what) const {
    std::set<std::string> keys;
    for (const auto& each : what.records) {
        if (is_poison(*each)) return journal::data_error{"22021", "poison"};
        const journal::resale* again = resale_in(*each);
        if (again != nullptr &&
            static_cast<std::size_t>(again->attempt) < leads_.at(again->of.lead).resales.size())
            return journal::data_error{"23505", "a sale has one resale of a number"};
        const std::string key = key_of(*each);
        if (!key.empty() && (keys_.contains(key) || !keys.insert(key).second))
            return journal::data_error{"23505", key};
    }
    return std::nullopt;
}

void database::store(const journal::record& entry, std::int32_t epoch) {
    in_.note(fmt::format("stored {} {}", journal::kind_of(entry),
                         base::to_text(journal::lead_of(entry))));
    if (epoch != epoch_) in_.fail("a record of an old epoch was committed");
    if (committed) committed(entry);
    lead_rows& lead = leads_[journal::lead_of(entry)];
    if (const journal::resale* again = resale_in(entry))
        leads_.at(again->of.lead).resales.push_back(journal::lead_of(entry));
    if (const auto* received = std::get_if<journal::received>(&entry)) {
        lead.received = *received;
        lead.epoch = epoch;
    } else if (const auto* refused = std::get_if<journal::refused>(&entry)) {
        lead.refused = *refused;
    } else if (const auto* posting = std::get_if<journal::posting>(&entry)) {
        lead.postings.push_back(*posting);
    } else if (const auto* outcome = std::get_if<journal::outcome>(&entry)) {
        (outcome->status == "pending" ? lead.pending : lead.final) = *outcome;
    } else if (const auto* late = std::get_if<journal::late_reply>(&entry)) {
        if (late->is_post) lead.late_posts.push_back(*late);
    } else if (const auto* untaken = std::get_if<journal::untaken_accept>(&entry)) {
        lead.untaken.push_back(*untaken);
    } else if (const auto* said = std::get_if<journal::void_answer>(&entry)) {
        lead.voids.push_back(*said);
    } else if (const auto* made = std::get_if<journal::follow_up>(&entry)) {
        lead.follow_ups.push_back({*made, epoch});
    } else if (const auto* end = std::get_if<journal::follow_up_end>(&entry)) {
        lead.follow_up_ends.push_back(*end);
    }
    if (std::string key = key_of(entry); !key.empty()) keys_.insert(std::move(key));
}

void database::give_back(const base::lead_id& id) {
    lead_rows& lead = leads_.at(id);
    const journal::sale& sale = lead.final.value().sale.value();
    ledger::buyer_returns contract;
    contract.terms.window = std::chrono::days(1);
    ledger::return_case what;
    what.already_returned = !lead.returns.empty();
    what.sold_at = what.asked_at = lead.final->at;
    what.of_buyer = what.of_seller = {1, 0};
    const bool network_bears = draw_.chance(in_.how.network_bears);
    const auto verdict =
        ledger::decide_return(&contract, network_bears ? nullptr : &contract.terms, what);
    in_.note(fmt::format("{} gives {} back", sale.buyer, base::to_text(id)));
    const auto* cost = std::get_if<ledger::return_cost>(&verdict);
    if (cost == nullptr) return;
    lead.returns.push_back(
        ledger::return_entries(sale.buyer, lead.final->seller, sale.money, cost->who));
    lead.seller_keeps_payout = cost->who == ledger::bearer::network;
    const auto chain = with_earlier(id);
    const ledger::resale_case returned{draw_.chance(in_.how.resells) ? "duplicate" : "wrong_number",
                                       leads_.at(chain.back()).received->at,
                                       static_cast<std::int64_t>(chain.size()) - 1};
    const ledger::resale_terms terms = resale_terms(in_.how);
    lead.resell_until = ledger::resell_until(&terms, returned, in_.time.now().wall);
}

bool database::is_resold(const lead_rows& returned) const {
    return std::ranges::any_of(returned.resales, [this](const base::lead_id& id) {
        const lead_rows& made = leads_.at(id);
        return !made.final || made.final->reason != "interrupted" || !made.postings.empty();
    });
}

std::vector<base::lead_id> database::with_earlier(const base::lead_id& id) const {
    std::vector<base::lead_id> chain = {id};
    for (;;) {
        const auto& received = leads_.at(chain.back()).received;
        if (!received || !received->resale) return chain;
        chain.push_back(received->resale->of.lead);
    }
}

}  // namespace pointsman::sim
