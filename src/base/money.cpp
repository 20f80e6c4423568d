#include <pointsman/base/money.hpp>

#include <pointsman/base/planted.hpp>
#include <pointsman/base/text.hpp>

#include <fmt/format.h>

#include <cstddef>

namespace pointsman::base {

namespace {

constexpr std::int64_t micros_per_unit = 1'000'000;
constexpr std::int64_t micros_per_cent = 10'000;
constexpr std::int64_t whole = 10'000;  // basis points
constexpr std::size_t max_unit_digits = 9;
constexpr std::size_t max_decimals = 6;
constexpr std::size_t min_decimals_shown = 2;

// Precondition: digits only, few enough to fit.
std::int64_t number_of(std::string_view digits) {
    std::int64_t number = 0;
    for (const char digit : digits) number = number * 10 + (digit - '0');
    return number;
}

std::int64_t micros_of_decimals(std::string_view digits) {
    std::int64_t micros = number_of(digits);
    for (std::size_t i = digits.size(); i < max_decimals; ++i) micros *= 10;
    return micros;
}

bool is_digits_up_to(std::string_view text, std::size_t most) {
    return text.size() <= most && is_digits(text);
}

}  // namespace

std::optional<money> parse_money(std::string_view text) {
    const std::size_t point = text.find('.');
    const std::string_view units = text.substr(0, point);
    if (!is_digits_up_to(units, max_unit_digits)) return std::nullopt;
    const std::int64_t micros = number_of(units) * micros_per_unit;
    if (point == std::string_view::npos) return money::from_micros(micros);

    const std::string_view decimals = text.substr(point + 1);
    if (!is_digits_up_to(decimals, max_decimals)) return std::nullopt;
    return money::from_micros(micros + micros_of_decimals(decimals));
}

std::string to_text(money amount) {
    const bool negative = amount.micros() < 0;
    // Negated as unsigned, because the most negative amount has no positive counterpart.
    const auto bits = static_cast<std::uint64_t>(amount.micros());
    const std::uint64_t magnitude = negative ? 0 - bits : bits;
    constexpr auto unit = static_cast<std::uint64_t>(micros_per_unit);
    std::string decimals = fmt::format("{:06}", magnitude % unit);
    while (decimals.size() > min_decimals_shown && decimals.back() == '0') decimals.pop_back();
    return fmt::format("{}{}.{}", negative ? "-" : "", magnitude / unit, decimals);
}

money share_rounded_down(money amount, basis_points share) {
    // Split so that the product stays within 64 bits for every amount and every share up to 100 %.
    const std::int64_t quotient = amount.micros() / whole;
    const std::int64_t remainder = amount.micros() % whole;
    const std::int64_t micros = quotient * share.value + remainder * share.value / whole;
    if (planted(bug::payout_rounded_up))
        return rounded_down_to_cent(money::from_micros(micros + micros_per_cent - 1));
    return rounded_down_to_cent(money::from_micros(micros));
}

money rounded_down_to_cent(money amount) {
    return money::from_micros(amount.micros() - amount.micros() % micros_per_cent);
}

}  // namespace pointsman::base
