#include <pointsman/cap/holidays.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace pointsman::cap {
namespace {

std::string date_text(std::chrono::local_days date) {
    const std::chrono::year_month_day day{date};
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()),
                       static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
}

}  // namespace

std::string describe(const holiday& day) {
    const std::string text = "holiday " + date_text(day.date);
    return day.name.empty() ? text : fmt::format("{} ({})", text, day.name);
}

const holiday* holidays::on(const zone& where, base::wall_time at) const {
    const auto today = std::chrono::floor<std::chrono::days>(where.local(at));
    const auto found = std::ranges::find(days, today, &holiday::date);
    return found == days.end() ? nullptr : &*found;
}

std::optional<std::string> why_closed(const std::optional<hours>& open, const holidays* calendar,
                                      const zone& where, base::wall_time at) {
    const holiday* today = calendar == nullptr ? nullptr : calendar->on(where, at);
    if (today != nullptr) {
        if (is_open(today->open, where.local(at))) return std::nullopt;
        const char* how = today->open.empty() ? "closed on" : "outside the hours of";
        return fmt::format("{} {} in {}", how, describe(*today), where.name());
    }
    if (!open || open->open_at(where, at)) return std::nullopt;
    return "outside its hours in " + where.name();
}

}  // namespace pointsman::cap
