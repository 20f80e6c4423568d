#pragma once

#include <pointsman/base/result.hpp>
#include <pointsman/base/time.hpp>
#include <pointsman/plan/overrides.hpp>

#include <string>
#include <vector>

namespace pointsman::postgres {

// The overrides that are neither ended nor over at `now`, in the order in which they were made. For
// the start of a server and for `check`: opens a connection of its own and blocks. The error is
// what PostgreSQL said.
base::result<std::vector<plan::standing_override>, std::string> load_overrides(
    const std::string& url, base::wall_time now);

}  // namespace pointsman::postgres
