#pragma once

#include <pointsman/base/ids.hpp>
#include <pointsman/base/money.hpp>
#include <pointsman/intake/submission.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pointsman::intake {

// What a seller sees of a lead's end.
enum class status { sold, unsold, duplicate, rejected, pending };

std::string_view to_text(status which);

struct answer {
    base::lead_id id;
    intake::status status = status::pending;
    std::optional<base::money> payout;
    std::string currency;
    std::string reason;        // empty when sold; for pending only where it tells something
    std::string redirect_url;  // the buyer's, for the consumer's browser; may be empty
    std::string buyer;         // of the sale
};

// The answer to a well-formed lead that a rule turned away for `reason` (design section 7).
answer turned_away(const base::lead_id& id, std::string reason);

// The JSON body of design section 5:
// {"lead_id","status","payout","currency","reason","redirect_url","sales":[...]}. Members without a
// value are left out; "sales" is always there and holds {"buyer","payout","status"} only when sold.
// Deterministic: the same answer gives the same bytes.
std::string to_json(const answer& what);

// 202 for pending, else 200.
int http_status(status which);

// RFC 9457, with the status's own phrase as title:
// {"type":"about:blank","title","status","errors":[{"field","reason","detail"}...]}, "lead_id" if
// given.
std::string to_problem_json(int http_status, const std::string& title,
                            const std::vector<problem>& problems,
                            const std::optional<base::lead_id>& id = {});

}  // namespace pointsman::intake
