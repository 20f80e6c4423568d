#pragma once

#include <pointsman/base/money.hpp>
#include <pointsman/lead/lead.hpp>
#include <pointsman/protocol/spec.hpp>

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace pointsman::protocol {

// Everything about one offer that a request may carry besides the lead's fields.
struct offer {
    std::string lead_id;
    std::string offer_id;  // unique per ping or post; also sent as header X-Offer-Id
    std::string order;
    std::string seller;
    std::string source;
    std::string price;  // the bid or fixed price; empty in a ping
    bool test = false;
    std::string received_at;                      // RFC 3339
    std::map<std::string, std::string> captured;  // from the ping reply
};

struct request {
    std::string url;
    std::string content_type;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
};

enum class phase { ping, post };

// The request for one offer. Values come in the order of the spec; absent fields, empty captures
// and facts and what a transform emptied are left out. JSON is compact, with numbers and booleans
// as such and prices as texts. Headers are the spec's, then X-Offer-Id and, on a post,
// Idempotency-Key, both with the offer's id; the spec's own of the same names (see header_problems)
// are not sent. Pure; `lead` must have as many values as `fields` has fields.
request render(const request_spec& spec, phase which, const lead::catalogue& fields,
               const lead::values& lead, const offer& about);

}  // namespace pointsman::protocol
