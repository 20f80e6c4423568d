#pragma once

#include "document.hpp"
#include "report.hpp"

#include <pointsman/cap/hours.hpp>

namespace pointsman::yaml {

// {mon-fri: "08:00-20:00", sat: ["09:00-12:00", "13:00-18:00"], sun: closed}. Days that are not
// named are closed; a span over midnight is split between the two days.
cap::hours read_hours(const node& given, report& problems);

}  // namespace pointsman::yaml
