#include <pointsman/base/text.hpp>

#include <algorithm>
#include <charconv>
#include <system_error>

namespace pointsman::base {

namespace {

constexpr std::string_view blanks = " \t\r\n\f\v";
constexpr std::string_view lower_hex = "0123456789abcdef";
constexpr std::string_view upper_hex = "0123456789ABCDEF";

constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

constexpr char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

constexpr char upper(char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

constexpr bool is_letter(char c) {
    return lower(c) >= 'a' && lower(c) <= 'z';
}

// RFC 3986, 2.3.
constexpr bool is_unreserved(char c) {
    return is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

std::optional<std::uint8_t> hex_value(char c) {
    const std::size_t value = lower_hex.find(lower(c));
    if (value == std::string_view::npos) return std::nullopt;
    return static_cast<std::uint8_t>(value);
}

// The byte that the two digits at `position` stand for.
std::optional<std::uint8_t> hex_byte(std::string_view text, std::size_t position) {
    if (position + 2 > text.size()) return std::nullopt;
    const std::optional<std::uint8_t> high = hex_value(text[position]);
    const std::optional<std::uint8_t> low = hex_value(text[position + 1]);
    if (!high || !low) return std::nullopt;
    return static_cast<std::uint8_t>(*high << 4 | *low);
}

std::string transformed(std::string_view text, char (*change)(char)) {
    std::string changed(text);
    std::ranges::transform(changed, changed.begin(), change);
    return changed;
}

}  // namespace

std::string to_lower(std::string_view text) {
    return transformed(text, lower);
}

std::string to_upper(std::string_view text) {
    return transformed(text, upper);
}

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

bool is_digits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, is_digit);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> pieces;
    std::size_t start = 0;
    for (;;) {
        const std::size_t end = text.find(separator, start);
        pieces.push_back(text.substr(start, end - start));
        if (end == std::string_view::npos) return pieces;
        start = end + 1;
    }
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
    const std::string_view digits = text.starts_with('-') ? text.substr(1) : text;
    const bool leading_zero = digits.starts_with('0') && text != "0";
    if (!is_digits(digits) || leading_zero) return std::nullopt;
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{}) return std::nullopt;
    return number;
}

std::string to_hex(std::span<const std::uint8_t> bytes) {
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const std::uint8_t byte : bytes) {
        text += lower_hex[byte >> 4];
        text += lower_hex[byte & 0xF];
    }
    return text;
}

std::optional<std::vector<std::uint8_t>> from_hex(std::string_view text) {
    if (text.size() % 2 != 0) return std::nullopt;
    std::vector<std::uint8_t> bytes;
    bytes.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const std::optional<std::uint8_t> byte = hex_byte(text, i);
        if (!byte) return std::nullopt;
        bytes.push_back(*byte);
    }
    return bytes;
}

std::string percent_encode(std::string_view text) {
    std::string encoded;
    for (const char c : text) {
        if (is_unreserved(c)) {
            encoded += c;
            continue;
        }
        const auto byte = static_cast<std::uint8_t>(c);
        encoded += '%';
        encoded += upper_hex[byte >> 4];
        encoded += upper_hex[byte & 0xF];
    }
    return encoded;
}

std::optional<std::string> form_decode(std::string_view text) {
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            decoded += text[i] == '+' ? ' ' : text[i];
            continue;
        }
        const std::optional<std::uint8_t> byte = hex_byte(text, i + 1);
        if (!byte) return std::nullopt;
        decoded += static_cast<char>(*byte);
        i += 2;
    }
    return decoded;
}

}  // namespace pointsman::base
