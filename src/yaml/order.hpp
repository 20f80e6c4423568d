#pragma once

#include "connection.hpp"
#include "document.hpp"
#include "draft.hpp"

namespace pointsman::yaml {

// One order of a buyer, with its places in the trees; adds it to the plan.
void read_order(const member& given, plan::buyer_number buyer, connection_shelf& connections,
                draft& into);

}  // namespace pointsman::yaml
