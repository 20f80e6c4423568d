#pragma once

#include <pointsman/base/money.hpp>
#include <pointsman/base/time.hpp>
#include <pointsman/journal/reason.hpp>
#include <pointsman/walk/terms.hpp>

#include <optional>
#include <string>
#include <variant>

// What can happen to a walk. The time at which it happened comes beside it.
namespace pointsman::walk {

// Nothing but time has passed.
struct tick {};

struct bid_received {
    candidate_number from = 0;
    base::money price;
    std::optional<base::duration> expires_after;
};

struct ping_declined {
    candidate_number from = 0;
    std::string detail;
};

// No reply, or the buyer said that it failed.
struct ping_failed {
    candidate_number from = 0;
    std::string detail;
};

struct ping_not_understood {
    candidate_number from = 0;
    std::string detail;
};

// There is no room (any more) for this ping or post in the caps, the balance or what else limits
// it; nothing was sent.
struct cap_refused {
    candidate_number from = 0;
    std::string detail;
    journal::candidate_reason why = journal::candidate_reason::cap_lost;  // of a post
};

// A copy of the lead came first: a rule forbids this post; nothing was sent.
struct duplicate_refused {
    candidate_number from = 0;
    std::string detail;
};

// The intent to post is durable.
struct posting_stored {
    candidate_number from = 0;
};

// The intent to post could not be stored; nothing may be sent.
struct posting_not_stored {
    candidate_number from = 0;
};

struct post_accepted {
    candidate_number from = 0;
    std::string reference;
    std::string redirect_url;
    std::optional<base::money> price = {};  // named by the buyer, where its contract takes that
};

struct post_rejected {
    candidate_number from = 0;
    std::string detail;
};

// An answer that was not understood, or a connection that broke after a byte was written.
struct post_unknown {
    candidate_number from = 0;
    std::string detail;
};

// Provably no byte of the request was written.
struct post_unsent {
    candidate_number from = 0;
    std::string detail;
};

using event = std::variant<tick, bid_received, ping_declined, ping_failed, ping_not_understood,
                           cap_refused, duplicate_refused, posting_stored, posting_not_stored,
                           post_accepted, post_rejected, post_unknown, post_unsent>;

}  // namespace pointsman::walk
