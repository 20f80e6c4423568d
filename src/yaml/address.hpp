#pragma once

#include <pointsman/plan/settings.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace pointsman::yaml {

inline constexpr std::int64_t largest_port = 65535;

// "0.0.0.0:8080", "[::1]:9090": an address of this machine, no name, and a port (0: any free one).
std::optional<plan::listener> parse_listener(std::string_view text);

// "127.0.0.0/8", "fd00::/8" (RFC 4632, RFC 4291 2.3).
std::optional<plan::network> parse_network(std::string_view text);

}  // namespace pointsman::yaml
