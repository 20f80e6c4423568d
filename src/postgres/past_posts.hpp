#pragma once

#include <pointsman/base/crypto.hpp>
#include <pointsman/engine/post_archive.hpp>

#include <cstddef>
#include <cstdint>
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

// Void accepts whose buyers do not know of it and were sent fewer than `most_notices`; in pages as
// above.
std::vector<engine::untold_void> untold_of(pqxx::transaction_base& query, const std::string& after,
                                           std::int32_t most_notices, std::size_t most,
                                           const base::secret_key& master);

}  // namespace pointsman::postgres
