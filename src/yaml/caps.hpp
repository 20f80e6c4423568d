#pragma once

#include "document.hpp"
#include "draft.hpp"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace pointsman::yaml {

// Whose caps are read. For messages and for the counters' names.
struct caps_owner {
    cap::owner kind = cap::owner::order;
    std::string name;  // a seller's with the vertical of its program
    cap::zone zone;    // whose clock begins the windows
    // Of an order: by which a soft cap is judged, and whether it asks for bids first.
    std::shared_ptr<const cap::accept_rate> accepts = {};
    bool pings = false;
};

// [{on: sale, per: day, count: 200}, {on: sale, per: day, spend: "5000.00", when: RULE}]. The
// counters are those of the book under the cap's name, so that a reload goes on counting. Without a
// vertical the `when` rules are not read.
std::vector<plan::conditional_cap> read_caps(const node& given, const caps_owner& owner,
                                             std::optional<plan::vertical_number> vertical,
                                             draft& into);

// A buyer's caps, which count leads of all the verticals it buys: every field that a `when` names
// must be known to each.
std::map<plan::vertical_number, std::vector<plan::conditional_cap>> read_buyer_caps(
    const node& given, const caps_owner& owner, const std::set<plan::vertical_number>& verticals,
    draft& into);

}  // namespace pointsman::yaml
