#pragma once

#include <pointsman/plan/settings.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

// What must hold of a request's head before a parser sees it. Beast 1.81 is lenient where two
// servers may read one request differently (RFC 9112, section 11.2): it takes several or no Host
// headers, Transfer-Encoding beside Content-Length, codings that it does not know, and joins folded
// lines.
namespace pointsman::http {

// The answer to a request that is not served; the connection is closed after it.
struct refusal {
    int status = 400;
    std::string detail;
};

// Follows a head while it arrives, looking at every byte once.
class head_scanner {
public:
    explicit head_scanner(const plan::server_limits& limits) : limits_(limits) {}

    // `received` is everything since the head's first byte. Refuses as soon as the head can no
    // longer become a good one, so that `GET /` without a version or a TLS greeting is answered at
    // once and not by a timeout.
    std::optional<refusal> scan(std::string_view received);

    // Where the request line begins: one empty line before it is skipped (RFC 9112, section 2.2).
    std::size_t begin() const { return begin_; }

    // Where the head ends, behind its empty line; 0 until it is complete.
    std::size_t end() const { return end_; }

private:
    std::optional<refusal> take_line(std::string_view line);

    const plan::server_limits& limits_;
    std::size_t looked_at_ = 0;
    std::size_t line_begin_ = 0;
    std::size_t headers_ = 0;
    bool request_line_seen_ = false;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

// The framing rules for a complete head that head_scanner found well-formed.
std::optional<refusal> check_framing(std::string_view head);

}  // namespace pointsman::http
