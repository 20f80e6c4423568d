#pragma once

#include "member_reader.hpp"

namespace pointsman::intake {

// Reads all members of the request but `fields` into `lead`; what is wrong goes to `problems`, in
// the order of the design's section 5. `lead.vertical` stays null where the vertical is missing or
// not this seller's.
void read_envelope(const plan::snapshot& plan, const plan::seller& from, member_reader& request,
                   submission& lead, std::vector<problem>& problems);

}  // namespace pointsman::intake
