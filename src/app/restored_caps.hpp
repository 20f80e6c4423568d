#pragma once

#include <pointsman/base/result.hpp>
#include <pointsman/engine/restored_caps.hpp>
#include <pointsman/plan/plan.hpp>

#include <string>

namespace pointsman::app {

// engine::restore_caps over the journal in PostgreSQL. Blocks; the error is what PostgreSQL said.
base::result<void, std::string> restore_caps(const plan::snapshot& plan,
                                             const plan::snapshot* in_force, const std::string& url,
                                             base::wall_time now);

}  // namespace pointsman::app
