#pragma once

#include <pointsman/base/time.hpp>

#include <cstdint>
#include <mutex>
#include <vector>

namespace pointsman::cap {

// What an operator makes of a cap's limit for a while: another one, or so much more.
struct limit_change {
    base::wall_time from;
    base::wall_time until;    // not included
    bool replaces = false;    // the whole limit; otherwise added to it
    std::int64_t amount = 0;  // leads, or micro-units
};

// The changes of one cap's limit. Like the counter that they stand beside they live as long as the
// process and outlive the plan. Thread-safe.
class limit_changes {
public:
    // In place of those before, in the order in which they were made.
    void set(std::vector<limit_change> changes);

    // `configured` as it is at `now`: the latest limit in its place, and all extras on top.
    std::int64_t apply(std::int64_t configured, base::wall_time now) const;

private:
    mutable std::mutex mutex_;
    std::vector<limit_change> changes_;
};

}  // namespace pointsman::cap
