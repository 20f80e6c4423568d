#include "response_text.hpp"

#include "header_rules.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <boost/beast/core/string.hpp>

#include <iterator>

namespace pointsman::http {

namespace {

// RFC 9110, sections 6.4.1 and 8.6: these have no body, and no length of one.
bool may_have_body(int status) {
    return status >= 200 && status != 204 && status != 304;
}

bool is_servers_own(std::string_view name) {
    using boost::beast::iequals;
    return iequals(name, "Content-Length") || iequals(name, "Transfer-Encoding") ||
           iequals(name, "Connection") || iequals(name, "Content-Type") || iequals(name, "Date");
}

}  // namespace

std::optional<std::string> to_text(const response& answer, const response_style& style) {
    std::string text;
    text.reserve(256 + answer.body.size());
    const auto add = std::back_inserter(text);
    fmt::format_to(add, "HTTP/1.1 {} {}\r\nDate: {}\r\nConnection: {}\r\n", answer.status,
                   reason_phrase(answer.status), style.date,
                   style.keep_alive ? "keep-alive" : "close");
    if (may_have_body(answer.status)) {
        if (!is_safe_header("Content-Type", answer.content_type)) return std::nullopt;
        fmt::format_to(add, "Content-Type: {}\r\nContent-Length: {}\r\n", answer.content_type,
                       answer.body.size());
    }
    for (const auto& [name, value] : answer.headers) {
        if (!is_safe_header(name, value) || is_servers_own(name)) return std::nullopt;
        fmt::format_to(add, "{}: {}\r\n", name, value);
    }
    text += "\r\n";
    if (may_have_body(answer.status) && !style.to_head_request) text += answer.body;
    return text;
}

std::string http_date(base::wall_time at) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
    return fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", fmt::gmtime(std::time_t{seconds}));
}

}  // namespace pointsman::http
