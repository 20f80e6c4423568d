#pragma once

#include <pointsman/journal/record.hpp>

#include <string>
#include <string_view>

namespace pointsman::journal {

// "received", "refused", "posting", "outcome", "late_reply", "void_answer", "follow_up",
// "follow_up_end"
std::string_view kind_of(const record& entry);

base::lead_id lead_of(const record& entry);

// Every field of a record as ASCII JSON, whatever bytes its texts hold: a text that is not clean
// UTF-8 becomes
// {"hex":"..."}. Sealed bytes stay sealed, in hex. For poisoned records, which cannot be stored any
// other way.
std::string to_json(const record& entry);

}  // namespace pointsman::journal
