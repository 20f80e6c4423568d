#include "test_authority.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

namespace pointsman::http::testing {

namespace {

constexpr long seconds_a_day = 86'400;

void require(bool good, const char* what) {
    if (!good) throw std::runtime_error(what);
}

std::shared_ptr<EVP_PKEY> new_key() {
    return {EVP_EC_gen("P-256"), EVP_PKEY_free};
}

void add_extension(X509* certificate, int kind, const std::string& value) {
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str());
    require(extension != nullptr, "extension");
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

std::shared_ptr<X509> new_certificate(EVP_PKEY* key, long serial, const char* common_name,
                                      int days) {
    const std::shared_ptr<X509> made(X509_new(), X509_free);
    X509_set_version(made.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(made.get()), serial);
    X509_gmtime_adj(X509_getm_notBefore(made.get()), -2 * seconds_a_day);
    X509_gmtime_adj(X509_getm_notAfter(made.get()), days * seconds_a_day);
    std::string name = common_name;
    X509_NAME_add_entry_by_NID(X509_get_subject_name(made.get()), NID_commonName, MBSTRING_UTF8,
                               static_cast<unsigned char*>(static_cast<void*>(name.data())), -1, -1,
                               0);
    X509_set_pubkey(made.get(), key);
    return made;
}

std::shared_ptr<std::FILE> open_for_writing(const std::filesystem::path& path) {
    return {std::fopen(path.c_str(), "w"), [](std::FILE* file) {
                if (file != nullptr) std::fclose(file);
            }};
}

void write_certificate(const std::filesystem::path& path, X509* certificate) {
    const auto file = open_for_writing(path);
    require(file && PEM_write_X509(file.get(), certificate) == 1, "cannot write a certificate");
}

std::filesystem::path new_folder() {
    auto pattern = (std::filesystem::temp_directory_path() / "pointsman_tls_XXXXXX").string();
    require(::mkdtemp(pattern.data()) != nullptr, "mkdtemp");
    return pattern;
}

}  // namespace

test_authority::test_authority()
    : folder_(new_folder()),
      key_(new_key()),
      certificate_(new_certificate(key_.get(), 1, "Test authority", 1)) {
    X509_set_issuer_name(certificate_.get(), X509_get_subject_name(certificate_.get()));
    add_extension(certificate_.get(), NID_basic_constraints, "critical,CA:TRUE");
    add_extension(certificate_.get(), NID_key_usage, "critical,keyCertSign");
    X509_sign(certificate_.get(), key_.get(), EVP_sha256());
    write_certificate(ca_file(), certificate_.get());
}

test_authority::~test_authority() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

plan::tls_files test_authority::issue(const std::string& names, int days) {
    const auto key = new_key();
    const auto made = new_certificate(key.get(), 100 + ++issued_, "Test server", days);
    X509_set_issuer_name(made.get(), X509_get_subject_name(certificate_.get()));
    add_extension(made.get(), NID_subject_alt_name, names);
    X509_sign(made.get(), key_.get(), EVP_sha256());

    const auto stem = folder_ / std::to_string(issued_);
    const plan::tls_files files{stem.string() + ".pem", stem.string() + ".key"};
    write_certificate(files.certificate, made.get());
    const auto file = open_for_writing(files.key);
    require(file && PEM_write_PrivateKey(file.get(), key.get(), nullptr, nullptr, 0, nullptr,
                                         nullptr) == 1,
            "cannot write a key");
    return files;
}

tls_side::tls_side(connection& over, int oldest_version, int newest_version)
    : context_(SSL_CTX_new(TLS_method()), SSL_CTX_free) {
    // OpenSSL writes without MSG_NOSIGNAL, also to a peer that has closed.
    std::signal(SIGPIPE, SIG_IGN);
    SSL_CTX_set_min_proto_version(context_.get(), oldest_version);
    SSL_CTX_set_max_proto_version(context_.get(), newest_version);
    // OpenSSL 3 speaks the versions before 1.2 only so; they are what the other side has to refuse.
    SSL_CTX_set_cipher_list(context_.get(), "DEFAULT:@SECLEVEL=0");
    ssl_ = std::shared_ptr<SSL>(SSL_new(context_.get()), SSL_free);
    SSL_set_fd(ssl_.get(), over.native_handle());
}

bool tls_side::connect() {
    return SSL_connect(ssl_.get()) == 1;
}

bool tls_side::accept(const plan::tls_files& files) {
    SSL_use_certificate_file(ssl_.get(), files.certificate.c_str(), SSL_FILETYPE_PEM);
    SSL_use_PrivateKey_file(ssl_.get(), files.key.c_str(), SSL_FILETYPE_PEM);
    return SSL_accept(ssl_.get()) == 1;
}

void tls_side::send(std::string_view bytes) {
    SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()));
}

std::string tls_side::read_some() {
    char buffer[4096];
    const int got = SSL_read(ssl_.get(), buffer, sizeof buffer);
    return got > 0 ? std::string(buffer, static_cast<std::size_t>(got)) : "";
}

}  // namespace pointsman::http::testing
