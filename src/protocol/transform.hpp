#pragma once

#include <pointsman/protocol/spec.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace pointsman::protocol {

// The text after all `steps`, in order. A step that does not fit the text (the area code of
// something that is no NANP phone) yields "", never its input: what was meant to mask must not let
// the plain text through.
std::string transformed(std::string text, const std::vector<transform>& steps);

// What `item` sends for a value whose normal form is `normal`: the value map first, then the
// transforms.
std::string sent_text(const send_field& item, std::string_view normal);

// True if `item` sends a value of this normal form as a text whatever its type was.
bool becomes_text(const send_field& item, std::string_view normal);

}  // namespace pointsman::protocol
