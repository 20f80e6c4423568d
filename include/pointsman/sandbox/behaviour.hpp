#pragma once

#include <pointsman/base/money.hpp>
#include <pointsman/base/time.hpp>
#include <pointsman/sandbox/buyer_profile.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pointsman::sandbox {

// The header X-Offer-Id: `<lead_id>.<order>.<ping|post>.<attempt>`.
struct offer_id {
    std::string lead_id;
    std::string order;
    bool is_post = false;
    std::int32_t attempt = 0;

    friend bool operator==(const offer_id&, const offer_id&) = default;
};

std::optional<offer_id> parse_offer_id(std::string_view text);

enum class decision { none, bid, declined, accepted, rejected };

std::string_view to_text(decision which);

// What a stub buyer is going to do with one request.
struct planned_answer {
    sandbox::mood mood = mood::normal;
    decision decided = decision::none;  // none where the buyer never gets to decide: hang, close,
                                        // status_500, garbage
    base::duration delay{};             // from the request to the answer
    base::money price;                  // of a bid
    std::string body;                   // of a normal, drip or oversized answer
};

// Decided by the seed, the buyer and the offer alone, whatever happened before: asked again, a
// buyer says the same. All buyers see the same lead, so a part of each bid is common to them.
planned_answer plan_answer(const sandbox_profile& sandbox, const buyer_profile& buyer,
                           const offer_id& offer);

}  // namespace pointsman::sandbox
