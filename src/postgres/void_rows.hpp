#pragma once

#include <pointsman/journal/record.hpp>

#include <pqxx/row>
#include <pqxx/transaction_base>
#include <string>
#include <vector>

// Reads back answers that came too late to count, and the calls that were made about posts.
namespace pointsman::postgres {

// The columns of `table`, a void_answer, that void_from reads.
std::string void_columns(const std::string& table);
journal::void_answer void_from(const pqxx::row& row);

std::vector<journal::void_answer> void_answers_of(pqxx::transaction_base& query,
                                                  const base::lead_id& id);
std::vector<journal::follow_up> follow_ups_of(pqxx::transaction_base& query,
                                              const base::lead_id& id);
std::vector<journal::follow_up_end> follow_up_ends_of(pqxx::transaction_base& query,
                                                      const base::lead_id& id);

}  // namespace pointsman::postgres
