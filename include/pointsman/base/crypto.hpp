#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Thin wrappers over OpenSSL's libcrypto. All functions may be called from any thread. They throw
// std::runtime_error only when the process cannot go on: no memory, no randomness.
namespace pointsman::base {

using digest = std::array<std::uint8_t, 32>;
using bytes = std::vector<std::uint8_t>;

digest sha256(std::string_view text);
digest hmac_sha256(std::span<const std::uint8_t> key, std::string_view text);
std::string md5_hex(std::string_view text);  // only because buyers ask for it; never for security

// RFC 4648 section 4, with padding; nothing for any other text.
std::optional<bytes> from_base64(std::string_view text);
std::string to_base64(std::span<const std::uint8_t> plain);

// Takes the same time wherever the two differ (OWASP ASVS 11.2.4).
bool equal_in_constant_time(const digest& a, const digest& b);

// A key of AES-256-GCM, fresh from the operating system's generator.
using secret_key = std::array<std::uint8_t, 32>;
secret_key random_key();
std::uint64_t random_seed();

// nonce (12 bytes) + ciphertext + tag (16 bytes): AES-256-GCM with a random nonce
// (NIST SP 800-38D).
bytes seal(const secret_key& key, std::string_view plain);

// The plain text, or nothing when the key is wrong or a byte was changed.
std::optional<std::string> unseal(const secret_key& key, std::span<const std::uint8_t> sealed);

// A key sealed under another one, and back; nothing if it was erased (empty) or `master` is
// another.
bytes wrap_key(const secret_key& master, const secret_key& key);
std::optional<secret_key> unwrap_key(const secret_key& master,
                                     std::span<const std::uint8_t> wrapped);

}  // namespace pointsman::base
