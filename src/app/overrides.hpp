#pragma once

#include <pointsman/base/time.hpp>
#include <pointsman/plan/plan.hpp>

#include <ostream>
#include <string>

namespace pointsman::app {

// Prints the overrides that change what this plan says, a line each; or plainly why they cannot be
// shown. `url` may be empty: it is a secret, which `check` may have to do without. Blocks.
void show_overrides(const plan::snapshot& plan, const std::string& url, base::wall_time now,
                    std::ostream& out);

}  // namespace pointsman::app
