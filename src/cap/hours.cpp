#include <pointsman/cap/hours.hpp>

#include <algorithm>

namespace pointsman::cap {

bool hours::open_at(const zone& where, base::wall_time at) const {
    const auto local = where.local(at);
    const auto midnight = std::chrono::floor<std::chrono::days>(local);
    const unsigned weekday = std::chrono::weekday(midnight).iso_encoding() - 1;  // Monday = 0
    const auto minute = std::chrono::floor<std::chrono::minutes>(local - midnight).count();
    return std::ranges::any_of(days[weekday], [minute](const span_of_day& span) {
        return span.from_minute <= minute && minute < span.to_minute;
    });
}

}  // namespace pointsman::cap
