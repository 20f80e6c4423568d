#include "request_text.hpp"

#include "header_rules.hpp"

#include <fmt/format.h>
#include <boost/beast/core/string.hpp>

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>

namespace pointsman::http {

namespace {

using failed = base::failure<std::string>;
using boost::beast::iequals;

constexpr std::array<std::string_view, 7> headers_of_the_line = {
    "Host", "Content-Length", "Transfer-Encoding", "Connection", "Expect", "Upgrade", "TE"};

bool belongs_to_the_line(std::string_view name) {
    return std::ranges::any_of(headers_of_the_line,
                               [name](std::string_view own) { return iequals(own, name); });
}

void add_unless_given(std::string& text, const protocol::request& asked, std::string_view name,
                      std::string_view value) {
    const bool given = std::ranges::any_of(
        asked.headers, [name](const auto& header) { return iequals(header.first, name); });
    if (!given) fmt::format_to(std::back_inserter(text), "{}: {}\r\n", name, value);
}

}  // namespace

base::result<std::string, std::string> to_text(const protocol::request& asked, const url& to) {
    if (!is_safe_header("Content-Type", asked.content_type)) {
        return failed("the content type holds a control byte");
    }
    std::string text;
    text.reserve(512 + asked.body.size());
    const auto add = std::back_inserter(text);
    fmt::format_to(add, "POST {} HTTP/1.1\r\nHost: {}\r\nContent-Length: {}\r\n", to.target,
                   to.authority, asked.body.size());
    add_unless_given(text, asked, "Content-Type", asked.content_type);
    add_unless_given(text, asked, "Accept-Encoding", "identity");
    add_unless_given(text, asked, "User-Agent", "pointsman");
    for (const auto& [name, value] : asked.headers) {
        if (!is_safe_header(name, value)) {
            return failed("a header is not a token, a colon and a text without control bytes");
        }
        if (belongs_to_the_line(name)) {
            return failed(fmt::format("the header {} may not be set", name));
        }
        fmt::format_to(add, "{}: {}\r\n", name, value);
    }
    text += "\r\n";
    text += asked.body;
    return text;
}

}  // namespace pointsman::http
