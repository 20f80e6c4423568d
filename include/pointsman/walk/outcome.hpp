#pragma once

#include <pointsman/journal/reason.hpp>
#include <pointsman/ledger/terms.hpp>
#include <pointsman/walk/terms.hpp>

#include <optional>
#include <string>
#include <vector>

namespace pointsman::walk {

enum class status {
    sold,
    unsold,
    held,  // a buyer may own the lead: nobody else is asked until that is settled
};

// Why a candidate fared as it did: exactly one reason each.
struct ending {
    journal::candidate_reason why = journal::candidate_reason::stopped;
    std::string detail;
};

struct sale {
    candidate_number to = 0;
    ledger::split money;
    std::string reference;     // the buyer's own id for the lead
    std::string redirect_url;  // for the consumer's browser
};

struct outcome {
    walk::status status = walk::status::unsold;
    journal::lead_reason reason = journal::lead_reason::none;
    std::optional<walk::sale> sale;
    std::vector<ending> endings;  // by candidate number
};

}  // namespace pointsman::walk
