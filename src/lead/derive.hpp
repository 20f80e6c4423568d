#pragma once

#include <pointsman/base/time.hpp>
#include <pointsman/lead/catalogue.hpp>
#include <pointsman/lead/value.hpp>

namespace pointsman::lead {

// What follows from `source` for the field: the state of a ZIP code, the age on the UTC day of
// `now`. Absent when nothing does: the source is absent, the ZIP code's prefix is unassigned, the
// date lies in the future.
value derive(const field& definition, const value& source, base::wall_time now);

}  // namespace pointsman::lead
