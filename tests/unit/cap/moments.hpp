#pragma once

#include <pointsman/base/time.hpp>

#include <chrono>

namespace pointsman::cap {

using namespace std::chrono_literals;
using std::chrono::April;
using std::chrono::August;
using std::chrono::December;
using std::chrono::February;
using std::chrono::January;
using std::chrono::July;
using std::chrono::June;
using std::chrono::March;
using std::chrono::November;
using std::chrono::September;

// An instant by its UTC date and time of day: utc(2026y / March / 8, 9h + 59min).
constexpr base::wall_time utc(std::chrono::year_month_day date, base::duration time_of_day = {}) {
    return std::chrono::sys_days(date) + time_of_day;
}

// What a wall clock shows.
constexpr std::chrono::local_time<base::duration> local(std::chrono::year_month_day date,
                                                        base::duration time_of_day = {}) {
    return std::chrono::local_days(date) + time_of_day;
}

}  // namespace pointsman::cap
