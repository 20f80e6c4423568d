#pragma once

#include <pointsman/base/crypto.hpp>
#include <pointsman/base/ids.hpp>
#include <pointsman/base/time.hpp>
#include <pointsman/engine/back_office.hpp>
#include <pointsman/ledger/returns.hpp>

#include <cstdint>
#include <optional>
#include <pqxx/transaction>
#include <string>
#include <variant>
#include <vector>

#include "session.hpp"

namespace pointsman::postgres {

// A sale as a return sees it.
struct sold_lead {
    base::lead_id lead;
    std::int32_t slot = 0;
    std::int32_t walk = 0;
    base::wall_time at;
    base::wall_time reserved_at;  // the instant whose windows the caps were charged in
    std::string order;
    std::string buyer;
    std::string seller;
    std::string vertical;
    std::string currency;
    ledger::split money;
    base::bytes wrapped_key;  // empty when it was erased
    std::string tree;         // empty when the lead is no longer kept
    std::string fields_json;  // not the personal ones; "{}" when the lead is no longer kept
};

// Makes everybody else who wants to judge a return wait for the end of this transaction: shares are
// counted, then one more is added.
void lock_returns(pqxx::work& transaction);

// At most two, the latest first: more than one is ambiguous already.
std::vector<sold_lead> sales_to(pqxx::transaction_base& query, const std::string& buyer,
                                const std::variant<base::lead_id, std::string>& lead);

// The request of a return, and how it stands.
struct asked_return {
    base::wall_time at;
    std::string reason;
    engine::return_standing standing;
};

std::optional<asked_return> return_of(pqxx::transaction_base& query, const sold_lead& sale);

// The sale of a lead whose return was asked for, whoever bought it; one that waits comes first.
std::optional<sold_lead> sale_with_return(pqxx::transaction_base& query, const base::lead_id& lead);

// In the calendar month of the sale in `zone`, this sale's own return left out. A buyer's returns
// are those not refused; a seller's those that it bears, of this vertical.
ledger::month_so_far month_of_buyer(pqxx::transaction_base& query, const sold_lead& sale,
                                    const cap::zone& zone);
ledger::month_so_far month_of_seller(pqxx::transaction_base& query, const sold_lead& sale);

void write_request(pqxx::work& transaction, const identity& writer, const sold_lead& sale,
                   const engine::return_request& what, const base::bytes& sealed_note);

struct decision {
    base::wall_time at;
    bool by_operator = false;
    std::optional<ledger::return_cost> cost = {};  // nothing: refused
    bool refills = false;
    base::bytes sealed_note = {};
    std::optional<base::wall_time> resell_until = {};  // only of an accepted one
};

// With the entries that undo the sale when it is accepted.
void write_decision(pqxx::work& transaction, const identity& writer, const sold_lead& sale,
                    const decision& what);

// A note that is about a person goes the way of the rest: sealed with the lead's key, or not kept
// at all when that is gone.
base::bytes sealed_note(const base::secret_key& master, const sold_lead& sale,
                        const std::string& note);

std::vector<engine::waiting_return> waiting_returns(pqxx::transaction_base& query,
                                                    const base::secret_key& master,
                                                    std::size_t most);

}  // namespace pointsman::postgres
