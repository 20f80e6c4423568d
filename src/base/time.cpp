#include <pointsman/base/time.hpp>

#include <fmt/format.h>

#include <chrono>

namespace pointsman::base {

std::string to_rfc3339(wall_time at) {
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{at - day};
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       time.hours().count(), time.minutes().count(), time.seconds().count(),
                       time.subseconds().count());
}

std::string to_short_rfc3339(wall_time at) {
    std::string text = to_rfc3339(at);
    const std::size_t fraction = text.find('.');
    if (text.substr(fraction) == ".000000Z") text.replace(fraction, std::string::npos, "Z");
    return text;
}

}  // namespace pointsman::base
