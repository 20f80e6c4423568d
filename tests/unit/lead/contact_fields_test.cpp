#include <pointsman/lead/lead.hpp>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <string>

namespace pointsman::lead {
namespace {

// The normal form, or nothing when the text is refused.
std::string normal(field_type type, const std::string& text) {
    const auto read = read_value({.name = "contact", .type = type}, text);
    return read ? to_text(*read) : "";
}

TEST(phone, is_stored_as_e164_however_it_is_written) {
    for (const char* text :
         {"2025550123", "12025550123", "+12025550123", "(202) 555-0123", "202.555.0123",
          "+1 (202) 555-0123", "1-202-555-0123", " 202 555 0123 "})
        EXPECT_EQ(normal(field_type::phone, text), "+12025550123") << text;
    EXPECT_EQ(to_text(*read_value({.type = field_type::phone}, 2025550123)), "+12025550123");
}

TEST(phone, is_refused_when_it_cannot_be_a_nanp_number) {
    for (const char* text :
         {"", "+", "202555012", "22025550123", "112025550123", "1025550123", "0025550123",
          "2020550123", "2021550123", "9115550123", "2029110123", "+2025550123", "+442025550123",
          "202555012a", "2025550123 x5", "202/555/0123", "202+5550123", "+1+2025550123"})
        EXPECT_EQ(normal(field_type::phone, text), "") << text;
}

TEST(email, is_stored_in_lower_case) {
    for (const char* text : {"ann@example.com", "Ann@Example.COM", " ann@example.com "})
        EXPECT_EQ(normal(field_type::email, text), "ann@example.com") << text;
    for (const char* text : {"a@b.co", "o'neil+leads@mail.example.co.uk", "a_b.c-d@x-y.example",
                             "1@2.io", "{x}~!#$%&*/=?^`|@example.org"})
        EXPECT_EQ(normal(field_type::email, text), text);
}

TEST(email, is_refused_when_mail_could_not_reach_it) {
    for (const char* text : {"",
                             "ann",
                             "@example.com",
                             "ann@",
                             "ann@example",
                             "ann@example.",
                             "ann@.com",
                             "a@b..com",
                             "ann@@example.com",
                             "a@b@example.com",
                             ".ann@example.com",
                             "ann.@example.com",
                             "a..b@example.com",
                             "an n@example.com",
                             "ann@exa mple.com",
                             "ann@-example.com",
                             "ann@example-.com",
                             "ann@exa_mple.com",
                             "ann@127.0.0.1",
                             "ann@[127.0.0.1]",
                             "\"ann\"@example.com",
                             "ann@example.com\r\nBcc: x@example.com",
                             "änn@example.com",
                             "ann@exämple.com",
                             "Ann <ann@example.com>",
                             "ann@example.com,bob@example.com"})
        EXPECT_EQ(normal(field_type::email, text), "") << text;
}

TEST(email, is_limited_in_length) {
    const std::string local(64, 'a');
    const std::string label(63, 'b');
    const std::string host = label + "." + label + "." + label.substr(0, 57) + ".com";  // 189 bytes
    EXPECT_EQ(normal(field_type::email, local + "@" + host), local + "@" + host);
    EXPECT_EQ((local + "@" + host).size(), 254);
    EXPECT_EQ(normal(field_type::email, local + "@b" + host), "");
    EXPECT_EQ(normal(field_type::email, local + "a@example.com"), "");
    EXPECT_EQ(normal(field_type::email, "a@b" + label + ".com"), "");
    EXPECT_FALSE(read_value({.type = field_type::email, .max_length = 10}, "ann@example.com"));
}

TEST(url, keeps_everything_behind_the_host) {
    for (const char* text : {"http://example.com", "https://example.com/a/B?c=D&e=|#F",
                             "https://example.com:8443/", "http://[2001:db8::1]/x",
                             "http://[::1]:8080", "http://192.0.2.1?x", "https://localhost#a"})
        EXPECT_EQ(normal(field_type::url, text), text);
    EXPECT_EQ(normal(field_type::url, "HTTPS://Example.COM/Path"), "https://example.com/Path");
}

TEST(url, is_refused_when_it_is_no_plain_web_address) {
    for (const char* text : {"",
                             "example.com",
                             "//example.com",
                             "ftp://example.com",
                             "javascript:alert(1)",
                             "http://",
                             "http:///path",
                             "http:example.com",
                             "http://exa mple.com",
                             "http://example.com/a b",
                             "http://example.com/\r\nX: y",
                             "http://example.com/\x7F",
                             "http://user@example.com",
                             "http://user:pass@example.com",
                             "http://good.example\\@evil.example",
                             "http://example.com:0",
                             "http://example.com:65536",
                             "http://example.com:",
                             "http://:80",
                             "http://example.com:8a",
                             "http://[::1",
                             "http://::1/",
                             "http://[]",
                             "http://[::g]",
                             "http://[::1]x",
                             "http://exa_mple.com",
                             "http://.com",
                             "http://example..com"})
        EXPECT_EQ(normal(field_type::url, text), "") << text;
}

TEST(ip, is_stored_in_its_one_normal_form) {
    EXPECT_EQ(normal(field_type::ip, "192.0.2.1"), "192.0.2.1");
    EXPECT_EQ(normal(field_type::ip, "2001:DB8:0:0:0:0:0:1"), "2001:db8::1");
    EXPECT_EQ(normal(field_type::ip, "::"), "::");
    EXPECT_EQ(normal(field_type::ip, "::FFFF:192.0.2.1"), "192.0.2.1");
    EXPECT_EQ(normal(field_type::ip, "::ffff:c000:201"), "192.0.2.1");
}

TEST(ip, is_refused_when_it_is_not_an_address) {
    for (const char* text :
         {"", "192.0.2", "192.0.2.256", "192.0.2.1.1", "192.0.2.01", "0x7f.1", "3221225985",
          "192.0.2.1/24", "192.0.2.1:80", "[::1]", "::g", "1::2::3", "fe80::1%eth0", "localhost"})
        EXPECT_EQ(normal(field_type::ip, text), "") << text;
}

}  // namespace
}  // namespace pointsman::lead
