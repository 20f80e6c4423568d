#pragma once

#include <pointsman/journal/record.hpp>
#include <pointsman/postgres/reader.hpp>

#include <optional>
#include <pqxx/row>
#include <pqxx/transaction_base>
#include <string>
#include <vector>

// Reads records back, as they were written.
namespace pointsman::postgres {

// The columns of `posting` that posting_from reads.
std::string posting_columns();
journal::posting posting_from(const pqxx::row& row);

// Without request_key and body_hash, which are there to be looked up by, not to be read back.
std::optional<journal::received> received_of(pqxx::transaction_base& query,
                                             const base::lead_id& id);
std::optional<journal::refused> refused_of(pqxx::transaction_base& query, const base::lead_id& id);
std::vector<journal::posting> postings_of(pqxx::transaction_base& query, const base::lead_id& id);
std::vector<journal::late_reply> late_replies_of(pqxx::transaction_base& query,
                                                 const base::lead_id& id);

// By walk; the pending one before the final one.
std::vector<journal::outcome> outcomes_of(pqxx::transaction_base& query, const base::lead_id& id);

stored_answer answer_of(pqxx::transaction_base& query, const std::string& seller,
                        const base::lead_id& id);

}  // namespace pointsman::postgres
