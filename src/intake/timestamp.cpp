#include "timestamp.hpp"

#include <pointsman/base/text.hpp>
#include <pointsman/lead/lead.hpp>

#include <nlohmann/json.hpp>

#include <cstddef>

namespace pointsman::intake {

namespace {

constexpr std::size_t date_length = 10;    // "2026-11-21"
constexpr std::size_t time_length = 8;     // "21:15:02"
constexpr std::size_t minutes_length = 5;  // "08:00"
constexpr std::size_t max_fraction_digits = 9;

bool is_date(std::string_view text) {
    lead::field date;
    date.type = lead::field_type::date;
    return text == base::trimmed(text) && lead::read_value(date, nlohmann::json(text)).has_value();
}

// Two digits below `limit`.
bool is_below(std::string_view digits, std::string_view limit) {
    return digits.size() == 2 && base::is_digits(digits) && digits < limit;
}

bool is_hour_and_minute(std::string_view text) {
    return text.size() == minutes_length && text[2] == ':' && is_below(text.substr(0, 2), "24") &&
           is_below(text.substr(3), "60");
}

bool is_time(std::string_view text) {
    return text.size() == time_length && is_hour_and_minute(text.substr(0, minutes_length)) &&
           text[minutes_length] == ':' && is_below(text.substr(minutes_length + 1), "61");
}

bool is_offset(std::string_view text) {
    if (text == "Z" || text == "z") return true;
    return (text.starts_with('+') || text.starts_with('-')) && is_hour_and_minute(text.substr(1));
}

// ".5Z" -> "Z"; the text itself where it does not begin with a fraction.
std::string_view without_fraction(std::string_view text) {
    if (!text.starts_with('.')) return text;
    const std::size_t digits = text.find_first_not_of("0123456789", 1);
    if (digits == std::string_view::npos || digits == 1 || digits > max_fraction_digits + 1)
        return text;
    return text.substr(digits);
}

}  // namespace

bool is_timestamp(std::string_view text) {
    if (text.size() <= date_length + 1 + time_length) return false;
    const char separator = text[date_length];
    return (separator == 'T' || separator == 't') && is_date(text.substr(0, date_length)) &&
           is_time(text.substr(date_length + 1, time_length)) &&
           is_offset(without_fraction(text.substr(date_length + 1 + time_length)));
}

}  // namespace pointsman::intake
