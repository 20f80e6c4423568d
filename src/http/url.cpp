#include "url.hpp"

#include "header_rules.hpp"

#include <pointsman/base/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace pointsman::http {

namespace {

using failed = base::failure<std::string>;

constexpr std::size_t max_host_bytes = 253;  // RFC 1035, section 2.3.4

std::optional<std::uint16_t> parse_port(std::string_view text) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc{} || end != text.data() + text.size() || port == 0) return std::nullopt;
    return port;
}

bool is_host_name(std::string_view host) {
    return !host.empty() && host.size() <= max_host_bytes && consists_of(host, "-._");
}

bool is_v6_literal(std::string_view host) {
    return !host.empty() && host.find_first_not_of("0123456789abcdef:.") == std::string_view::npos;
}

// "host", "host:port" or "[v6]:port".
base::result<url, std::string> parse_authority(std::string_view text, bool tls) {
    const bool bracketed = text.starts_with('[');
    const auto host_end = bracketed ? text.find(']') : text.find(':');
    auto port_begin = host_end;
    if (bracketed && host_end == std::string_view::npos) return failed("a bracket is not closed");
    if (bracketed) port_begin = host_end + 1;

    url parsed;
    parsed.tls = tls;
    parsed.host =
        base::to_lower(bracketed ? text.substr(1, host_end - 1) : text.substr(0, host_end));
    if (!(bracketed ? is_v6_literal(parsed.host) : is_host_name(parsed.host))) {
        return failed("the host is missing or holds a character that no host has");
    }
    const std::uint16_t usual_port = tls ? 443 : 80;
    parsed.port = usual_port;
    if (port_begin < text.size()) {
        const auto port = parse_port(text.substr(port_begin + 1));
        if (text[port_begin] != ':' || !port) return failed("the port is not from 1 to 65535");
        parsed.port = *port;
    }
    parsed.authority = bracketed ? fmt::format("[{}]", parsed.host) : parsed.host;
    if (parsed.port != usual_port) parsed.authority += fmt::format(":{}", parsed.port);
    return parsed;
}

}  // namespace

std::string url::pool_key() const {
    return (tls ? "https://" : "http://") + authority;
}

base::result<url, std::string> parse_url(std::string_view text) {
    if (!std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; })) {
        return failed("only visible ASCII characters may be in a URL");
    }
    constexpr std::string_view separator = "://";
    const auto scheme_end = text.find(separator);
    const auto scheme = base::to_lower(text.substr(0, scheme_end));
    if (scheme_end == std::string_view::npos || (scheme != "http" && scheme != "https")) {
        return failed("a URL must begin with http:// or https://");
    }
    if (text.contains('#')) return failed("a URL must not have a fragment");
    const auto rest = text.substr(scheme_end + separator.size());
    const auto authority = rest.substr(0, rest.find_first_of("/?"));
    if (authority.contains('@')) return failed("a URL must not hold a user name or password");
    auto parsed = parse_authority(authority, scheme == "https");
    if (!parsed) return parsed;
    parsed->target = rest.substr(authority.size());
    if (!parsed->target.starts_with('/')) parsed->target.insert(0, "/");
    return parsed;
}

}  // namespace pointsman::http
