#pragma once

#include <pointsman/base/time.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// A returned lead may be sold again, as a new lead, to buyers that never had it.
namespace pointsman::ledger {

// What a seller's contract allows.
struct resale_terms {
    std::vector<std::string> reasons;  // of returns that say nothing against the lead itself
    base::duration within{};           // from the lead's first arrival; its last moment counts
    std::int64_t times = 1;            // how often one lead is sold again, at most
};

struct resale_case {
    std::string reason;       // of this return
    base::wall_time arrived;  // the lead; of one that is a resale itself, the very first
    std::int64_t resold = 0;  // how often it was sold again already
};

// Until when a lead returned `now` may be sold again; nothing: not at all. `contract` may be
// null: one without resale.
std::optional<base::wall_time> resell_until(const resale_terms* contract, const resale_case& what,
                                            base::wall_time now);

}  // namespace pointsman::ledger
