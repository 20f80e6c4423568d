#pragma once

#include <pointsman/base/time.hpp>
#include <pointsman/cap/book.hpp>
#include <pointsman/plan/overrides.hpp>

#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace pointsman::engine {

// The overrides that new leads see, the same on all threads. Whoever puts one up has it durable
// already. Thread-safe.
class override_board {
public:
    // `counters` outlives the board: what is made of a cap's limit stands beside its counter, and
    // so counts for leads under way too.
    explicit override_board(cap::book& counters) : counters_(counters) {}

    plan::overrides_pointer current() const;

    // From now on they count. In any order and any number of times; what was ended stays ended.
    void put_up(const std::vector<plan::standing_override>& what, base::wall_time now);

private:
    void change_limits();

    cap::book& counters_;
    mutable std::mutex mutex_;
    plan::overrides_pointer current_ = std::make_shared<const plan::overrides>();
    std::set<std::string> changed_;  // counters whose limits are changed
};

}  // namespace pointsman::engine
