#include "scalars.hpp"

#include <pointsman/base/text.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace pointsman::yaml {

namespace {

using namespace std::chrono_literals;

struct unit {
    std::string_view name;
    base::duration length;
};

// Longest first: the first that divides a duration writes it shortest.
constexpr std::array<unit, 5> units{{{"d", 24h}, {"h", 1h}, {"m", 1min}, {"s", 1s}, {"ms", 1ms}}};

constexpr std::int64_t longest_count = 100'000;

bool fail(const node& from, std::string_view expected, report& problems) {
    problems.error(from.at, fmt::format("expected {}", expected));
    return false;
}

bool is_name_letter(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '_' ||
           letter == '-';
}

// "80" -> 8000, "12.5" -> 1250; at most two decimals, at most 100 percent.
std::optional<base::basis_points> parse_percent(std::string_view text) {
    if (text.ends_with('%')) text.remove_suffix(1);
    const std::optional<base::money> percent = base::parse_money(text);
    constexpr std::int64_t micros_per_basis_point = 10'000;
    if (!percent || percent->micros() % micros_per_basis_point != 0) return std::nullopt;
    const std::int64_t points = percent->micros() / micros_per_basis_point;
    if (points > 10'000) return std::nullopt;
    return base::basis_points{static_cast<std::int32_t>(points)};
}

std::optional<std::size_t> parse_size(std::string_view text) {
    std::int64_t unit_bytes = 1;
    if (text.ends_with("KiB")) unit_bytes = 1 << 10;
    if (text.ends_with("MiB")) unit_bytes = 1 << 20;
    if (unit_bytes > 1) text.remove_suffix(3);
    const std::optional<std::int64_t> count = base::parse_integer(text);
    if (!count || *count < 0 || *count > (std::int64_t{1} << 40) / unit_bytes) return std::nullopt;
    return static_cast<std::size_t>(*count * unit_bytes);
}

}  // namespace

std::optional<std::int64_t> plain_integer(const node& from) {
    if (!from.is_scalar() || from.quoted) return std::nullopt;
    return base::parse_integer(from.text);
}

std::optional<base::duration> parse_duration(std::string_view text) {
    const std::size_t end = text.find_first_not_of("0123456789");
    if (end == 0 || end == std::string_view::npos) return std::nullopt;
    const std::optional<std::int64_t> count = base::parse_integer(text.substr(0, end));
    const auto known = std::ranges::find(units, text.substr(end), &unit::name);
    if (!count || *count > longest_count || known == units.end()) return std::nullopt;
    return *count * known->length;
}

std::string to_text(base::duration value) {
    for (const unit& each : units) {
        if (value >= each.length && value % each.length == 0ms)
            return fmt::format("{}{}", value / each.length, each.name);
    }
    return value == 0ms ? "0s" : fmt::format("{}us", value.count());
}

bool read(const node& from, std::string& into, report& problems) {
    if (!from.is_scalar() || from.text.empty()) return fail(from, "a text", problems);
    if (from.text.find("${") != std::string::npos)
        return fail(from, "a plain text: a secret cannot stand here", problems);
    into = from.text;
    return true;
}

bool read(const node& from, std::string& into, name_rules, report& problems) {
    std::string name;
    if (!read(from, name, problems)) return false;
    if (name.size() > max_name_bytes || !std::ranges::all_of(name, is_name_letter))
        return fail(from, "a name of at most 64 lower-case letters, digits, \"_\" and \"-\"",
                    problems);
    into = std::move(name);
    return true;
}

bool read(const node& from, std::string& into, currency_rules, report& problems) {
    const auto is_capital = [](char letter) { return letter >= 'A' && letter <= 'Z'; };
    if (!from.is_scalar() || from.text.size() != 3 || !std::ranges::all_of(from.text, is_capital))
        return fail(from, "a currency such as USD", problems);
    into = from.text;
    return true;
}

bool read(const node& from, bool& into, report& problems) {
    const bool is_true = from.text == "true";
    if (!from.is_scalar() || from.quoted || (!is_true && from.text != "false"))
        return fail(from, "true or false", problems);
    into = is_true;
    return true;
}

bool read(const node& from, std::int64_t& into, whole_range range, report& problems) {
    const std::optional<std::int64_t> number = plain_integer(from);
    if (!number || *number < range.least || *number > range.most)
        return fail(
            from,
            fmt::format("a whole number from {} to {}, without quotes", range.least, range.most),
            problems);
    into = *number;
    return true;
}

bool read(const node& from, std::size_t& into, size_range range, report& problems) {
    const std::optional<std::size_t> size = from.is_scalar() ? parse_size(from.text) : std::nullopt;
    if (!size || *size < range.least || *size > range.most)
        return fail(
            from,
            fmt::format("a number from {} to {}; also as 64KiB or 1MiB", range.least, range.most),
            problems);
    into = *size;
    return true;
}

bool read(const node& from, base::duration& into, time_range range, report& problems) {
    const std::optional<base::duration> time =
        from.is_scalar() ? parse_duration(from.text) : std::nullopt;
    if (!time || *time < range.least || *time > range.most)
        return fail(from,
                    fmt::format("a time with its unit (ms, s, m, h, d) from {} to {}",
                                to_text(range.least), to_text(range.most)),
                    problems);
    into = *time;
    return true;
}

bool read(const node& from, base::money& into, report& problems) {
    const std::optional<base::money> amount =
        from.is_scalar() ? base::parse_money(from.text) : std::nullopt;
    if (amount && !from.quoted)
        return fail(from, fmt::format("an amount in quotes: \"{}\"", base::to_text(*amount)),
                    problems);
    if (!amount) return fail(from, "an amount of money in quotes, such as \"12.50\"", problems);
    into = *amount;
    return true;
}

bool read(const node& from, cap::zone& into, report& problems) {
    std::string name;
    if (!read(from, name, problems)) return false;
    if (!cap::zone::is_known(name)) {
        problems.error(from.at, "expected an IANA time zone such as America/Los_Angeles");
        return false;
    }
    into = cap::zone(name);
    return true;
}

bool read(const node& from, base::basis_points& into, report& problems) {
    const std::optional<base::basis_points> share =
        from.is_scalar() ? parse_percent(from.text) : std::nullopt;
    if (!share) return fail(from, "a percentage from 0 to 100 with at most two decimals", problems);
    into = *share;
    return true;
}

std::string not_among(std::string_view given, std::span<const std::string> known) {
    if (const std::string nearest = base::nearest_name(given, known); !nearest.empty())
        return fmt::format("did you mean \"{}\"?", nearest);
    constexpr std::size_t most_listed = 24;
    if (known.empty()) return "there are none";
    if (known.size() > most_listed) return fmt::format("there are {} to choose from", known.size());
    return fmt::format("expected one of {}", fmt::join(known, ", "));
}

std::optional<std::size_t> read_choice(const node& from, std::span<const std::string> names,
                                       report& problems) {
    if (!from.is_scalar()) {
        fail(from, fmt::format("one of {}", fmt::join(names, ", ")), problems);
        return std::nullopt;
    }
    const auto found = std::ranges::find(names, from.text);
    if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
    const std::string nearest = base::nearest_name(from.text, names);
    problems.error(
        from.at,
        fmt::format("expected one of {}{}", fmt::join(names, ", "),
                    nearest.empty() ? "" : fmt::format("; did you mean \"{}\"?", nearest)));
    return std::nullopt;
}

}  // namespace pointsman::yaml
