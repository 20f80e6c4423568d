#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

// The normal forms of the texts by which a consumer is reached or found. Input is trimmed clean
// UTF-8; nothing means that it is not of the format.
namespace pointsman::lead {

inline constexpr std::size_t zip_digits = 5;

// E.164 "+12025550123" from a number of the North American Numbering Plan: ten digits, or eleven
// with the country code 1; blanks, parentheses, hyphens and dots may stand anywhere. Area code and
// exchange are NXX and not N11.
std::optional<std::string> normal_phone(std::string_view text);

// Lower case. RFC 5321's length limits and RFC 5322's dot-atom before the @; a host name with a dot
// after it.
std::optional<std::string> normal_email(std::string_view text);

// An absolute http or https URL with scheme and host in lower case; no user information, blanks or
// control characters.
std::optional<std::string> normal_url(std::string_view text);

// IPv4, or IPv6 as RFC 5952 writes it; an IPv4-mapped IPv6 address becomes the IPv4 address.
std::optional<std::string> normal_ip(std::string_view text);

}  // namespace pointsman::lead
