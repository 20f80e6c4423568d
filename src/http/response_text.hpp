#pragma once

#include <pointsman/base/time.hpp>
#include <pointsman/http/message.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace pointsman::http {

struct response_style {
    bool keep_alive = false;
    bool to_head_request = false;  // Content-Length is told but the body left out
    std::string_view date;         // from http_date
};

// The bytes of an HTTP/1.1 response; nothing if a header would break its framing or repeat one of
// the server's own.
std::optional<std::string> to_text(const response& answer, const response_style& style);

// "Sun, 06 Nov 1994 08:49:37 GMT" (IMF-fixdate, RFC 9110, section 5.6.7).
std::string http_date(base::wall_time at);

}  // namespace pointsman::http
