#pragma once

#include <pointsman/base/ids.hpp>
#include <pointsman/engine/lookup.hpp>
#include <pointsman/intake/submission.hpp>

#include <optional>
#include <string>
#include <vector>

namespace pointsman::engine {

// How soon a seller that got 503 may come again.
inline constexpr int retry_after_s = 2;

// What goes back to the seller.
struct served {
    int http_status = 200;
    std::string body;
    std::optional<int> retry_after_s;  // with 503
};

// An RFC 9457 problem; 503 says when to come again.
served make_problem(int http_status, const std::string& title,
                    const std::vector<intake::problem>& problems = {},
                    const std::optional<base::lead_id>& id = {});

// The answer to somebody who asks for a lead that was sent earlier.
served to_served(const base::lead_id& id, const looked_up& found);

}  // namespace pointsman::engine
