#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pointsman::base {

// An amount in micro-units (1,000,000 = one dollar). The currency is the tree's; amounts of
// different currencies never meet because a tree and all its buyers share one (checked when the
// plan is made).
class money {
public:
    constexpr money() = default;

    static constexpr money from_micros(std::int64_t micros) { return money(micros); }

    constexpr std::int64_t micros() const { return micros_; }

    friend constexpr auto operator<=>(money, money) = default;

    friend constexpr money operator+(money a, money b) { return money(a.micros_ + b.micros_); }

    friend constexpr money operator-(money a, money b) { return money(a.micros_ - b.micros_); }

    constexpr money operator-() const { return money(-micros_); }

    constexpr money& operator+=(money other) {
        micros_ += other.micros_;
        return *this;
    }

private:
    explicit constexpr money(std::int64_t micros) : micros_(micros) {}

    std::int64_t micros_ = 0;
};

// Hundredths of a percent: 8000 = 80 %.
struct basis_points {
    std::int32_t value = 0;

    friend constexpr auto operator<=>(basis_points, basis_points) = default;
};

// The largest amount that text may name: nine digits before the point.
inline constexpr money money_max = money::from_micros(999'999'999'999'999);

// Reads "12", "12.5" or "12.345678": up to nine digits, then up to six decimals, nothing else (no
// sign, exponent, currency or grouping). Never goes through a floating-point number.
std::optional<money> parse_money(std::string_view text);

// "12.50": at least two decimals, more only where they are not zero; "-" before negative amounts.
std::string to_text(money amount);

// `amount` x `share`, rounded down (towards zero) to the currency's minor unit (a cent). Amounts
// must not be negative. Payouts are computed so: what rounding leaves over stays in the margin.
money share_rounded_down(money amount, basis_points share);

// `amount` rounded down (towards zero) to a cent.
money rounded_down_to_cent(money amount);

}  // namespace pointsman::base
