#pragma once

#include <pointsman/engine/override_store.hpp>
#include <pointsman/plan/overrides.hpp>

#include <pqxx/transaction>
#include <vector>

#include "session.hpp"

namespace pointsman::postgres {

engine::override_answer write_override(pqxx::work& transaction, const identity& writer,
                                       const plan::standing_override& what);

engine::override_answer write_override_end(pqxx::work& transaction, const identity& writer,
                                           const engine::override_ending& what);

engine::override_page page_of_overrides(pqxx::transaction_base& query,
                                        const engine::override_question& asked);

// All that are ahead, in the order in which they were made.
std::vector<plan::standing_override> overrides_ahead(pqxx::transaction_base& query,
                                                     base::wall_time now);

}  // namespace pointsman::postgres
