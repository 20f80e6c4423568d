#pragma once

#include <pointsman/lead/lead.hpp>
#include <pointsman/protocol/interpret.hpp>

#include <string>
#include <string_view>

// Buyers explain themselves with what they were sent ("duplicate: ann@example.com"). Their words go
// into plain columns and the timeline, where no personal data may be.
namespace pointsman::engine {

// Stands in plain columns for words that hold personal data; the reply itself is stored sealed.
inline constexpr std::string_view personal_words = "(quotes personal data: see the sealed reply)";

// Whether `words` hold the value of a personal field. Values of six letters and digits or more are
// found anywhere and however they are punctuated, phones also without their country code; shorter
// ones as whole words. ASCII case does not matter.
bool hold_personal_data(std::string_view words, const lead::catalogue& fields,
                        const lead::values& lead);

// The same answer, its texts replaced by personal_words where they hold personal data. Prices,
// captures and redirects stay: they are sent, or told to the seller, and never stored plain.
protocol::ping_answer in_plain_words(protocol::ping_answer answer, const lead::catalogue& fields,
                                     const lead::values& lead);
protocol::post_answer in_plain_words(protocol::post_answer answer, const lead::catalogue& fields,
                                     const lead::values& lead);

}  // namespace pointsman::engine
