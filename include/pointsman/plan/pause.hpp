#pragma once

#include <pointsman/base/time.hpp>

#include <optional>
#include <string>

namespace pointsman::plan {

// What stands still: an order, a buyer with all its orders, or a seller.
struct pause {
    std::string reason = {};                    // for people; may be empty
    std::optional<base::wall_time> until = {};  // from then on it is over

    bool holds_at(base::wall_time now) const { return !until || now < *until; }
};

// "holidays of the sales team, until 2026-12-01T08:00:00Z"; "" when nothing is said.
std::string describe(const pause& one);

}  // namespace pointsman::plan
