#pragma once

#include "document.hpp"
#include "draft.hpp"

#include <pointsman/cap/holidays.hpp>

namespace pointsman::yaml {

// [2026-12-25, {date: 2026-12-24, hours: "08:00-12:00", name: Christmas Eve}], in the buyer's zone.
cap::holidays read_holidays(const node& given, const cap::zone& where, draft& into);

}  // namespace pointsman::yaml
