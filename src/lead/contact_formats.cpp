#include "contact_formats.hpp"

#include <pointsman/base/text.hpp>

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace pointsman::lead {

namespace {

constexpr std::string_view phone_separators = " ()-.";
constexpr std::string_view email_local_symbols = "!#$%&'*+-/=?^_`{|}~.";
constexpr std::string_view mapped_ipv4_prefix = "::ffff:";
constexpr std::size_t national_digits = 10;
constexpr std::size_t max_email_bytes = 254;  // RFC 5321, erratum 1690
constexpr std::size_t max_local_bytes = 64;
constexpr std::size_t max_host_bytes = 253;
constexpr std::size_t max_label_bytes = 63;
constexpr std::int64_t max_port = 65535;

bool is_letter_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_blank_or_control(char c) {
    return (c >= '\0' && c <= ' ') || c == '\x7F';
}

// Three digits NXX, where N is 2 to 9, that are not a service code such as 911.
bool is_nxx(std::string_view digits) {
    return digits[0] >= '2' && !(digits[1] == '1' && digits[2] == '1');
}

bool is_label(std::string_view label) {
    const auto is_allowed = [](char c) { return is_letter_or_digit(c) || c == '-'; };
    return !label.empty() && label.size() <= max_label_bytes && !label.starts_with('-') &&
           !label.ends_with('-') && std::ranges::all_of(label, is_allowed);
}

bool is_host_name(std::string_view host) {
    return host.size() <= max_host_bytes && std::ranges::all_of(base::split(host, '.'), is_label);
}

// "user@127.0.0.1" has dots, but its host is no name.
bool is_email_host(std::string_view host) {
    const std::size_t dot = host.rfind('.');
    return dot != std::string_view::npos && is_host_name(host) &&
           !base::is_digits(host.substr(dot + 1));
}

bool is_email_local_part(std::string_view local) {
    const auto is_allowed = [](char c) {
        return is_letter_or_digit(c) || email_local_symbols.contains(c);
    };
    return !local.empty() && local.size() <= max_local_bytes && !local.starts_with('.') &&
           !local.ends_with('.') && !local.contains("..") && std::ranges::all_of(local, is_allowed);
}

template <class Address>
std::optional<std::string> normal_address(int family, const std::string& text) {
    Address address{};
    std::array<char, INET6_ADDRSTRLEN> normal{};
    if (inet_pton(family, text.c_str(), &address) != 1) return std::nullopt;
    if (inet_ntop(family, &address, normal.data(), normal.size()) == nullptr) return std::nullopt;
    return std::string(normal.data());
}

bool is_port(std::string_view text) {
    const std::optional<std::int64_t> port = base::parse_integer(text);
    return port && *port >= 1 && *port <= max_port;
}

// "host", "host:port", "[::1]" or "[::1]:port".
bool is_authority(std::string_view authority) {
    const bool bracketed = authority.starts_with('[');
    const std::size_t colon = authority.find(':', bracketed ? authority.find(']') : 0);
    const std::string_view host = authority.substr(0, colon);
    if (colon != std::string_view::npos && !is_port(authority.substr(colon + 1))) return false;
    if (!bracketed) return is_host_name(host);
    if (!host.ends_with(']')) return false;
    return normal_address<in6_addr>(AF_INET6, std::string(host.substr(1, host.size() - 2)))
        .has_value();
}

}  // namespace

std::optional<std::string> normal_phone(std::string_view text) {
    const bool international = text.starts_with('+');
    std::string digits;
    for (const char c : text.substr(international ? 1 : 0))
        if (!phone_separators.contains(c)) digits += c;

    const bool has_country_code = digits.size() == national_digits + 1 && digits.front() == '1';
    if (has_country_code) digits.erase(0, 1);
    // "+20..." without the 1 is a number in Egypt, not in area code 202.
    if (international && !has_country_code) return std::nullopt;
    if (digits.size() != national_digits || !base::is_digits(digits)) return std::nullopt;
    if (!is_nxx(digits) || !is_nxx(std::string_view(digits).substr(3))) return std::nullopt;
    return "+1" + digits;
}

std::optional<std::string> normal_email(std::string_view text) {
    const std::size_t at = text.find('@');
    if (at == std::string_view::npos || text.size() > max_email_bytes) return std::nullopt;
    if (!is_email_local_part(text.substr(0, at))) return std::nullopt;
    if (!is_email_host(text.substr(at + 1))) return std::nullopt;
    return base::to_lower(text);
}

std::optional<std::string> normal_url(std::string_view text) {
    if (std::ranges::any_of(text, is_blank_or_control)) return std::nullopt;
    const std::size_t mark = text.find("://");
    if (mark == std::string_view::npos) return std::nullopt;
    const std::string scheme = base::to_lower(text.substr(0, mark));
    if (scheme != "http" && scheme != "https") return std::nullopt;

    const std::string_view rest = text.substr(mark + 3);
    const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
    if (!is_authority(authority)) return std::nullopt;
    return scheme + "://" + base::to_lower(authority) + std::string(rest.substr(authority.size()));
}

std::optional<std::string> normal_ip(std::string_view text) {
    const std::string address(text);
    if (std::optional<std::string> v4 = normal_address<in_addr>(AF_INET, address)) return v4;
    std::optional<std::string> v6 = normal_address<in6_addr>(AF_INET6, address);
    const bool mapped = v6 && v6->starts_with(mapped_ipv4_prefix) && v6->contains('.');
    return mapped ? v6->substr(mapped_ipv4_prefix.size()) : v6;
}

}  // namespace pointsman::lead
