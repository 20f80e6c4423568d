#pragma once

#include "document.hpp"
#include "draft.hpp"

#include <pointsman/cap/contact_hours.hpp>

#include <optional>

namespace pointsman::yaml {

// {zone: lead, from: "08:00", to: "21:00", zip_zones: lists/a.csv, area_code_zones: lists/b.csv,
//  exceptions: lists/c.csv, outside: refuse}, of a vertical whose fields have been read. Nothing
// when it cannot be used, which is reported.
std::optional<cap::contact_hours> read_contact_hours(const node& given,
                                                     const lead::catalogue& fields, draft& into);

}  // namespace pointsman::yaml
