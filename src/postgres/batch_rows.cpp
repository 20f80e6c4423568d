#include "batch_rows.hpp"

#include <bit>
#include <cassert>
#include <concepts>

namespace pointsman::postgres {

namespace {

void put(array_literal& column, std::string_view text) {
    column.add_text(text);
}

void put(array_literal& column, const std::string& text) {
    column.add_text(text);
}

void put(array_literal& column, const char* text) {
    column.add_text(text);
}

void put(array_literal& column, bool value) {
    column.add_plain(value ? "t" : "f");
}

template <std::signed_integral Number>
void put(array_literal& column, Number number) {
    column.add_plain(std::to_string(number));
}

// PostgreSQL has no unsigned numbers: the bits are kept.
void put(array_literal& column, std::uint64_t number) {
    put(column, std::bit_cast<std::int64_t>(number));
}

void put(array_literal& column, base::money amount) {
    put(column, amount.micros());
}

void put(array_literal& column, base::duration span) {
    put(column, span.count());
}

void put(array_literal& column, base::wall_time at) {
    column.add_plain(base::to_rfc3339(at));
}

void put(array_literal& column, const base::lead_id& id) {
    column.add_plain(base::to_text(id));
}

void put(array_literal& column, const base::bytes& bytes) {
    column.add_bytes(bytes);
}

void put(array_literal& column, const base::digest& hash) {
    column.add_bytes(hash);
}

// An array within an array, as text.
void put(array_literal& column, const std::vector<std::string>& texts) {
    array_literal inner;
    for (const std::string& text : texts) inner.add_text(text);
    column.add_text(inner.take());
}

template <class Value>
void put(array_literal& column, const std::optional<Value>& value) {
    if (value)
        put(column, *value);
    else
        column.add_null();
}

std::optional<std::string> null_if_empty(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

std::string_view phase_of(bool is_post) {
    return is_post ? "post" : "ping";
}

std::int32_t position(std::size_t index) {
    return static_cast<std::int32_t>(index);
}

}  // namespace

batch_rows::batch_rows() {
    for (std::size_t i = 0; i < table_count; ++i)
        tables_[i].resize(column_count(static_cast<table>(i)));
}

template <class... Values>
void batch_rows::row(table which, const Values&... values) {
    table_columns& target = tables_[static_cast<std::size_t>(which)];
    assert(target.size() == sizeof...(values));
    std::size_t next = 0;
    (put(target[next++], values), ...);
}

std::vector<std::string> batch_rows::take(table which) {
    std::vector<std::string> arrays;
    for (array_literal& each : tables_[static_cast<std::size_t>(which)])
        arrays.push_back(each.take());
    return arrays;
}

void batch_rows::add(const journal::record& entry) {
    std::visit([this](const auto& what) { add_rows(what); }, entry);
}

template <class Record>
void batch_rows::add_resale(const Record& what) {
    if (!what.resale) return;
    const journal::sale_key& of = what.resale->of;
    row(table::resale, what.id, of.lead, of.slot, what.resale->attempt, what.at);
}

void batch_rows::add_rows(const journal::received& what) {
    row(table::lead, what.id, what.at, what.seller, what.source, what.sub_ids, what.vertical,
        what.tree, what.currency, what.ref, what.idempotency_key, what.test, what.min_price,
        what.max_wait_ms, what.plan_hash, what.seed, what.fields_json, what.candidates_json);
    row(table::lead_personal, what.id, what.personal_sealed);
    row(table::lead_key, what.id, what.wrapped_key);
    for (const journal::personal_hash& hash : what.hashes)
        row(table::personal_hash, hash.kind, hash.value, what.id);
    row(table::idempotency_key, what.seller, what.request_key, what.id, what.at, what.body_hash);
    add_duplicate_keys(what);
    add_resale(what);
}

// A test lead stands in nobody's way.
void batch_rows::add_duplicate_keys(const journal::received& what) {
    if (what.test) return;
    for (const base::digest& key : what.duplicate_keys)
        row(table::duplicate_key, key, what.id, what.at, what.seller, what.source, what.vertical);
}

void batch_rows::add_rows(const journal::refused& what) {
    row(table::refusal, what.id, what.at, what.seller, what.vertical, what.ref, what.reason,
        what.problems_json);
    if (!what.request_key.empty())
        row(table::idempotency_key, what.seller, what.request_key, what.id, what.at,
            what.body_hash);
    add_resale(what);
}

void batch_rows::add_rows(const journal::posting& what) {
    std::optional<std::int32_t> pays_basis_points;
    std::optional<base::money> pays_fixed;
    std::optional<base::money> min_margin;
    const ledger::price_limits limits = what.limits.value_or(ledger::price_limits{});
    if (what.limits) {
        min_margin = limits.payout.min_margin;
        if (const auto* share = std::get_if<base::basis_points>(&limits.payout.pays))
            pays_basis_points = share->value;
        else
            pays_fixed = std::get<base::money>(limits.payout.pays);
    }
    row(table::posting, what.id, what.walk, what.order, what.attempt, what.buyer, what.at,
        what.price, what.payout, what.tier, what.currency, what.holds, what.settle_at,
        to_text(what.settle_as), what.captured_sealed, pays_basis_points, pays_fixed, min_margin,
        limits.floor, limits.min_payout);
}

void batch_rows::add_rows(const journal::outcome& what) {
    const bool final = what.status != "pending";
    row(table::outcome, what.id, what.walk, final, what.at, what.elapsed, what.seller,
        what.vertical, what.status, what.reason, null_if_empty(what.currency), what.answer_sealed,
        what.events_json);
    add_walk(what, final);
    add_money(what);
}

void batch_rows::add_walk(const journal::outcome& what, bool final) {
    for (std::size_t i = 0; i < what.candidates.size(); ++i) {
        const journal::candidate& each = what.candidates[i];
        row(table::candidate, what.id, what.walk, final, position(i), each.order, each.buyer,
            each.tier, each.reason, each.detail);
    }
    for (std::size_t i = 0; i < what.attempts.size(); ++i) {
        const journal::attempt& each = what.attempts[i];
        row(table::attempt, what.id, what.walk, each.order, phase_of(each.is_post), each.number,
            final, position(i), each.buyer, each.started_at, each.elapsed, each.result, each.detail,
            each.http_status, each.price, each.reply_sealed);
    }
}

void batch_rows::add_money(const journal::outcome& what) {
    if (what.sale) {
        const journal::sale& sold = *what.sale;
        row(table::sale, what.id, sold.slot, what.walk, what.at, sold.order, sold.buyer,
            what.seller, what.vertical, sold.reference, what.currency, sold.money.price,
            sold.money.payout, sold.money.margin);
    }
    for (std::size_t i = 0; i < what.entries.size(); ++i) {
        const ledger::entry& line = what.entries[i];
        row(table::ledger_entry, what.id, what.walk, "sale", position(i), what.at,
            ledger::to_text(line.side), line.party, what.currency, line.amount);
    }
}

void batch_rows::add_rows(const journal::late_reply& what) {
    row(table::late_reply, what.id, what.walk, what.order, phase_of(what.is_post), what.attempt,
        what.at, what.elapsed, what.result, what.price, what.reply_sealed);
}

void batch_rows::add_rows(const journal::void_answer& what) {
    row(table::void_answer, what.id, what.walk, what.order, what.attempt, what.at, what.buyer,
        what.posted_at, what.is_contradiction, to_text(what.said), what.came_by, what.reference,
        what.price);
}

void batch_rows::add_rows(const journal::untaken_accept& what) {
    row(table::untaken_accept, what.id, what.walk, what.order, what.attempt, what.at, what.buyer,
        what.price, what.came_by);
}

void batch_rows::add_rows(const journal::follow_up& what) {
    row(table::follow_up, what.id, what.walk, what.order, what.attempt, to_text(what.kind),
        what.number, what.buyer, what.at);
}

void batch_rows::add_rows(const journal::follow_up_end& what) {
    row(table::follow_up_end, what.id, what.walk, what.order, what.attempt, to_text(what.kind),
        what.begun_at, what.elapsed, what.result, what.detail, what.http_status, what.reply_sealed);
}

}  // namespace pointsman::postgres
