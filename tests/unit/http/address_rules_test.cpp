#include <pointsman/http/address_rules.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace pointsman::http {
namespace {

using boost::asio::ip::make_address;

// The first and the last address of every block, and those that carry one of them inside IPv6.
TEST(address_rules, keep_special_addresses_out) {
    const std::vector<std::string> cases = {
        "0.0.0.0",
        "0.255.255.255",
        "10.0.0.0",
        "10.255.255.255",
        "100.64.0.0",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.255",
        "169.254.0.0",
        "169.254.169.254",
        "169.254.255.255",
        "172.16.0.0",
        "172.31.255.255",
        "192.0.0.0",
        "192.0.0.255",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.0",
        "192.168.255.255",
        "198.18.0.0",
        "198.19.255.255",
        "198.51.100.7",
        "203.0.113.255",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.0",
        "255.255.255.254",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:127.0.0.1",
        "::ffff:10.1.2.3",
        "::ffff:a9fe:a9fe",
        "::ffff:0:7f00:1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:1ff:ffff::",
        "2001:db8::1",
        "2001:db8:ffff::",
        "2002:7f00:1::1",
        "3fff::1",
        "3fff:fff::1",
        "5f00::1",
        "fc00::1",
        "fdff:ffff::1",
        "fe80::1",
        "febf::1",
        "fec0::1",
        "ff02::1",
        "4000::1",
        "1fff::1",
        "fe80::1%1",
    };
    for (const auto& text : cases) {
        const auto address = make_address(text);
        EXPECT_TRUE(special_purpose(address)) << text;
        EXPECT_TRUE(address_refusal(address, {})) << text;
    }
}

// The neighbours of the blocks are public.
TEST(address_rules, let_public_addresses_in) {
    const std::vector<std::string> cases = {
        "1.0.0.0",         "9.255.255.255",        "11.0.0.0",        "100.63.255.255",
        "100.128.0.0",     "126.255.255.255",      "128.0.0.0",       "169.253.255.255",
        "169.255.0.0",     "172.15.255.255",       "172.32.0.0",      "192.0.1.0",
        "192.167.255.255", "192.169.0.0",          "198.17.255.255",  "198.20.0.0",
        "203.0.112.255",   "203.0.114.0",          "223.255.255.255", "8.8.8.8",
        "2001:200::1",     "2001:4860:4860::8888", "2606:4700::1111", "2a00::1",
        "3ffe::1",         "::ffff:8.8.8.8",
    };
    for (const auto& text : cases) {
        EXPECT_EQ(special_purpose(make_address(text)), std::nullopt) << text;
    }
}

TEST(address_rules, name_the_kind) {
    EXPECT_EQ(special_purpose(make_address("127.0.0.1")), "loopback");
    EXPECT_EQ(special_purpose(make_address("::ffff:127.0.0.1")), "loopback");
    EXPECT_EQ(special_purpose(make_address("169.254.169.254")), "link-local");
    EXPECT_EQ(special_purpose(make_address("100.64.0.1")), "carrier-grade NAT");
    EXPECT_EQ(special_purpose(make_address("fd00::1")), "private");
}

TEST(address_rules, know_exceptions) {
    const std::vector<plan::network> allowed = {{"127.0.0.0", 8}, {"fd00:1::", 32}};
    EXPECT_FALSE(address_refusal(make_address("127.0.0.2"), allowed));
    EXPECT_FALSE(address_refusal(make_address("::ffff:127.0.0.2"), allowed));
    EXPECT_FALSE(address_refusal(make_address("fd00:1:2::3"), allowed));
    EXPECT_FALSE(address_refusal(make_address("8.8.8.8"), allowed));
    EXPECT_TRUE(address_refusal(make_address("fd00:2::3"), allowed));
    EXPECT_TRUE(address_refusal(make_address("::1"), allowed));
    EXPECT_EQ(address_refusal(make_address("::ffff:10.0.0.1"), allowed),
              "10.0.0.1 is a private address and in none of private_networks");
}

TEST(address_rules, take_blocks_as_they_are_written) {
    const auto address = make_address("10.1.2.3");
    EXPECT_TRUE(lies_in(address, plan::network{"10.1.2.99", 24}));
    EXPECT_TRUE(lies_in(address, plan::network{"10.1.2.3", 32}));
    EXPECT_TRUE(lies_in(address, plan::network{"0.0.0.0", 0}));
    EXPECT_FALSE(lies_in(address, plan::network{"10.1.2.4", 32}));
    EXPECT_FALSE(lies_in(address, plan::network{"::", 0}));
    EXPECT_FALSE(lies_in(address, plan::network{"10.1.2.3", 33}));
    EXPECT_FALSE(lies_in(address, plan::network{"ten", 8}));
}

}  // namespace
}  // namespace pointsman::http
