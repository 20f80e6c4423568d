#pragma once

#include <pointsman/base/money.hpp>

#include <optional>
#include <string_view>

// The price that somebody names who settles a post of unknown answer.
namespace pointsman::http {

inline constexpr const char* no_sale_price = "price must be an amount above zero, such as \"9.50\"";
inline constexpr const char* price_too_low =
    "the lead cannot be sold at the price named for it: an operator must settle the post";

// An amount above zero.
inline std::optional<base::money> read_sale_price(std::string_view text) {
    const auto price = base::parse_money(text);
    return price && *price > base::money() ? price : std::nullopt;
}

}  // namespace pointsman::http
