#pragma once

#include <pointsman/base/time.hpp>
#include <pointsman/cap/hours.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace pointsman::cap {

// A day of the buyer's calendar on which the weekday's hours do not count: from its local midnight
// to the next.
struct holiday {
    std::chrono::local_days date;
    std::vector<span_of_day> open = {};  // empty: closed all day
    std::string name = {};               // "Christmas"; may be empty
};

// "holiday 2026-12-25 (Christmas)"
std::string describe(const holiday& day);

// All holidays of one buyer, in any order, each date once.
struct holidays {
    std::vector<holiday> days;

    // The one that it is at `at` on the clock of `where`; null on an ordinary day.
    const holiday* on(const zone& where, base::wall_time at) const;
};

// Why an order with these hours (always open without any) gets no leads at `at`, for people:
// "outside its hours in America/New_York"; nothing when it is open. Without `calendar` every day is
// an ordinary one.
std::optional<std::string> why_closed(const std::optional<hours>& open, const holidays* calendar,
                                      const zone& where, base::wall_time at);

}  // namespace pointsman::cap
