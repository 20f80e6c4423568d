#include <pointsman/cap/hours.hpp>

#include <algorithm>

namespace pointsman::cap {

bool is_open(const std::vector<span_of_day>& spans, std::chrono::local_time<base::duration> local) {
    const auto midnight = std::chrono::floor<std::chrono::days>(local);
    const auto minute = std::chrono::floor<std::chrono::minutes>(local - midnight).count();
    return std::ranges::any_of(spans, [minute](const span_of_day& span) {
        return span.from_minute <= minute && minute < span.to_minute;
    });
}

bool hours::open_at(const zone& where, base::wall_time at) const {
    const auto local = where.local(at);
    const auto midnight = std::chrono::floor<std::chrono::days>(local);
    const unsigned weekday = std::chrono::weekday(midnight).iso_encoding() - 1;  // Monday = 0
    return is_open(days[weekday], local);
}

}  // namespace pointsman::cap
