#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pointsman::base {

// ASCII only; other bytes stay as they are. The locale plays no part.
std::string to_lower(std::string_view text);
std::string to_upper(std::string_view text);
std::string_view trimmed(std::string_view text);
bool is_digits(std::string_view text);  // one digit or more, nothing else

// The pieces between `separator`s, empty ones included.
std::vector<std::string_view> split(std::string_view text, char separator);

// True for well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates) without a NUL byte.
bool is_clean_utf8(std::string_view text);

// The length in bytes of the longest clean beginning: where a text that is not clean goes wrong.
std::size_t clean_utf8_length(std::string_view text);

// A whole number with an optional "-", no "+", no leading zeros, no blanks; nothing for others and
// for those that do not fit.
std::optional<std::int64_t> parse_integer(std::string_view text);

std::string to_hex(std::span<const std::uint8_t> bytes);
std::optional<std::vector<std::uint8_t>> from_hex(std::string_view text);

// The known name nearest to a mistyped one, for "did you mean"; empty when nothing is near enough
// (at most a third of its letters, by Damerau-Levenshtein distance without regard to case).
std::string nearest_name(std::string_view mistyped, std::span<const std::string> known);

// `%XX`-encodes all but RFC 3986's unreserved characters.
std::string percent_encode(std::string_view text);

// Undoes `%XX`, and "+" for a blank, as in application/x-www-form-urlencoded; nothing when an
// escape is broken.
std::optional<std::string> form_decode(std::string_view text);

}  // namespace pointsman::base
