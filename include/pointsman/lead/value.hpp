#pragma once

#include <pointsman/base/money.hpp>

#include <chrono>
#include <compare>
#include <cstdint>
#include <string>
#include <variant>

namespace pointsman::lead {

// A field that the lead does not carry.
struct absent {
    friend constexpr auto operator<=>(absent, absent) = default;
};

// A decimal number as an integer count of millionths: up to nine digits before the point, six
// after. Loan amounts and distances compare exactly and never pass through a double.
struct decimal {
    std::int64_t millionths = 0;

    friend constexpr auto operator<=>(decimal, decimal) = default;
};

// What a field holds once it has been checked and normalised. Enumerations, ZIP codes, states,
// phones (E.164), e-mail addresses (lower case), URLs and IP addresses are texts in their one
// normal form.
using value = std::variant<absent, bool, std::int64_t, decimal, std::chrono::sys_days, std::string>;

inline bool is_present(const value& v) {
    return !std::holds_alternative<absent>(v);
}

// The normal form as text: "true", "12", "12.5", "1980-02-29", the text itself; "" when absent.
std::string to_text(const value& v);

}  // namespace pointsman::lead
