#pragma once

#include <pointsman/filter/rule.hpp>

#include <string>

namespace pointsman::filter {

// Cuts a text for a reason to max_described_bytes, never inside a UTF-8 character.
std::string shortened(std::string text);

// The rule's own text, or describe's where it has none.
std::string text_of(const lead::catalogue& fields, const rule& filter);

}  // namespace pointsman::filter
