#pragma once

#include <pointsman/lead/value.hpp>

#include <cstdint>
#include <optional>

namespace pointsman::filter {

// A value as a whole number that orders values of its type: an integer itself, a decimal's
// millionths, a date's day since 1970, 0 and 1 for false and true. Nothing for texts and absent
// values.
std::optional<std::int64_t> rank_of(const lead::value& value);

}  // namespace pointsman::filter
