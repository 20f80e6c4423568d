#pragma once

#include "lead_file.hpp"

#include <pointsman/journal/record.hpp>
#include <pointsman/protocol/render.hpp>
#include <pointsman/walk/terms.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pointsman::engine {

// What came of a request to a buyer, in the words that are stored.
struct attempt_result {
    std::string_view result;
    std::string detail;
    std::optional<base::money> price;
    int http_status = 0;
    std::string_view body;
};

// The pings and posts of one walk as they will be stored: at most one of each for a candidate.
class attempt_log {
public:
    attempt_log(const lead_file& lead, const walk::terms& rules);

    void started(walk::candidate_number who, protocol::phase phase, base::instant now);
    void ended(walk::candidate_number who, protocol::phase phase, const attempt_result& what,
               base::steady_time now);

    // How long the attempt has run, or ran. Precondition: started.
    base::duration elapsed(walk::candidate_number who, protocol::phase phase,
                           base::steady_time now) const;
    bool was_sent(walk::candidate_number who, protocol::phase phase) const;

    // All attempts in the order in which they were started; those still open are timeouts.
    std::vector<journal::attempt> entries() const;

private:
    struct entry {
        journal::attempt record;
        base::steady_time started;
    };

    std::size_t& slot(walk::candidate_number who, protocol::phase phase);
    const entry* find(walk::candidate_number who, protocol::phase phase) const;

    const lead_file& lead_;
    const walk::terms& rules_;
    std::vector<std::size_t>
        slots_;  // two a candidate: one past the place in entries_, 0 when there is none
    std::vector<entry> entries_;
};

}  // namespace pointsman::engine
