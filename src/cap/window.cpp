#include <pointsman/cap/book.hpp>

#include <chrono>
#include <utility>

namespace pointsman::cap {
namespace {

using std::chrono::days;
using std::chrono::local_days;

base::wall_time hour_start(const zone& where, base::wall_time at) {
    const auto local = where.local(at);
    return at - (local - std::chrono::floor<std::chrono::hours>(local));
}

local_days monday_of(local_days day) {
    return day - (std::chrono::weekday(day) - std::chrono::Monday);
}

local_days first_of_month(local_days day) {
    const std::chrono::year_month_day date(day);
    return local_days(date.year() / date.month() / 1);
}

}  // namespace

base::wall_time window_start(period per, const zone& where, base::wall_time at) {
    const auto today = [&] { return std::chrono::floor<days>(where.local(at)); };
    switch (per) {
        case period::hour: return hour_start(where, at);
        case period::day: return where.instant_of(today());
        case period::week: return where.instant_of(monday_of(today()));
        case period::month: return where.instant_of(first_of_month(today()));
        case period::total: return base::wall_time::min();
    }
    std::unreachable();
}

std::string_view to_text(event on) {
    switch (on) {
        case event::ping: return "ping";
        case event::post: return "post";
        case event::sale: return "sale";
    }
    std::unreachable();
}

std::string_view to_text(period per) {
    switch (per) {
        case period::hour: return "hour";
        case period::day: return "day";
        case period::week: return "week";
        case period::month: return "month";
        case period::total: return "total";
    }
    std::unreachable();
}

std::string_view to_text(measure what) {
    switch (what) {
        case measure::count: return "count";
        case measure::spend: return "spend";
    }
    std::unreachable();
}

std::string_view to_text(owner whose) {
    switch (whose) {
        case owner::order: return "order";
        case owner::buyer: return "buyer";
        case owner::tree: return "tree";
        case owner::seller: return "seller";
    }
    std::unreachable();
}

}  // namespace pointsman::cap
