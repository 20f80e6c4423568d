#pragma once

#include <pointsman/base/crypto.hpp>
#include <pointsman/engine/post_archive.hpp>

#include <optional>
#include <pqxx/transaction_base>
#include <string>
#include <vector>

namespace pointsman::postgres {

// The posting and lead of one post, as parts of a query: the columns, for tables `posting` and
// `lead`, and what they are read by.
std::string post_columns();
engine::unknown_post post_from(const pqxx::row& row, const base::secret_key& master);

std::optional<engine::past_post> past_post_of(pqxx::transaction_base& query,
                                              const engine::named_post& which,
                                              const base::secret_key& master);

// At most `most` after an offer id, which may be empty.
std::vector<engine::listed_void> voids_of(pqxx::transaction_base& query, const std::string& after,
                                          std::size_t most);

}  // namespace pointsman::postgres
