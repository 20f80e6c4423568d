#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace pointsman::support {

struct http_answer {
    int status = 0;
    std::map<std::string, std::string> headers;  // names in lower case
    std::string body;
};

// One connection to 127.0.0.1 that sends whatever bytes it is told to, and waits for each read and
// write no longer than its bound.
class http_connection {
public:
    // Throws std::runtime_error when nobody listens.
    explicit http_connection(std::uint16_t port,
                             std::chrono::seconds bound = std::chrono::seconds(20));
    ~http_connection();
    http_connection(const http_connection&) = delete;
    http_connection& operator=(const http_connection&) = delete;

    // False once the other side takes no more, or not within the bound.
    bool send(std::string_view bytes) const;

    // Whether something, be it the end, can be read now.
    bool readable() const;

    // The next answer, which must have a Content-Length; nothing when the connection ended or the
    // bound passed before it was complete.
    std::optional<http_answer> receive();

private:
    bool fill();

    int socket_ = -1;
    std::string received_;
};

using http_headers = std::map<std::string, std::string>;

// Host and, with a body, Content-Length are added.
std::string request_text(std::string_view method, std::string_view path,
                         const http_headers& headers, std::string_view body = {});

// Over a connection of its own. Nothing when there is no complete answer or nobody listens.
std::optional<http_answer> exchange(std::uint16_t port, std::string_view request);

}  // namespace pointsman::support
