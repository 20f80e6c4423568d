#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

// What goes over HTTP, as plain values: no parser's and no socket's types.
namespace pointsman::http {

using header_list = std::vector<std::pair<std::string, std::string>>;

// The value of the first header of that name (ASCII case does not matter), "" if there is none.
std::string_view find_header(const header_list& headers, std::string_view name);

// A complete request whose framing was checked. The bytes of path, query and header values are as
// they came: nothing is percent-decoded and the body may hold anything.
struct request {
    std::string method;  // as sent: methods are case-sensitive
    std::string path;    // begins with "/"
    std::string query;   // what follows the first "?", without it
    header_list headers;
    std::string body;          // chunks joined, trailers dropped
    std::string peer_address;  // "192.0.2.1", "2001:db8::1"; IPv4-mapped IPv6 is given as IPv4

    std::string_view header(std::string_view name) const { return find_header(headers, name); }
};

// The server adds Date, Content-Length and Connection. A header that holds a control byte turns the
// response into a 500.
struct response {
    int status = 200;
    std::string content_type = "application/json";
    std::string body;
    header_list headers;
};

// "Not Found" for 404; "Unknown" for a status that RFC 9110 and its registry do not name.
std::string_view reason_phrase(int status);

// application/problem+json (RFC 9457) with type, title, status and, unless empty, detail. Bytes of
// `detail` that are not UTF-8 are replaced.
response make_problem(int status, std::string_view detail);

}  // namespace pointsman::http
