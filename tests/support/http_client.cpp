#include <support/http_client.hpp>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>

namespace pointsman::support {

namespace {

constexpr std::string_view head_end = "\r\n\r\n";

std::string lower(std::string_view text) {
    std::string made(text);
    std::ranges::transform(made, made.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    });
    return made;
}

std::size_t number(std::string_view digits) {
    std::size_t value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

http_answer parse_head(std::string_view head) {
    http_answer answer;
    answer.status =
        static_cast<int>(number(head.substr(std::min(head.find(' ') + 1, head.size()))));
    for (std::size_t at = head.find("\r\n"); at != std::string_view::npos;) {
        head.remove_prefix(at + 2);
        at = head.find("\r\n");
        const std::string_view line = head.substr(0, at);
        const std::size_t colon = line.find(": ");
        if (colon != std::string_view::npos)
            answer.headers[lower(line.substr(0, colon))] = line.substr(colon + 2);
    }
    return answer;
}

}  // namespace

http_connection::http_connection(std::uint16_t port, std::chrono::seconds bound) {
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const timeval limit{.tv_sec = bound.count(), .tv_usec = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(port);
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&where), sizeof where) == 0) return;
    ::close(socket_);
    throw std::runtime_error(fmt::format("nobody listens at 127.0.0.1:{}", port));
}

http_connection::~http_connection() {
    ::close(socket_);
}

bool http_connection::send(std::string_view bytes) const {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

bool http_connection::readable() const {
    pollfd one{.fd = socket_, .events = POLLIN, .revents = 0};
    return ::poll(&one, 1, 0) > 0;
}

bool http_connection::fill() {
    std::array<char, 16384> bytes;
    const ssize_t got = ::recv(socket_, bytes.data(), bytes.size(), 0);
    if (got <= 0) return false;
    received_.append(bytes.data(), static_cast<std::size_t>(got));
    return true;
}

std::optional<http_answer> http_connection::receive() {
    while (!received_.contains(head_end))
        if (!fill()) return std::nullopt;
    const std::size_t head_bytes = received_.find(head_end) + head_end.size();
    http_answer answer = parse_head(std::string_view(received_).substr(0, head_bytes));
    const std::size_t body_bytes = number(answer.headers["content-length"]);
    while (received_.size() < head_bytes + body_bytes)
        if (!fill()) return std::nullopt;
    answer.body = received_.substr(head_bytes, body_bytes);
    received_.erase(0, head_bytes + body_bytes);
    return answer;
}

std::string request_text(std::string_view method, std::string_view path,
                         const http_headers& headers, std::string_view body) {
    std::string text = fmt::format("{} {} HTTP/1.1\r\nHost: 127.0.0.1\r\n", method, path);
    for (const auto& [name, value] : headers) text += fmt::format("{}: {}\r\n", name, value);
    if (!body.empty()) text += fmt::format("Content-Length: {}\r\n", body.size());
    return text.append("\r\n").append(body);
}

std::optional<http_answer> exchange(std::uint16_t port, std::string_view request) {
    try {
        http_connection connection(port);
        connection.send(request);
        return connection.receive();
    } catch (const std::runtime_error&) {
        return std::nullopt;
    }
}

}  // namespace pointsman::support
