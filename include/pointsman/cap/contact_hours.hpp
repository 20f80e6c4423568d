#pragma once

#include <pointsman/base/time.hpp>
#include <pointsman/cap/hours.hpp>
#include <pointsman/cap/zone_map.hpp>
#include <pointsman/lead/catalogue.hpp>
#include <pointsman/lead/lead.hpp>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pointsman::cap {

// When a consumer may be called, by the consumer's own clock (in the United States from 8 to 21,
// 47 CFR 64.1200(c)(1), and less in some states). Every place counts at which the consumer may be:
// where the ZIP code lies and where the phone's area code lies, each with all its zones. A ZIP
// code that the map does not have may lie anywhere in its state; an unknown area code, a ZIP code
// of no known state and a lead with neither may lie anywhere at all.
struct contact_hours {
    span_of_day open;
    std::map<std::string, span_of_day, std::less<>> by_state;  // each within `open`
    zone_map where;
    bool refuses = true;  // a lead outside of them; otherwise that is only noted

    // Why this consumer may not be called at `at`, for people and without personal data: "07:12 in
    // America/Phoenix by the ZIP code, 08:00 to 21:00 is allowed"; nothing if he may. Looks at
    // all fields of the types us_zip and phone.
    std::optional<std::string> why_not(const lead::catalogue& fields, const lead::values& lead,
                                       base::wall_time at) const;

private:
    std::optional<std::string> outside(const place& where_perhaps, std::string_view by,
                                       base::wall_time at) const;
    span_of_day narrowest() const;
};

}  // namespace pointsman::cap
