#include "tls.hpp"

#include <fmt/format.h>
#include <openssl/ssl.h>

#include <stdexcept>

namespace pointsman::http {

namespace ssl = boost::asio::ssl;
using boost::system::error_code;

namespace {

// Forward secrecy and authenticated encryption only; TLS 1.3 has no others.
constexpr const char* tls12_ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20";

void require(const error_code& failed, std::string_view what, const std::string& file) {
    if (failed) {
        throw std::runtime_error(fmt::format("cannot use {} {}: {}", what, file, failed.message()));
    }
}

ssl::context make_context(ssl::context::method method) {
    ssl::context context(method);
    SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
    SSL_CTX_set_options(context.native_handle(), SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
    if (SSL_CTX_set_cipher_list(context.native_handle(), tls12_ciphers) != 1) {
        throw std::runtime_error("OpenSSL offers none of the ciphers that are allowed");
    }
    return context;
}

}  // namespace

std::shared_ptr<tls_identity> load_tls_identity(const plan::tls_files& files) {
    auto context = make_context(ssl::context::tls_server);
    error_code failed;
    // Otherwise OpenSSL would ask for the password of an encrypted key on the terminal.
    context.set_password_callback([](auto, auto) { return std::string(); }, failed);
    context.use_certificate_chain_file(files.certificate, failed);
    require(failed, "the TLS certificate", files.certificate);
    context.use_private_key_file(files.key, ssl::context::pem, failed);
    require(failed, "the TLS key", files.key);
    return std::make_shared<tls_identity>(std::move(context));
}

ssl::context make_buyer_tls(const std::string& ca_file) {
    auto context = make_context(ssl::context::tls_client);
    error_code failed;
    if (ca_file.empty()) {
        context.set_default_verify_paths(failed);
    } else {
        context.load_verify_file(ca_file, failed);
    }
    require(failed, "the certificate authorities in", ca_file.empty() ? "the system" : ca_file);
    return context;
}

}  // namespace pointsman::http
