#pragma once

#include "document.hpp"
#include "report.hpp"

#include <pointsman/ledger/returns.hpp>

namespace pointsman::yaml {

ledger::buyer_returns read_buyer_returns(const node& given, report& problems);
ledger::return_terms read_seller_returns(const node& given, report& problems);

}  // namespace pointsman::yaml
