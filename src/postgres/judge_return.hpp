#pragma once

#include <pointsman/base/crypto.hpp>
#include <pointsman/engine/back_office.hpp>

#include <pqxx/transaction>

#include "session.hpp"

// A return from question to entries, within one transaction.
namespace pointsman::postgres {

engine::return_answer judge_return(pqxx::work& transaction, const identity& writer,
                                   const base::secret_key& master,
                                   const engine::return_request& what);

// What an operator says of one that waits.
engine::return_answer settle_return(pqxx::work& transaction, const identity& writer,
                                    const base::secret_key& master,
                                    const engine::return_judgement& what);

}  // namespace pointsman::postgres
