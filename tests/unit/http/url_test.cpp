#include "url.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace pointsman::http {
namespace {

struct good_case {
    std::string text;
    std::string key;
    std::string authority;
    std::string target;
};

TEST(url, is_taken_apart) {
    const std::vector<good_case> cases = {
        {"https://leads.example/ping", "https://leads.example", "leads.example", "/ping"},
        {"http://leads.example", "http://leads.example", "leads.example", "/"},
        {"HTTPS://Leads.Example:443/a?b=c", "https://leads.example", "leads.example", "/a?b=c"},
        {"http://leads.example:8080?b=/", "http://leads.example:8080", "leads.example:8080",
         "/?b=/"},
        {"http://127.0.0.1:1/", "http://127.0.0.1:1", "127.0.0.1:1", "/"},
        {"https://[2001:DB8::1]:8443/x", "https://[2001:db8::1]:8443", "[2001:db8::1]:8443", "/x"},
        {"https://[::1]/x", "https://[::1]", "[::1]", "/x"},
    };
    for (const auto& each : cases) {
        const auto parsed = parse_url(each.text);
        ASSERT_TRUE(parsed) << each.text << ": " << parsed.error();
        EXPECT_EQ(parsed->pool_key(), each.key);
        EXPECT_EQ(parsed->authority, each.authority);
        EXPECT_EQ(parsed->target, each.target);
    }
}

TEST(url, is_refused) {
    const std::vector<std::string> cases = {
        "",
        "leads.example/ping",
        "ftp://leads.example/",
        "file:///etc/passwd",
        "https://",
        "https:///ping",
        "https://user@leads.example/",
        "https://user:secret@leads.example/",
        "https://leads.example/#part",
        "https://leads.example:0/",
        "https://leads.example:65536/",
        "https://leads.example:/",
        "https://leads.example:80x/",
        "https://leads.example:-1/",
        "https://[::1/",
        "https://[]/",
        "https://[::1]80/",
        "https://[fe80::1%eth0]/",
        "https://le ads.example/",
        "https://leads.example/a b",
        "https://leads.example/a\r\nX-Evil: 1",
        "https://leads.example/\xc3\xa9",
        "https://le\\ads.example/",
        "https://" + std::string(254, 'a') + "/",
    };
    for (const auto& text : cases) EXPECT_FALSE(parse_url(text)) << text;
}

}  // namespace
}  // namespace pointsman::http
