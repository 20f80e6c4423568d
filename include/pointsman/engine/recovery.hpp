#pragma once

#include <pointsman/base/crypto.hpp>
#include <pointsman/base/ids.hpp>
#include <pointsman/base/result.hpp>
#include <pointsman/base/time.hpp>
#include <pointsman/journal/record.hpp>

#include <string>
#include <vector>

// What becomes of leads that a server left behind when it died. Pure.
//
// Nothing is ever posted again: a buyer may have read the post that the server did not live to hear
// the answer of. What can be told for certain is told (nobody was posted: unsold; somebody was:
// unknown, held until it is settled); the consumer is not sold behind the seller's back after the
// lead's deadline.
namespace pointsman::engine {

// A lead that was received and has no outcome.
struct interrupted_lead {
    base::lead_id id;
    base::wall_time at;
    std::string seller;
    std::string vertical;
    std::string currency;
    std::string candidates_json;  // as journal::received has it
    base::bytes wrapped_key;      // empty when it was erased
    std::vector<journal::posting>
        postings;  // of its one walk, in the order in which they were made
};

// A post that may have made an owner, with what is needed to settle it and to charge its caps.
struct stored_post {
    journal::posting posting;
    base::wall_time arrived;  // the lead
    std::string seller;
    std::string vertical;
    std::string fields_json;  // not the personal ones
    base::bytes wrapped_key;
    bool test = false;
    bool is_listed = false;  // its pending outcome is written down
    std::string tree = {};
};

// The end of an interrupted lead: final `unsold` with reason `interrupted` where no buyer can own
// it, else `pending` with its last post unknown. Earlier posts were refused or never left, or the
// walk would not have gone on. Every ping that may have been sent gets its attempt, with the result
// `interrupted`. The error says what is wrong with the stored lead.
base::result<journal::outcome, std::string> recover(const interrupted_lead& lead,
                                                    const base::secret_key& master_key,
                                                    base::wall_time now);

}  // namespace pointsman::engine
