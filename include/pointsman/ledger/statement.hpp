#pragma once

#include <pointsman/base/money.hpp>
#include <pointsman/base/time.hpp>
#include <pointsman/ledger/terms.hpp>

#include <string>
#include <vector>

// What the ledger says of one party in one period. Signs are the ledger's: positive amounts are
// owed to us (a buyer's purchases), negative ones by us (payouts, deposits, returns).
namespace pointsman::ledger {

struct statement_line {
    base::wall_time at;
    std::string kind;         // sale, return, deposit
    std::string transaction;  // the lead's id; of a deposit its own
    std::string detail;       // the order of a sale, the reason of a return, a deposit's given id
    base::money amount;
};

// Amounts of different currencies are never added up.
struct statement_part {
    std::string currency;
    base::money opening;  // of everything before the period
    std::vector<statement_line> lines;
    base::money closing;  // opening + all lines, to the micro-unit
};

struct statement {
    account side = account::buyer;
    std::string party;
    base::wall_time since;              // included
    base::wall_time until;              // not included
    std::vector<statement_part> parts;  // by currency; none when there was never an entry
};

// RFC 4180 with a header: at,kind,transaction,detail,currency,amount,balance. Each currency begins
// with a line of kind "opening" and ends with one of kind "closing". A text that a spreadsheet
// would take for a formula gets an apostrophe before it.
std::string to_csv(const statement& what);

}  // namespace pointsman::ledger
