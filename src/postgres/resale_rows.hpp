#pragma once

#include <pointsman/base/ids.hpp>
#include <pointsman/base/time.hpp>
#include <pointsman/engine/resale_archive.hpp>
#include <pointsman/postgres/reader.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <pqxx/transaction_base>
#include <vector>

namespace pointsman::postgres {

// Where a lead comes from that is perhaps a resale, of a resale, ...
struct lead_origin {
    base::wall_time arrived;  // the very first
    std::int64_t resold = 0;
};

// Nothing when the lead is no longer kept.
std::optional<lead_origin> origin_of(pqxx::transaction_base& query, const base::lead_id& lead);

// See engine::resale_archive.
std::vector<engine::returned_lead> returned_leads(
    pqxx::transaction_base& query, base::wall_time now,
    const std::optional<engine::returned_place>& after, std::size_t most);

// The returns of a lead's sales, in the order in which they were asked for.
std::vector<stored_return> returns_of(pqxx::transaction_base& query, const base::lead_id& lead);

}  // namespace pointsman::postgres
