#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace pointsman::postgres {

// The tables that records are written to. A batch writes them in this order, by name, which is also
// the order in which ensure_partitions locks them: so the two cannot deadlock.
enum class table {
    attempt,
    candidate,
    duplicate_key,
    follow_up,
    follow_up_end,
    idempotency_key,
    late_reply,
    lead,
    lead_key,
    lead_personal,
    ledger_entry,
    outcome,
    personal_hash,
    posting,
    refusal,
    resale,
    sale,
    untaken_accept,
    void_answer,
};

inline constexpr std::size_t table_count = 19;

std::string_view name_of(table which);

// Those that a row is given for: all but node and epoch, which every table ends with.
std::size_t column_count(table which);

// Inserts one row for each element of the arrays $1, $2, ..., one array a column; the last two
// parameters are the node and the epoch. Never "on conflict do nothing": a lead that is sold twice
// must be heard of.
std::string insert_statement(table which);

}  // namespace pointsman::postgres
