#pragma once

#include "document.hpp"
#include "report.hpp"

#include <pointsman/base/money.hpp>
#include <pointsman/base/time.hpp>
#include <pointsman/cap/hours.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

// How one YAML value becomes one value of ours. Every `read` returns false, and has reported why,
// when the node does not hold such a value; `into` is then untouched. No message repeats the value:
// it might be a secret.
namespace pointsman::yaml {

// Inclusive.
struct whole_range {
    std::int64_t least = 0;
    std::int64_t most = 0;
};

struct time_range {
    base::duration least{};
    base::duration most{};
};

// Asks for a name: lower-case letters, digits, "_" and "-", at most 64 of them.
struct name_rules {};

inline constexpr name_rules a_name;

// Asks for an ISO 4217 code: three upper-case letters.
struct currency_rules {};

inline constexpr currency_rules a_currency;

// Asks for a number of bytes: 65536, "64KiB", "1MiB".
struct size_range {
    std::size_t least = 0;
    std::size_t most = 0;
};

inline constexpr std::size_t max_name_bytes = 64;

bool read(const node& from, std::string& into, report& problems);  // not empty, without ${...}
bool read(const node& from, std::string& into, name_rules rules, report& problems);
bool read(const node& from, std::string& into, currency_rules rules, report& problems);
bool read(const node& from, bool& into, report& problems);
bool read(const node& from, std::int64_t& into, whole_range range, report& problems);
bool read(const node& from, std::size_t& into, size_range range, report& problems);
bool read(const node& from, base::duration& into, time_range range, report& problems);
bool read(const node& from, base::money& into, report& problems);         // "12.50", in quotes
bool read(const node& from, base::basis_points& into, report& problems);  // 80 or 12.5: percent
bool read(const node& from, cap::zone& into, report& problems);           // America/New_York

// What to say of a name that is not known: "did you mean "auto_main"?", or which names there are.
std::string not_among(std::string_view given, std::span<const std::string> known);

template <class Value>
struct choice {
    std::string_view name;
    Value value;
};

std::optional<std::size_t> read_choice(const node& from, std::span<const std::string> names,
                                       report& problems);

template <class Value, std::size_t size>
bool read(const node& from, Value& into, const std::array<choice<Value>, size>& choices,
          report& problems) {
    std::array<std::string, size> names;
    for (std::size_t i = 0; i < size; ++i) names[i] = choices[i].name;
    const std::optional<std::size_t> chosen = read_choice(from, names, problems);
    if (chosen) into = choices[*chosen].value;
    return chosen.has_value();
}

template <class Value, class... Rules>
bool read(const node& from, std::optional<Value>& into, Rules&&... rules_and_report) {
    Value value{};
    if (!read(from, value, std::forward<Rules>(rules_and_report)...)) return false;
    into = std::move(value);
    return true;
}

// True for a scalar that is not in quotes and reads as a whole number.
std::optional<std::int64_t> plain_integer(const node& from);

// "800ms", "6s", "5m", "12h", "10d".
std::optional<base::duration> parse_duration(std::string_view text);
std::string to_text(base::duration value);

}  // namespace pointsman::yaml
