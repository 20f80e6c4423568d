#pragma once

#include "document.hpp"
#include "mapping.hpp"
#include "report.hpp"

#include <pointsman/ledger/resale.hpp>
#include <pointsman/ledger/returns.hpp>

namespace pointsman::yaml {

ledger::buyer_returns read_buyer_returns(const node& given, report& problems);
ledger::return_terms read_seller_returns(const node& given, report& problems);

// "reasons", "within" and "times" of a program's resale.
ledger::resale_terms read_resale(const mapping& at, report& problems);

}  // namespace pointsman::yaml
