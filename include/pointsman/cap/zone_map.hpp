#pragma once

#include <pointsman/cap/hours.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace pointsman::cap {

// The ZIP codes `first` to `last`, both included, lie in a zone.
struct zip_zone {
    std::int32_t first = 0;  // 00501 is 501
    std::int32_t last = 0;
    std::string zone;  // IANA
};

// Phones of an area code may lie in this zone; an area code of several zones has several lines.
struct area_code_zone {
    std::string code;   // "212"
    std::string state;  // "NY"; empty: of none of the Union
    std::string zone;
};

// Where somebody is or may be.
struct place {
    std::string_view state;          // of the map, or of a constant; empty: none, or not known
    std::vector<const zone*> zones;  // of the map; empty: anywhere
};

// In which time zones ZIP codes and area codes lie. Immutable.
class zone_map {
public:
    zone_map() = default;

    // Precondition: the ranges do not overlap, the zones are known to tzdata.
    zone_map(std::vector<zip_zone> zips, std::vector<area_code_zone> area_codes);

    // Of a five-digit ZIP code. One that is not in the map lies in any of the zones of its state.
    place of_zip(std::string_view zip) const;

    // Of a phone in E.164. The state is that of the area code.
    place of_phone(std::string_view phone) const;

    // All zones there are.
    place anywhere() const;

private:
    using zone_numbers = std::vector<std::uint16_t>;

    struct range {
        std::int32_t first;
        std::int32_t last;
        std::uint16_t zone;
    };

    struct area {
        std::string state;
        zone_numbers zones;
    };

    std::uint16_t number_of(const std::string& name);
    void add_to_state(const range& added);
    std::vector<const zone*> zones_of(const zone_numbers& numbers) const;

    std::vector<zone> zones_;
    std::vector<range> zips_;  // ascending
    std::map<std::string, area, std::less<>> area_codes_;
    std::map<std::string_view, zone_numbers> states_;  // keys are constants of lead::state_of_zip
};

}  // namespace pointsman::cap
