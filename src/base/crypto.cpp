#include <pointsman/base/crypto.hpp>

#include <pointsman/base/text.hpp>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include <algorithm>
#include <climits>
#include <cstring>
#include <memory>
#include <stdexcept>

namespace pointsman::base {

namespace {

constexpr std::size_t nonce_bytes = 12;
constexpr std::size_t tag_bytes = 16;

// How much public randomness (nonces) is drawn at once: a call of the generator costs 2 us for one
// nonce, 3 us for 340.
constexpr std::size_t nonce_stock_bytes = 340 * nonce_bytes;

using cipher_context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

// libcrypto fails on valid arguments only when memory or the random generator is gone; going on
// without encryption or randomness is no option.
void require(bool done) {
    if (!done) throw std::runtime_error("libcrypto failed");
}

cipher_context new_context() {
    cipher_context context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
    require(context != nullptr);
    return context;
}

// Fetched once: EVP_aes_256_gcm() makes libcrypto search its providers at each use (crypto(7)).
// Lives as long as the process, since a detached thread may still seal at its end.
const EVP_CIPHER* aes_256_gcm() {
    static const EVP_CIPHER* const fetched = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
    require(fetched != nullptr);
    return fetched;
}

const std::uint8_t* bytes_of(std::string_view text) {
    return reinterpret_cast<const std::uint8_t*>(text.data());
}

int length_of(std::size_t size) {
    require(size <= INT_MAX);
    return static_cast<int>(size);
}

void fill_random(std::span<std::uint8_t> target) {
    require(RAND_bytes(target.data(), length_of(target.size())) == 1);
}

// Nonces are no secrets, so a stock of them may lie in memory; keys are drawn one by one.
void fill_nonce(std::span<std::uint8_t, nonce_bytes> target) {
    thread_local std::array<std::uint8_t, nonce_stock_bytes> stock;
    thread_local std::size_t used = nonce_stock_bytes;
    if (used == nonce_stock_bytes) {
        fill_random(stock);
        used = 0;
    }
    std::ranges::copy(std::span(stock).subspan(used, nonce_bytes), target.begin());
    used += nonce_bytes;
}

}  // namespace

digest sha256(std::string_view text) {
    digest result{};
    SHA256(bytes_of(text), text.size(), result.data());
    return result;
}

digest hmac_sha256(std::span<const std::uint8_t> key, std::string_view text) {
    digest result{};
    unsigned size = 0;
    require(HMAC(EVP_sha256(), key.data(), length_of(key.size()), bytes_of(text), text.size(),
                 result.data(), &size) != nullptr);
    return result;
}

std::string md5_hex(std::string_view text) {
    std::array<std::uint8_t, 16> result{};
    unsigned size = 0;
    require(EVP_Digest(text.data(), text.size(), result.data(), &size, EVP_md5(), nullptr) == 1);
    return to_hex(result);
}

bool equal_in_constant_time(const digest& a, const digest& b) {
    return CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

secret_key random_key() {
    secret_key key{};
    fill_random(key);
    return key;
}

std::uint64_t random_seed() {
    std::array<std::uint8_t, sizeof(std::uint64_t)> random{};
    fill_random(random);
    std::uint64_t seed = 0;
    std::memcpy(&seed, random.data(), sizeof seed);
    return seed;
}

bytes seal(const secret_key& key, std::string_view plain) {
    bytes sealed(nonce_bytes + plain.size() + tag_bytes);
    std::uint8_t* const cipher_text = sealed.data() + nonce_bytes;
    std::uint8_t* const tag = cipher_text + plain.size();
    fill_nonce(std::span(sealed).first<nonce_bytes>());

    const cipher_context context = new_context();
    int written = 0;
    require(EVP_EncryptInit_ex2(context.get(), aes_256_gcm(), key.data(), sealed.data(), nullptr) ==
            1);
    require(EVP_EncryptUpdate(context.get(), cipher_text, &written, bytes_of(plain),
                              length_of(plain.size())) == 1);
    require(EVP_EncryptFinal_ex(context.get(), tag, &written) == 1);
    require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, tag_bytes, tag) == 1);
    return sealed;
}

std::optional<std::string> unseal(const secret_key& key, std::span<const std::uint8_t> sealed) {
    if (sealed.size() < nonce_bytes + tag_bytes || sealed.size() > INT_MAX) return std::nullopt;
    const auto cipher_text = sealed.subspan(nonce_bytes, sealed.size() - nonce_bytes - tag_bytes);
    std::array<std::uint8_t, tag_bytes> tag{};
    std::ranges::copy(sealed.last(tag_bytes), tag.begin());
    bytes plain(cipher_text.size() + tag_bytes);

    const cipher_context context = new_context();
    int written = 0;
    require(EVP_DecryptInit_ex2(context.get(), aes_256_gcm(), key.data(), sealed.data(), nullptr) ==
            1);
    require(EVP_DecryptUpdate(context.get(), plain.data(), &written, cipher_text.data(),
                              length_of(cipher_text.size())) == 1);
    require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, tag_bytes, tag.data()) == 1);
    int rest = 0;
    if (EVP_DecryptFinal_ex(context.get(), plain.data() + written, &rest) != 1) return std::nullopt;
    return std::string(plain.begin(),
                       plain.begin() + static_cast<std::ptrdiff_t>(cipher_text.size()));
}

std::optional<bytes> from_base64(std::string_view text) {
    if (text.size() % 4 != 0 || text.size() > INT_MAX) return std::nullopt;
    const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
    // OpenSSL skips blanks around the text, which would hide what was sent.
    constexpr std::string_view letters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    if (text.substr(0, text.size() - padding).find_first_not_of(letters) != text.npos)
        return std::nullopt;
    bytes plain(text.size() / 4 * 3);
    const int written = EVP_DecodeBlock(
        plain.data(), reinterpret_cast<const unsigned char*>(text.data()), length_of(text.size()));
    if (written < 0) return std::nullopt;
    plain.resize(plain.size() - padding);
    return plain;
}

std::string to_base64(std::span<const std::uint8_t> plain) {
    std::string text((plain.size() + 2) / 3 * 4 + 1, '\0');  // and the NUL that OpenSSL adds
    EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), plain.data(),
                    length_of(plain.size()));
    text.pop_back();
    return text;
}

bytes wrap_key(const secret_key& master, const secret_key& key) {
    return seal(master, std::string(key.begin(), key.end()));
}

std::optional<secret_key> unwrap_key(const secret_key& master,
                                     std::span<const std::uint8_t> wrapped) {
    const auto text = unseal(master, wrapped);
    if (!text || text->size() != secret_key{}.size()) return std::nullopt;
    secret_key key{};
    std::ranges::transform(*text, key.begin(), [](char c) { return static_cast<std::uint8_t>(c); });
    return key;
}

}  // namespace pointsman::base
