#include <pointsman/sandbox/geography.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace pointsman::sandbox {
namespace {

constexpr double share_of_metros = 0.6;

// Haversine; the earth's mean radius is 6,371 km.
double distance_km(const geography::zip_code& a, const geography::metro& b) {
    const auto radians = [](double degrees) { return degrees * std::numbers::pi / 180; };
    const double half_latitude = radians(b.latitude - a.latitude) / 2;
    const double half_longitude = radians(b.longitude - a.longitude) / 2;
    const double across = std::cos(radians(a.latitude)) * std::cos(radians(b.latitude));
    const double h =
        std::pow(std::sin(half_latitude), 2) + across * std::pow(std::sin(half_longitude), 2);
    return 2 * 6371 * std::asin(std::sqrt(h));
}

}  // namespace

geography::geography(std::vector<zip_code> zips, state_table states,
                     const std::vector<metro>& metros)
    : zips_(std::move(zips)), states_(std::move(states)) {
    add_metros(metros);
    add_states();
}

void geography::add_metros(const std::vector<metro>& metros) {
    std::int64_t cumulated = 0;
    for (const metro& centre : metros) {
        region near;
        for (std::size_t i = 0; i < zips_.size(); ++i)
            if (distance_km(zips_[i], centre) <= centre.radius_km) near.zips.push_back(i);
        if (near.zips.empty()) continue;
        near.cumulated = cumulated += centre.population;
        metro_regions_.push_back(std::move(near));
    }
}

void geography::add_states() {
    std::map<std::string_view, std::vector<std::size_t>> by_state;
    for (std::size_t i = 0; i < zips_.size(); ++i) by_state[zips_[i].state].push_back(i);
    std::int64_t cumulated = 0;
    for (auto& [state, zips] : by_state) {
        cumulated += states_.at(std::string(state)).population;
        state_regions_.push_back({cumulated, std::move(zips)});
    }
}

const geography::region& geography::drawn_from(const std::vector<region>& regions, random& dice) {
    const std::int64_t point = dice.between(1, regions.back().cumulated);
    return *std::ranges::lower_bound(regions, point, {}, &region::cumulated);
}

place geography::draw(random& dice) const {
    const bool in_metro = dice.chance(share_of_metros) && !metro_regions_.empty();
    const region& around = drawn_from(in_metro ? metro_regions_ : state_regions_, dice);
    const zip_code& home = zips_[dice.pick(around.zips)];
    return {home.zip, home.state, home.zone, dice.pick(states_.at(home.state).area_codes)};
}

}  // namespace pointsman::sandbox
