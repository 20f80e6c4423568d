#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace pointsman::lead {

// "YYYY-MM-DD", a day that exists, in the years 1900 to 2100; nothing otherwise.
std::optional<std::chrono::sys_days> parse_date(std::string_view text);

// Whole years from `birth` to `day`; somebody born on 29 February is a year older on 1 March of
// common years. Negative when `birth` lies after `day`.
int whole_years(std::chrono::sys_days birth, std::chrono::sys_days day);

}  // namespace pointsman::lead
