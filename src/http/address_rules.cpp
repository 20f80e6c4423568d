#include <pointsman/http/address_rules.hpp>

#include <fmt/format.h>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

#include <array>
#include <cstdint>

namespace pointsman::http {

namespace ip = boost::asio::ip;

namespace {

struct special_block {
    std::string_view address;
    unsigned prefix_length;
    std::string_view kind;
};

// The first block that holds the address names its kind.
constexpr std::array special_blocks = {
    special_block("255.255.255.255", 32, "broadcast"),
    special_block("0.0.0.0", 8, "unspecified"),
    special_block("10.0.0.0", 8, "private"),
    special_block("100.64.0.0", 10, "carrier-grade NAT"),
    special_block("127.0.0.0", 8, "loopback"),
    special_block("169.254.0.0", 16, "link-local"),
    special_block("172.16.0.0", 12, "private"),
    special_block("192.0.0.0", 24, "reserved"),
    special_block("192.0.2.0", 24, "documentation"),
    special_block("192.31.196.0", 24, "reserved"),
    special_block("192.52.193.0", 24, "reserved"),
    special_block("192.88.99.0", 24, "6to4 relay"),
    special_block("192.168.0.0", 16, "private"),
    special_block("192.175.48.0", 24, "reserved"),
    special_block("198.18.0.0", 15, "benchmarking"),
    special_block("198.51.100.0", 24, "documentation"),
    special_block("203.0.113.0", 24, "documentation"),
    special_block("224.0.0.0", 4, "multicast"),
    special_block("240.0.0.0", 4, "reserved"),
    special_block("::", 128, "unspecified"),
    special_block("::1", 128, "loopback"),
    special_block("64:ff9b::", 96, "IPv4 translation"),
    special_block("64:ff9b:1::", 48, "IPv4 translation"),
    special_block("100::", 64, "discard-only"),
    special_block("2001::", 23, "reserved"),  // Teredo, benchmarking, ORCHID
    special_block("2001:db8::", 32, "documentation"),
    special_block("2002::", 16, "6to4"),
    special_block("2620:4f:8000::", 48, "reserved"),
    special_block("3fff::", 20, "documentation"),
    special_block("5f00::", 16, "segment routing"),
    special_block("fc00::", 7, "private"),
    special_block("fe80::", 10, "link-local"),
    special_block("fec0::", 10, "site-local"),
    special_block("ff00::", 8, "multicast"),
};

// IANA gives out IPv6 addresses for public use from here only.
constexpr special_block public_v6("2000::", 3, "");

bool lies_in(const ip::address& address, std::string_view block, unsigned prefix_length) {
    boost::system::error_code bad;
    const auto first = ip::make_address(block, bad);
    if (bad || first.is_v4() != address.is_v4()) return false;
    if (prefix_length > (first.is_v4() ? 32U : 128U)) return false;
    const auto length = static_cast<unsigned short>(prefix_length);
    if (first.is_v4()) {
        return ip::network_v4(first.to_v4(), length).network() ==
               ip::network_v4(address.to_v4(), length).network();
    }
    return ip::network_v6(first.to_v6(), length).network() ==
           ip::network_v6(address.to_v6(), length).network();
}

bool lies_in(const ip::address& address, const special_block& block) {
    return lies_in(address, block.address, block.prefix_length);
}

}  // namespace

ip::address canonical(const ip::address& address) {
    if (address.is_v6() && address.to_v6().is_v4_mapped()) {
        return ip::make_address_v4(ip::v4_mapped, address.to_v6());
    }
    return address;
}

std::optional<std::string_view> special_purpose(const ip::address& address) {
    const auto plain = canonical(address);
    for (const auto& block : special_blocks) {
        if (lies_in(plain, block)) return block.kind;
    }
    if (plain.is_v6() && !lies_in(plain, public_v6)) return "reserved";
    return std::nullopt;
}

bool lies_in(const ip::address& address, const plan::network& block) {
    return lies_in(canonical(address), block.address, block.prefix_length);
}

std::optional<std::string> address_refusal(const ip::address& address,
                                           std::span<const plan::network> private_networks) {
    const auto kind = special_purpose(address);
    if (!kind) return std::nullopt;
    for (const auto& block : private_networks) {
        if (lies_in(address, block)) return std::nullopt;
    }
    return fmt::format("{} is a {} address and in none of private_networks",
                       canonical(address).to_string(), *kind);
}

}  // namespace pointsman::http
