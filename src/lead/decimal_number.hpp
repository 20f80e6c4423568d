#pragma once

#include <pointsman/lead/value.hpp>

#include <optional>
#include <string_view>

namespace pointsman::lead {

// base::parse_money's grammar with an optional "-" before it; nothing otherwise.
std::optional<decimal> parse_decimal(std::string_view text);

}  // namespace pointsman::lead
