#include <pointsman/cap/zone_map.hpp>

#include <pointsman/base/text.hpp>
#include <pointsman/lead/lead.hpp>

#include <algorithm>
#include <charconv>
#include <utility>

namespace pointsman::cap {
namespace {

constexpr std::size_t area_code_at = 2;  // in "+12125550123"
constexpr std::size_t area_code_digits = 3;
constexpr std::size_t zip_digits = 5;

std::int32_t number_of_zip(std::string_view zip) {
    std::int32_t number = -1;
    std::from_chars(zip.data(), zip.data() + zip.size(), number);
    return number;
}

// "00501"
std::string text_of_zip(std::int32_t number) {
    std::string text(zip_digits, '0');
    for (std::size_t at = zip_digits; at > 0 && number > 0; number /= 10)
        text[--at] = static_cast<char>('0' + number % 10);
    return text;
}

void add_once(std::vector<std::uint16_t>& numbers, std::uint16_t number) {
    if (std::ranges::find(numbers, number) == numbers.end()) numbers.push_back(number);
}

}  // namespace

zone_map::zone_map(std::vector<zip_zone> zips, std::vector<area_code_zone> area_codes) {
    std::ranges::sort(zips, {}, &zip_zone::first);
    for (const zip_zone& one : zips) {
        zips_.push_back({one.first, one.last, number_of(one.zone)});
        add_to_state(zips_.back());
    }
    for (area_code_zone& one : area_codes) {
        const std::uint16_t number = number_of(one.zone);
        area& known = area_codes_[one.code];
        known.state = std::move(one.state);
        add_once(known.zones, number);
    }
}

std::uint16_t zone_map::number_of(const std::string& name) {
    const auto known = std::ranges::find(zones_, name, &zone::name);
    if (known != zones_.end()) return static_cast<std::uint16_t>(known - zones_.begin());
    zones_.emplace_back(name);
    return static_cast<std::uint16_t>(zones_.size() - 1);
}

void zone_map::add_to_state(const range& added) {
    for (std::int32_t zip = added.first; zip <= added.last; ++zip) {
        const std::string_view state = lead::state_of_zip(text_of_zip(zip));
        if (!state.empty()) add_once(states_[state], added.zone);
    }
}

place zone_map::of_zip(std::string_view zip) const {
    const std::string_view state = lead::state_of_zip(zip);
    const std::int32_t number = number_of_zip(zip);
    const auto after = std::ranges::upper_bound(zips_, number, {}, &range::first);
    if (after != zips_.begin() && number <= std::prev(after)->last)
        return {state, {&zones_[std::prev(after)->zone]}};
    const auto of_state = states_.find(state);
    if (of_state == states_.end()) return {state, {}};
    return {state, zones_of(of_state->second)};
}

place zone_map::of_phone(std::string_view phone) const {
    if (phone.size() < area_code_at + area_code_digits) return {};
    const auto found = area_codes_.find(phone.substr(area_code_at, area_code_digits));
    if (found == area_codes_.end()) return {};
    return {found->second.state, zones_of(found->second.zones)};
}

place zone_map::anywhere() const {
    place all;
    for (const zone& each : zones_) all.zones.push_back(&each);
    return all;
}

std::vector<const zone*> zone_map::zones_of(const zone_numbers& numbers) const {
    std::vector<const zone*> zones;
    for (const std::uint16_t number : numbers) zones.push_back(&zones_[number]);
    return zones;
}

}  // namespace pointsman::cap
