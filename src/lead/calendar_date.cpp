#include "calendar_date.hpp"

#include <pointsman/base/text.hpp>

#include <charconv>
#include <cstddef>

namespace pointsman::lead {

namespace {

using std::chrono::day;
using std::chrono::month;
using std::chrono::year;
using std::chrono::year_month_day;

constexpr std::size_t date_length = 10;
constexpr year first_year{1900};
constexpr year last_year{2100};

struct month_and_day {
    month in_month;
    day in_day;

    friend constexpr auto operator<=>(const month_and_day&, const month_and_day&) = default;
};

std::optional<int> number_of(std::string_view digits) {
    if (!base::is_digits(digits)) return std::nullopt;
    int number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return number;
}

}  // namespace

std::optional<std::chrono::sys_days> parse_date(std::string_view text) {
    if (text.size() != date_length || text[4] != '-' || text[7] != '-') return std::nullopt;
    const std::optional<int> in_year = number_of(text.substr(0, 4));
    const std::optional<int> in_month = number_of(text.substr(5, 2));
    const std::optional<int> in_day = number_of(text.substr(8, 2));
    if (!in_year || !in_month || !in_day) return std::nullopt;

    const year_month_day date{year{*in_year}, month{static_cast<unsigned>(*in_month)},
                              day{static_cast<unsigned>(*in_day)}};
    if (!date.ok() || date.year() < first_year || date.year() > last_year) return std::nullopt;
    return std::chrono::sys_days{date};
}

int whole_years(std::chrono::sys_days birth, std::chrono::sys_days day) {
    const year_month_day from{birth};
    const year_month_day to{day};
    const bool birthday_passed =
        month_and_day{to.month(), to.day()} >= month_and_day{from.month(), from.day()};
    return static_cast<int>(to.year()) - static_cast<int>(from.year()) - (birthday_passed ? 0 : 1);
}

}  // namespace pointsman::lead
