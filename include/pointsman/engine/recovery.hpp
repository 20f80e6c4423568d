#pragma once

#include <pointsman/base/crypto.hpp>
#include <pointsman/base/ids.hpp>
#include <pointsman/base/result.hpp>
#include <pointsman/base/time.hpp>
#include <pointsman/engine/settlement.hpp>
#include <pointsman/journal/record.hpp>
#include <pointsman/plan/plan.hpp>

#include <cstdint>
#include <optional>
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

// A post that may have made an owner, with what is needed to charge its caps and to settle it.
struct stored_post {
    journal::posting posting;
    base::wall_time arrived;  // the lead
    std::string seller;
    std::string vertical;
    std::string fields_json;  // not the personal ones
    base::bytes wrapped_key;
    bool test = false;
    bool is_listed = false;  // its pending outcome is written down (postgres::visit_unknown_posts)
    std::string source = {};
    std::int32_t asked = 0;  // follow-ups of earlier runs
    std::int32_t reposted = 0;
    // What the buyer said late, when the server died before the post was settled by it: "accepted"
    // or "rejected"; its words, the way by which they came and their HTTP status (200 where it is
    // not written down).
    std::string late_result = {};
    base::bytes late_reply_sealed = {};
    std::string tree = {};
    settled_by late_by = settled_by::late_reply;
    int late_http_status = 200;
    std::optional<base::money> late_price = {};  // that its late reply named
    // The latest price at which the buyer accepted without being sold the lead.
    std::optional<base::money> refused_price = {};
};

// The post as it waits again, with what it holds of caps and money (reserve_again).
unknown_post reopen(const stored_post& post, std::vector<cap::charge> held,
                    const base::secret_key& master_key);

// How a late answer that is written down settles the post. Its words are read by the rules of the
// exchange by which it came, those of `plan`.
std::optional<settlement> settlement_left_behind(const plan::snapshot& plan,
                                                 const stored_post& post,
                                                 const base::secret_key& master_key);

// The end of an interrupted lead: final `unsold` with reason `interrupted` where no buyer can own
// it, else `pending` with its last post unknown. Earlier posts were refused or never left, or the
// walk would not have gone on. Every ping that may have been sent gets its attempt, with the result
// `interrupted`. The error says what is wrong with the stored lead.
base::result<journal::outcome, std::string> recover(const interrupted_lead& lead,
                                                    const base::secret_key& master_key,
                                                    base::wall_time now);

}  // namespace pointsman::engine
