#include "derive.hpp"

#include "calendar_date.hpp"

#include <pointsman/lead/lead.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace pointsman::lead {

namespace {

value state_at(const std::string& zip) {
    const std::string_view state = state_of_zip(zip);
    if (state.empty()) return absent{};
    return std::string(state);
}

value age_at(std::chrono::sys_days birth, base::wall_time now) {
    const std::chrono::sys_days today = std::chrono::floor<std::chrono::days>(now);
    if (birth > today) return absent{};
    return std::int64_t{whole_years(birth, today)};
}

}  // namespace

value derive(const field& definition, const value& source, base::wall_time now) {
    if (definition.type == field_type::us_state)
        if (const auto* zip = std::get_if<std::string>(&source)) return state_at(*zip);
    if (definition.type == field_type::integer)
        if (const auto* birth = std::get_if<std::chrono::sys_days>(&source))
            return age_at(*birth, now);
    return absent{};
}

}  // namespace pointsman::lead
