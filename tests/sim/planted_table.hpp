#pragma once

#include <cstdint>

namespace pointsman::sim {

// Runs up to `count` seeds with each planted bug in turn and prints which seed finds it. False when
// one is not found. Only in a build with POINTSMAN_PLANTED_BUGS.
bool find_planted_bugs(std::uint64_t count, int processes);

}  // namespace pointsman::sim
