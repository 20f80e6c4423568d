#pragma once

#include <pointsman/engine/recovery.hpp>
#include <pointsman/journal/record.hpp>

#include <pqxx/transaction_base>
#include <vector>

// Reads back accepts at prices that could not be taken.
namespace pointsman::postgres {

// Gives each post that was listed as unknown the last such price that was written down after its
// walk, if there is one.
void add_untaken_prices(pqxx::transaction_base& query, std::vector<engine::stored_post>& open);

std::vector<journal::untaken_accept> untaken_accepts_of(pqxx::transaction_base& query,
                                                        const base::lead_id& id);

}  // namespace pointsman::postgres
