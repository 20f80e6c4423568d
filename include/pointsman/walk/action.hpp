#pragma once

#include <pointsman/base/money.hpp>
#include <pointsman/base/time.hpp>
#include <pointsman/ledger/terms.hpp>
#include <pointsman/walk/terms.hpp>

#include <cstdint>
#include <variant>

// What the walk wants done. The engine performs each and feeds back what came of it as an event.
namespace pointsman::walk {

// Ask for a bid; after `until` the walk no longer waits for it.
struct send_ping {
    candidate_number to = 0;
    base::steady_time until;
};

// Reserve what the post takes of caps and balance at this price and make the intent to post
// durable. Comes back as cap_refused, duplicate_refused, posting_stored or posting_not_stored.
struct prepare_post {
    candidate_number to = 0;
    ledger::split money;
};

// Send the full lead: only ever after posting_stored for the same candidate.
struct send_post {
    candidate_number to = 0;
    base::steady_time until;
};

enum class settlement { commit, release, hold };

// End the reservation that prepare_post made.
struct settle_cap {
    candidate_number of = 0;
    settlement how = settlement::release;
    ledger::split money = {};  // of a commit: at most what was reserved
};

using action = std::variant<send_ping, prepare_post, send_post, settle_cap>;

}  // namespace pointsman::walk
