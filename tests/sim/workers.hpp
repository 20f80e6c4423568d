#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace pointsman::sim {

struct failed_seed {
    std::uint64_t seed = 0;
    std::string violation;
};

struct findings {
    std::uint64_t seeds = 0;
    std::uint64_t hashes = 0;  // the sum over all seeds: whatever the number of processes, the same
    std::int64_t virtual_ms = 0;
    std::optional<failed_seed> first_failure;
};

// Runs `count` seeds from `first` in as many processes, and stops at the first seed that fails. A
// process of its own is what lets a crash or an assertion of the product count as a finding.
findings run_seeds(std::uint64_t first, std::uint64_t count, int processes, bool show_progress);

}  // namespace pointsman::sim
