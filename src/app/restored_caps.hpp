#pragma once

#include <pointsman/base/result.hpp>
#include <pointsman/cap/book.hpp>
#include <pointsman/engine/recovery.hpp>
#include <pointsman/engine/settlement.hpp>
#include <pointsman/plan/plan.hpp>
#include <pointsman/postgres/recovery.hpp>

#include <string>
#include <vector>

// Caps live in memory (decision 6); this is how they outlive a restart.
namespace pointsman::app {

// Fills the counters that have counted nothing yet with what the journal knows of the windows that
// hold `now`: at start all of them, at a reload those of new caps. Blocks; the error is what
// PostgreSQL said.
base::result<void, std::string> restore_caps(const plan::snapshot& plan, const std::string& url,
                                             postgres::unsettled posts, base::wall_time now);

// What a post of unknown answer holds of its order's sale caps, reserved anew in the windows in
// which it was made. Empty for test leads and for orders that are no more.
std::vector<cap::charge> reserve_again(const plan::snapshot& plan, const engine::stored_post& post);

}  // namespace pointsman::app
