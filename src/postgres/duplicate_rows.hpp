#pragma once

#include <pointsman/base/crypto.hpp>
#include <pointsman/duplicate/judge.hpp>

#include <pqxx/transaction_base>
#include <span>
#include <vector>

namespace pointsman::postgres {

// What has happened since then to leads with one of these keys, in one round trip: for each key,
// event, seller, source, vertical and buyer the latest, which is all that a rule can ask for.
// Test leads are left out, and so are posts of which provably nothing was sent. Of a key with more
// than 256 leads only the latest ones' posts are found, but all sales. Buyers' groups are left
// empty: they are the plan's.
std::vector<duplicate::past_event> past_events_of(pqxx::transaction_base& query,
                                                  std::span<const base::digest> keys,
                                                  base::wall_time since,
                                                  const base::lead_id& besides);

}  // namespace pointsman::postgres
