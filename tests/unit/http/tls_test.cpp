#include "line_fixture.hpp"
#include "running_server.hpp"
#include "test_authority.hpp"

#include <boost/asio/ip/address.hpp>

#include <stdexcept>

namespace pointsman::http::testing {
namespace {

using namespace std::chrono_literals;

constexpr base::duration soon = 3s;

std::string https(std::uint16_t port, const std::string& host = "buyer.example") {
    return "https://" + host + ":" + std::to_string(port) + "/";
}

// The line calls "buyer.example", which is a server of our own with a certificate of the test's own
// authority.
class tls_test : public line_fixture {
protected:
    tls_test() {
        resolver_ = [](const std::string&) -> resolution {
            return addresses{boost::asio::ip::make_address("127.0.0.1")};
        };
    }

    std::uint16_t start_buyer(const plan::tls_files& files) {
        buyer_.tls_ = load_tls_identity(files);
        buyer_.start();
        return buyer_.server_->port();
    }

    bool is_tls_failure(const std::string& text) { return text.starts_with("unsent: TLS: "); }

    running_server buyer_;
};

TEST_F(tls_test, speaks_to_a_buyer_that_proves_its_name) {
    const auto port = start_buyer(authority().issue("DNS:buyer.example"));
    EXPECT_EQ(ping(https(port)), "POST /  {}");
    EXPECT_EQ(post(https(port)), "POST /  {}");
    EXPECT_EQ(buyer_.server_->connections(), 1);
}

TEST_F(tls_test, speaks_to_a_buyer_that_proves_its_address) {
    const auto port = start_buyer(authority().issue("IP:127.0.0.1"));
    EXPECT_EQ(post(https(port, "127.0.0.1")), "POST /  {}");
    EXPECT_TRUE(is_tls_failure(post(https(port))));
}

TEST_F(tls_test, refuses_a_certificate_for_another_host) {
    const auto port = start_buyer(authority().issue("DNS:other.example"));
    const auto text = post(https(port));
    EXPECT_TRUE(text.contains("certificate verify failed")) << text;
    EXPECT_TRUE(is_tls_failure(text)) << text;
    EXPECT_TRUE(buyer_.requests().empty());
}

TEST_F(tls_test, refuses_a_certificate_that_has_expired) {
    const auto port = start_buyer(authority().issue("DNS:buyer.example", -1));
    EXPECT_TRUE(is_tls_failure(post(https(port))));
}

TEST_F(tls_test, refuses_a_certificate_of_an_unknown_authority) {
    test_authority unknown;
    const auto port = start_buyer(unknown.issue("DNS:buyer.example"));
    EXPECT_TRUE(is_tls_failure(post(https(port))));
}

TEST_F(tls_test, refuses_a_buyer_without_tls) {
    buyer_.start();
    EXPECT_TRUE(is_tls_failure(post(https(buyer_.server_->port()))));
}

TEST_F(tls_test, refuses_a_buyer_that_speaks_old_tls_only) {
    const auto files = authority().issue("DNS:buyer.example");
    scripted_peer buyer({[&](connection& with) {
        tls_side side(with, TLS1_VERSION, TLS1_1_VERSION);
        EXPECT_FALSE(side.accept(files));
    }});
    EXPECT_TRUE(is_tls_failure(post(https(buyer.port()))));
}

TEST_F(tls_test, gives_up_in_time_on_a_handshake_that_hangs) {
    scripted_peer buyer({[](connection& with) { with.read_all(); }});
    EXPECT_EQ(post(https(buyer.port()), soon), "unsent: no answer in time");
}

// The further bytes are a record of their own, which Asio reads along with the reply's but nobody
// asks for.
TEST_F(tls_test, does_not_use_a_connection_with_more_than_one_reply) {
    const auto files = authority().issue("DNS:buyer.example");
    const auto answering_with = [&files](std::vector<std::string> records) {
        return [&files, records = std::move(records)](connection& with) {
            tls_side side(with, TLS1_2_VERSION, TLS1_3_VERSION);
            ASSERT_TRUE(side.accept(files));
            side.read_some();
            for (const auto& each : records) side.send(each);
            side.read_some();
        };
    };
    scripted_peer buyer({answering_with({reply("first"), reply("nobody asked")}),
                         answering_with({reply("second")})});
    EXPECT_EQ(ping(https(buyer.port())), "first");
    EXPECT_EQ(ping(https(buyer.port())), "second");
}

TEST_F(tls_test, a_reply_without_length_must_end_with_close_notify) {
    const auto files = authority().issue("DNS:buyer.example");
    scripted_peer buyer({[&](connection& with) {
        tls_side side(with, TLS1_2_VERSION, TLS1_3_VERSION);
        ASSERT_TRUE(side.accept(files));
        side.read_some();
        side.send("HTTP/1.1 200 OK\r\n\r\ncut off?");
        with.end_sending();
        with.read_all();
    }});
    const auto text = post(https(buyer.port()));
    EXPECT_TRUE(text.starts_with("failed: connection lost: ")) << text;
}

TEST_F(tls_test, the_server_speaks_tls_12_and_13_only) {
    start_buyer(authority().issue("DNS:buyer.example"));
    for (const int version : {TLS1_VERSION, TLS1_1_VERSION, TLS1_2_VERSION, TLS1_3_VERSION}) {
        auto client = buyer_.connect();
        tls_side side(client, version, version);
        EXPECT_EQ(side.connect(), version >= TLS1_2_VERSION) << version;
    }
}

TEST_F(tls_test, the_server_ends_a_handshake_that_hangs) {
    buyer_.limits_.header_time = 50ms;
    start_buyer(authority().issue("DNS:buyer.example"));
    EXPECT_EQ(buyer_.connect().read_all(), "");
    buyer_.wait_for_connections(0);
}

TEST_F(tls_test, names_the_file_that_cannot_be_used) {
    auto files = authority().issue("DNS:buyer.example");
    files.key = "/nowhere/server.key";
    try {
        load_tls_identity(files);
        FAIL();
    } catch (const std::runtime_error& error) {
        EXPECT_TRUE(std::string(error.what()).contains("/nowhere/server.key")) << error.what();
    }
    settings_.buyer_ca_file = "/nowhere/ca.pem";
    EXPECT_THROW(line(), std::runtime_error);
}

TEST_F(tls_test, refuses_a_key_that_is_not_the_certificates) {
    auto files = authority().issue("DNS:buyer.example");
    files.key = authority().issue("DNS:buyer.example").key;
    EXPECT_THROW(load_tls_identity(files), std::runtime_error);
}

}  // namespace
}  // namespace pointsman::http::testing
