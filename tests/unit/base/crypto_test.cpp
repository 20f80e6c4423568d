#include <pointsman/base/crypto.hpp>

#include <pointsman/base/text.hpp>

#include <gtest/gtest.h>

#include <map>

#include <string>

namespace pointsman::base {
namespace {

// FIPS 180-4's examples.
TEST(sha256, agrees_with_the_published_vectors) {
    EXPECT_EQ(to_hex(sha256("")),
              "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(to_hex(sha256("abc")),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

// RFC 4231, test case 2.
TEST(hmac_sha256, agrees_with_the_published_vector) {
    const bytes key = {'J', 'e', 'f', 'e'};
    EXPECT_EQ(to_hex(hmac_sha256(key, "what do ya want for nothing?")),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(hmac_sha256, takes_an_empty_key) {
    EXPECT_EQ(to_hex(hmac_sha256({}, "")),
              "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

// RFC 1321, A.5.
TEST(md5_hex, agrees_with_the_published_vectors) {
    EXPECT_EQ(md5_hex(""), "d41d8cd98f00b204e9800998ecf8427e");
    EXPECT_EQ(md5_hex("message digest"), "f96b697d7cb7938d525a2f31aaf161d0");
}

TEST(equal_in_constant_time, compares_all_bytes) {
    const digest a = sha256("a");
    digest b = a;
    EXPECT_TRUE(equal_in_constant_time(a, b));
    b.back() ^= 1;
    EXPECT_FALSE(equal_in_constant_time(a, b));
}

TEST(random_key, differs_every_time) {
    EXPECT_NE(random_key(), random_key());
    EXPECT_NE(random_seed(), random_seed());
}

TEST(seal, gives_back_what_was_sealed) {
    const secret_key key = random_key();
    for (const std::string& plain : {std::string(), std::string("x"), std::string(100'000, 'y'),
                                     std::string("nul \0 inside", 12)}) {
        const bytes sealed = seal(key, plain);
        EXPECT_EQ(sealed.size(), plain.size() + 28);
        EXPECT_EQ(unseal(key, sealed), plain);
    }
}

TEST(seal, never_repeats_a_nonce) {
    const secret_key key = random_key();
    EXPECT_NE(seal(key, "same"), seal(key, "same"));
}

// NIST's GCM test case 14: a key, nonce and block of zeros.
TEST(unseal, opens_a_published_vector) {
    const auto sealed = from_hex(
        "000000000000000000000000"
        "cea7403d4d606b6e074ec5d3baf39d18"
        "d0d1c8a799996bf0265b98b5d48ab919");
    ASSERT_TRUE(sealed);
    EXPECT_EQ(unseal(secret_key{}, *sealed), std::string(16, '\0'));
}

TEST(unseal, refuses_the_wrong_key) {
    EXPECT_EQ(unseal(random_key(), seal(random_key(), "secret")), std::nullopt);
}

TEST(unseal, refuses_a_change_of_any_byte) {
    const secret_key key = random_key();
    const bytes sealed = seal(key, "secret");
    for (std::size_t i = 0; i < sealed.size(); ++i) {
        bytes changed = sealed;
        changed[i] ^= 0x01;
        EXPECT_EQ(unseal(key, changed), std::nullopt) << "byte " << i;
    }
}

TEST(unseal, refuses_every_truncation) {
    const secret_key key = random_key();
    const bytes sealed = seal(key, "secret");
    for (std::size_t size = 0; size < sealed.size(); ++size)
        EXPECT_EQ(unseal(key, std::span(sealed).first(size)), std::nullopt) << size << " bytes";
}

TEST(crypto, base64_as_rfc_4648_has_it) {
    for (const auto& [plain, text] : std::map<std::string, std::string>{
             {"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foobar", "Zm9vYmFy"}}) {
        const bytes raw(plain.begin(), plain.end());
        EXPECT_EQ(to_base64(raw), text);
        EXPECT_EQ(from_base64(text), raw);
    }
    for (const char* wrong : {"Zg", "Zg=", "Z===", "====", "Zm9v\n", " Zg==", "Zm=v", "Zm-_"})
        EXPECT_EQ(from_base64(wrong), std::nullopt) << wrong;
}

TEST(crypto, a_wrapped_key_comes_back_under_its_master_alone) {
    const secret_key master = random_key();
    const secret_key own = random_key();
    EXPECT_EQ(unwrap_key(master, wrap_key(master, own)), own);
    EXPECT_EQ(unwrap_key(own, wrap_key(master, own)), std::nullopt);
    EXPECT_EQ(unwrap_key(master, {}), std::nullopt);
    EXPECT_EQ(unwrap_key(master, seal(master, "too short")), std::nullopt);
}

}  // namespace
}  // namespace pointsman::base
