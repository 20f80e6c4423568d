#include "decimal_number.hpp"

#include <pointsman/base/money.hpp>

namespace pointsman::lead {

std::optional<decimal> parse_decimal(std::string_view text) {
    const bool negative = text.starts_with('-');
    // Amounts and decimals share one grammar and one resolution.
    const std::optional<base::money> magnitude = base::parse_money(text.substr(negative ? 1 : 0));
    if (!magnitude) return std::nullopt;
    return decimal{negative ? -magnitude->micros() : magnitude->micros()};
}

}  // namespace pointsman::lead
