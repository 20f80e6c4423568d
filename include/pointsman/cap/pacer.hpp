#pragma once

#include <pointsman/base/time.hpp>

#include <mutex>
#include <optional>

namespace pointsman::cap {

// Keeps at least an interval between two awards of one order. It goes by the steady clock, which no
// setting of the wall clock moves, and knows nothing of the time before this process: the first
// award after a start may follow the last one before it at once. Thread-safe.
class pacer {
public:
    // False, and nothing changed, while less than `interval` has passed since it was true last.
    bool try_pass(base::steady_time now, base::duration interval);

    // Whether try_pass would be true now.
    bool may_pass(base::steady_time now, base::duration interval) const;

private:
    mutable std::mutex mutex_;
    std::optional<base::steady_time> last_;
};

}  // namespace pointsman::cap
