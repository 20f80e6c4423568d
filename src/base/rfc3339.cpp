#include <pointsman/base/text.hpp>
#include <pointsman/base/time.hpp>

#include <charconv>
#include <cstddef>

namespace pointsman::base {
namespace {

constexpr std::size_t most_decimals = 6;
constexpr int first_year = 1900;
constexpr int last_year = 2100;

// Takes a text apart from its beginning; what does not fit makes it fail for good.
class cursor {
public:
    explicit cursor(std::string_view text) : rest_(text) {}

    // So many digits, as a number up to `most`.
    int number(std::size_t digits, int most) {
        int value = 0;
        if (rest_.size() < digits || !is_digits(rest_.substr(0, digits))) return fail();
        std::from_chars(rest_.data(), rest_.data() + digits, value);
        rest_.remove_prefix(digits);
        return value <= most ? value : fail();
    }

    bool takes(char one) {
        const bool is_there = rest_.starts_with(one);
        if (is_there) rest_.remove_prefix(1);
        return is_there;
    }

    void expect(char one) {
        if (!takes(one)) fail();
    }

    // ".25" -> 250000
    duration fraction() {
        if (!takes('.')) return {};
        std::size_t digits = 0;
        while (digits < rest_.size() && is_digits(rest_.substr(digits, 1))) ++digits;
        if (digits == 0 || digits > most_decimals) return duration(fail());
        int micros = number(digits, 999'999);
        for (std::size_t i = digits; i < most_decimals; ++i) micros *= 10;
        return duration(micros);
    }

    int fail() {
        failed_ = true;
        return 0;
    }

    bool is_done() const { return !failed_ && rest_.empty(); }

private:
    std::string_view rest_;
    bool failed_ = false;
};

duration read_offset(cursor& at) {
    if (at.takes('Z') || at.takes('z')) return {};
    const bool is_west = at.takes('-');
    if (!is_west) at.expect('+');
    const std::chrono::hours hours(at.number(2, 23));
    at.expect(':');
    const duration offset = hours + std::chrono::minutes(at.number(2, 59));
    return is_west ? -offset : offset;
}

}  // namespace

std::optional<wall_time> parse_rfc3339(std::string_view text) {
    cursor at(text);
    const int year = at.number(4, last_year);
    at.expect('-');
    const auto month = static_cast<unsigned>(at.number(2, 12));
    at.expect('-');
    const auto day = static_cast<unsigned>(at.number(2, 31));
    if (!at.takes('t')) at.expect('T');
    const std::chrono::hours hours(at.number(2, 23));
    at.expect(':');
    const std::chrono::minutes minutes(at.number(2, 59));
    at.expect(':');
    const std::chrono::seconds seconds(at.number(2, 59));
    const duration fraction = at.fraction();
    const duration offset = read_offset(at);
    const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                           std::chrono::day(day)};
    if (!at.is_done() || year < first_year || !date.ok()) return std::nullopt;
    return std::chrono::sys_days(date) + hours + minutes + seconds + fraction - offset;
}

}  // namespace pointsman::base
