#pragma once

#include "document.hpp"
#include "report.hpp"

#include <pointsman/cap/hours.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace pointsman::yaml {

// "08:30" -> 510; "24:00" is the end of the day.
std::optional<std::int32_t> parse_minute(std::string_view text);

// "08:00-20:00"; from_minute > to_minute where it goes on after midnight, never equal.
std::optional<cap::span_of_day> parse_span(std::string_view text);

// {mon-fri: "08:00-20:00", sat: ["09:00-12:00", "13:00-18:00"], sun: closed}. Days that are not
// named are closed; a span over midnight is split between the two days.
cap::hours read_hours(const node& given, report& problems);

}  // namespace pointsman::yaml
