#pragma once

#include "document.hpp"
#include "draft.hpp"

#include <string>
#include <vector>

namespace pointsman::yaml {

// [{on: sale, per: day, count: 200}, {on: sale, per: day, spend: "5000.00", when: RULE}]. The
// counters are those of the book under the cap's name, so that a reload goes on counting. Without a
// vertical the `when` rules are not read.
std::vector<plan::order_cap> read_caps(const node& given, const std::string& order,
                                       std::optional<plan::vertical_number> vertical, draft& into);

}  // namespace pointsman::yaml
