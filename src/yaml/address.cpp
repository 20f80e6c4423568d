#include "address.hpp"

#include <pointsman/base/text.hpp>

#include <arpa/inet.h>

#include <array>
#include <cstdint>
#include <string>

namespace pointsman::yaml {

namespace {

bool is_address(int family, const std::string& text) {
    std::array<unsigned char, sizeof(in6_addr)> bytes{};
    return inet_pton(family, text.c_str(), bytes.data()) == 1;
}

}  // namespace

std::optional<plan::listener> parse_listener(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    std::string host(text.substr(0, colon));
    const bool is_bracketed = host.starts_with('[') && host.ends_with(']');
    if (is_bracketed) host = host.substr(1, host.size() - 2);
    const auto port = base::parse_integer(text.substr(colon + 1));
    if (!port || *port < 0 || *port > largest_port) return std::nullopt;
    if (!is_address(is_bracketed ? AF_INET6 : AF_INET, host)) return std::nullopt;
    return plan::listener{host, static_cast<std::uint16_t>(*port), {}};
}

std::optional<plan::network> parse_network(std::string_view text) {
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    std::string address(text.substr(0, slash));
    const bool is_v6 = address.contains(':');
    const auto length = base::parse_integer(text.substr(slash + 1));
    if (!length || *length < 0 || *length > (is_v6 ? 128 : 32)) return std::nullopt;
    if (!is_address(is_v6 ? AF_INET6 : AF_INET, address)) return std::nullopt;
    return plan::network{std::move(address), static_cast<unsigned>(*length)};
}

}  // namespace pointsman::yaml
