#pragma once

#include <pointsman/base/ids.hpp>
#include <pointsman/base/time.hpp>
#include <pointsman/engine/back_office.hpp>
#include <pointsman/ledger/terms.hpp>

#include <cstddef>
#include <cstdint>
#include <pqxx/transaction>
#include <string>
#include <vector>

#include "session.hpp"

namespace pointsman::postgres {

// What names a transaction of the ledger, and what all its lines share.
struct booking {
    base::uuid transaction;
    std::int32_t walk = 0;
    std::string kind;
    std::int32_t first_line = 0;
    base::wall_time at;
    std::string currency;
};

// One statement, as the ledger demands: lines that do not balance are refused.
void book(pqxx::work& transaction, const identity& writer, const booking& what,
          const std::vector<ledger::entry>& lines);

// Throws std::logic_error should the lines not add up to the closing balance.
engine::statement_answer statement_of(pqxx::transaction_base& query,
                                      const engine::statement_question& what,
                                      std::size_t most_lines);

}  // namespace pointsman::postgres
