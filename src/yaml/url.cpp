#include "url.hpp"

#include "address.hpp"

#include <pointsman/base/text.hpp>

#include <algorithm>
#include <string>

namespace pointsman::yaml {

namespace {

bool is_host_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

bool is_port(std::string_view text) {
    const auto port = base::parse_integer(text);
    return port && *port >= 1 && *port <= largest_port;
}

// "host", "host:port", "[v6]" or "[v6]:port".
std::string_view authority_problem(std::string_view authority) {
    std::string_view after_host;
    if (authority.starts_with('[')) {
        const std::size_t end = authority.find(']');
        constexpr std::string_view v6_letters = "0123456789abcdefABCDEF:.";
        if (end == std::string_view::npos || end == 1 ||
            authority.substr(1, end - 1).find_first_not_of(v6_letters) != std::string_view::npos)
            return "the URL's IPv6 address is not understood";
        after_host = authority.substr(end + 1);
    } else {
        const std::size_t end = std::min(authority.find(':'), authority.size());
        const std::string host = base::to_lower(authority.substr(0, end));
        if (host.empty()) return "the URL has no host";
        if (!std::ranges::all_of(host, is_host_letter))
            return "the URL's host holds a character that no host has";
        after_host = authority.substr(end);
    }
    if (!after_host.empty() && (after_host.front() != ':' || !is_port(after_host.substr(1))))
        return "the URL's port is not from 1 to 65535";
    return {};
}

}  // namespace

std::string_view url_problem(std::string_view url) {
    if (url.size() > max_url_bytes) return "the URL is longer than 2048 bytes";
    if (!std::ranges::all_of(url, [](char c) { return c > ' ' && c < '\x7f'; }))
        return "a URL holds only visible ASCII characters, no blanks";
    constexpr std::string_view separator = "://";
    const std::size_t scheme_end = url.find(separator);
    const std::string scheme = base::to_lower(url.substr(0, scheme_end));
    if (scheme_end == std::string_view::npos || (scheme != "http" && scheme != "https"))
        return "a URL begins with http:// or https://";
    if (url.contains('#')) return "a URL of a buyer has no fragment (#...)";
    const std::string_view rest = url.substr(scheme_end + separator.size());
    const std::string_view authority = rest.substr(0, rest.find_first_of("/?"));
    if (authority.contains('@'))
        return "a URL holds no user name or password; send them in headers";
    return authority_problem(authority);
}

}  // namespace pointsman::yaml
