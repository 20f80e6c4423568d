#pragma once

#include <cstdint>
#include <string>

namespace pointsman::sim {

struct result {
    std::uint64_t hash = 0;  // of everything that happened
    std::string violation;   // empty when there was none
    std::int64_t virtual_ms = 0;
};

// One run from its seed: faults while sellers send, then peace until every lead has come to its
// end. The same seed gives the same result.
result run_seed(std::uint64_t seed, bool print_trace = false);

}  // namespace pointsman::sim
