#include <pointsman/cap/contact_hours.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace pointsman::cap {
namespace {

constexpr std::int32_t minutes_of_hour = 60;

std::string clock_text(std::int32_t minute) {
    return fmt::format("{:02}:{:02}", minute / minutes_of_hour, minute % minutes_of_hour);
}

std::int32_t minute_of_day(const zone& where, base::wall_time at) {
    const auto local = where.local(at);
    const auto since_midnight = local - std::chrono::floor<std::chrono::days>(local);
    return static_cast<std::int32_t>(
        std::chrono::floor<std::chrono::minutes>(since_midnight).count());
}

}  // namespace

std::optional<std::string> contact_hours::why_not(const lead::catalogue& fields,
                                                  const lead::values& lead,
                                                  base::wall_time at) const {
    bool is_somewhere = false;
    for (std::size_t number = 0; number < fields.size(); ++number) {
        const lead::field_type type = fields.at(static_cast<lead::field_number>(number)).type;
        const bool is_zip = type == lead::field_type::us_zip;
        if ((!is_zip && type != lead::field_type::phone) || !lead::is_present(lead.at(number)))
            continue;
        is_somewhere = true;
        const std::string text = lead::to_text(lead.at(number));
        const place found = is_zip ? where.of_zip(text) : where.of_phone(text);
        if (auto why = outside(found, is_zip ? "by the ZIP code" : "by the phone", at)) return why;
    }
    return is_somewhere ? std::nullopt : outside({}, "for want of ZIP code and phone", at);
}

std::optional<std::string> contact_hours::outside(const place& where_perhaps, std::string_view by,
                                                  base::wall_time at) const {
    const bool is_anywhere = where_perhaps.zones.empty();
    const auto of_state = by_state.find(where_perhaps.state);
    const span_of_day allowed = is_anywhere                  ? narrowest()
                                : of_state != by_state.end() ? of_state->second
                                                             : open;
    for (const zone* each : is_anywhere ? where.anywhere().zones : where_perhaps.zones) {
        const std::int32_t minute = minute_of_day(*each, at);
        if (allowed.from_minute <= minute && minute < allowed.to_minute) continue;
        return fmt::format("{} in {} {}{}, {} to {} is allowed", clock_text(minute), each->name(),
                           by, is_anywhere ? ", which may be anywhere" : "",
                           clock_text(allowed.from_minute), clock_text(allowed.to_minute));
    }
    return std::nullopt;
}

// Whichever state it is.
span_of_day contact_hours::narrowest() const {
    span_of_day least = open;
    for (const auto& [state, span] : by_state) {
        least.from_minute = std::max(least.from_minute, span.from_minute);
        least.to_minute = std::min(least.to_minute, span.to_minute);
    }
    return least;
}

}  // namespace pointsman::cap
