#pragma once

#include "socket_peer.hpp"

#include <pointsman/plan/settings.hpp>

#include <openssl/ssl.h>

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace pointsman::http::testing {

// A certificate authority that exists for one test, in a temporary folder of its own.
class test_authority {
public:
    test_authority();
    ~test_authority();
    test_authority(const test_authority&) = delete;
    test_authority& operator=(const test_authority&) = delete;

    // PEM of the authority's own certificate.
    std::string ca_file() const { return (folder_ / "ca.pem").string(); }

    // A certificate for these subjectAltNames ("DNS:buyer.example,IP:127.0.0.1"), valid for so many
    // days from now (yesterday's if negative).
    plan::tls_files issue(const std::string& names, int days = 1);

private:
    std::filesystem::path folder_;
    std::shared_ptr<EVP_PKEY> key_;
    std::shared_ptr<X509> certificate_;
    int issued_ = 0;
};

// TLS over one end of a blocking connection, at the oldest and newest version given.
class tls_side {
public:
    tls_side(connection& over, int oldest_version, int newest_version);

    bool connect();                             // as a client that trusts everybody
    bool accept(const plan::tls_files& files);  // as a server

    void send(std::string_view bytes);
    std::string read_some();

private:
    std::shared_ptr<SSL_CTX> context_;
    std::shared_ptr<SSL> ssl_;
};

}  // namespace pointsman::http::testing
