#pragma once

#include <pointsman/plan/settings.hpp>

#include <boost/asio/ip/address.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>

// Which addresses a buyer may have (no server-side request forgery: OWASP API7:2023). Pure.
namespace pointsman::http {

// An IPv4-mapped IPv6 address as the IPv4 address that it stands for; any other as it is.
boost::asio::ip::address canonical(const boost::asio::ip::address& address);

// The kind of special-purpose block (IANA registries of RFC 6890, and the blocks that carry IPv4
// inside IPv6) that the address lies in, such as "loopback"; nothing for a public unicast address.
std::optional<std::string_view> special_purpose(const boost::asio::ip::address& address);

// True if the address lies in the block; false for a block that is not well-formed.
bool lies_in(const boost::asio::ip::address& address, const plan::network& block);

// Why a buyer may not be at this address; nothing if it may. `private_networks` are exceptions made
// in server.yaml.
std::optional<std::string> address_refusal(const boost::asio::ip::address& address,
                                           std::span<const plan::network> private_networks);

}  // namespace pointsman::http
