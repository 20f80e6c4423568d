#include <pointsman/http/connection_counts.hpp>

#include <gtest/gtest.h>

namespace pointsman::http {
namespace {

using boost::asio::ip::make_address;

TEST(connection_counts, counts_an_ipv6_peer_by_its_network) {
    const auto counts = std::make_shared<connection_counts>(10, 1);
    const auto first = counts->enter(make_address("2001:db8:0:1::1"));
    EXPECT_TRUE(first);
    EXPECT_FALSE(counts->enter(make_address("2001:db8:0:1:ffff::2")));
    EXPECT_TRUE(counts->enter(make_address("2001:db8:0:2::1")));
}

TEST(connection_counts, knows_an_ipv4_peer_in_either_spelling) {
    const auto counts = std::make_shared<connection_counts>(10, 1);
    const auto first = counts->enter(make_address("192.0.2.1"));
    EXPECT_FALSE(counts->enter(make_address("::ffff:192.0.2.1")));
}

TEST(connection_counts, gives_places_back) {
    const auto counts = std::make_shared<connection_counts>(1, 1);
    {
        const auto first = counts->enter(make_address("192.0.2.1"));
        EXPECT_TRUE(first);
        EXPECT_FALSE(counts->enter(make_address("192.0.2.2")));
        EXPECT_EQ(counts->total(), 1);
    }
    EXPECT_EQ(counts->total(), 0);
    EXPECT_TRUE(counts->enter(make_address("192.0.2.2")));
}

}  // namespace
}  // namespace pointsman::http
