#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace pointsman::sandbox {

struct server_address {
    std::string host;
    std::string port;

    friend bool operator==(const server_address&, const server_address&) = default;
};

// "http://HOST[:PORT][/]"; nothing for anything else. The sandbox speaks plain HTTP to a server on
// this machine.
std::optional<server_address> parse_server_address(std::string_view url);

}  // namespace pointsman::sandbox
