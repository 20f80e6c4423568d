#include "socket_peer.hpp"

#include <pointsman/base/text.hpp>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <stdexcept>

namespace pointsman::http::testing {

namespace {

sockaddr_in loopback(const std::string& address, std::uint16_t port) {
    sockaddr_in endpoint{};
    endpoint.sin_family = AF_INET;
    endpoint.sin_port = htons(port);
    ::inet_pton(AF_INET, address.c_str(), &endpoint.sin_addr);
    return endpoint;
}

const sockaddr* generic(const sockaddr_in& endpoint) {
    return static_cast<const sockaddr*>(static_cast<const void*>(&endpoint));
}

void require(bool good, const char* what) {
    if (!good) throw std::runtime_error(what);
}

std::size_t content_length(std::string_view head) {
    const auto lower = base::to_lower(head);
    constexpr std::string_view name = "content-length: ";
    const auto at = lower.find(name);
    std::size_t length = 0;
    if (at == std::string::npos) return 0;
    std::from_chars(lower.data() + at + name.size(), lower.data() + lower.size(), length);
    return length;
}

}  // namespace

connection::connection(int socket) : socket_(socket) {
    const timeval patience{patience_s, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
}

connection::~connection() {
    if (socket_ >= 0) ::close(socket_);
}

connection::connection(connection&& other) noexcept
    : socket_(other.socket_.exchange(-1)), unread_(std::move(other.unread_)) {}

void connection::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return;  // the peer has closed, which some tests provoke
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

bool connection::read_more() {
    char buffer[4096];
    const auto got = ::recv(socket_, buffer, sizeof buffer, 0);
    if (got > 0) unread_.append(buffer, static_cast<std::size_t>(got));
    was_reset_ = got < 0 && errno == ECONNRESET;
    return got > 0;
}

std::string connection::read_until(std::string_view end) {
    auto found = unread_.find(end);
    while (found == std::string::npos && read_more()) found = unread_.find(end);
    const auto size = found == std::string::npos ? unread_.size() : found + end.size();
    auto taken = unread_.substr(0, size);
    unread_.erase(0, size);
    return taken;
}

std::string connection::read_message() {
    auto message = read_until("\r\n\r\n");
    const auto body = content_length(message);
    while (unread_.size() < body && read_more()) {
    }
    message += unread_.substr(0, body);
    unread_.erase(0, body);
    return message;
}

std::string connection::read_all() {
    while (read_more()) {
    }
    auto all = std::exchange(unread_, {});
    return was_reset_ ? all + "(reset)" : all;
}

void connection::end_sending() {
    ::shutdown(socket_, SHUT_WR);
}

void connection::end() {
    ::shutdown(socket_, SHUT_RDWR);
}

void connection::reset() {
    const linger at_once{1, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    ::close(socket_.exchange(-1));
}

connection connect_to(std::uint16_t port, const std::string& from) {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    connection made(socket);
    const auto source = loopback(from, 0);
    const auto target = loopback("127.0.0.1", port);
    require(::bind(socket, generic(source), sizeof source) == 0, "bind");
    require(::connect(socket, generic(target), sizeof target) == 0, "connect");
    return made;
}

scripted_peer::scripted_peer(std::vector<script> scripts)
    : listener_(::socket(AF_INET, SOCK_STREAM, 0)), scripts_(std::move(scripts)) {
    auto endpoint = loopback("127.0.0.1", 0);
    socklen_t size = sizeof endpoint;
    require(::bind(listener_, generic(endpoint), size) == 0, "bind");
    require(::listen(listener_, 64) == 0, "listen");
    ::getsockname(listener_, static_cast<sockaddr*>(static_cast<void*>(&endpoint)), &size);
    port_ = ntohs(endpoint.sin_port);
    acceptor_ = std::thread([this] {
        for (const auto& each : scripts_) accept_one(each);
        ::shutdown(listener_, SHUT_RDWR);
    });
}

void scripted_peer::accept_one(const script& what) {
    const int socket = ::accept(listener_, nullptr, nullptr);
    if (socket < 0) return;
    const std::lock_guard lock(mutex_);
    auto& with = connections_.emplace_back(socket);
    if (over_) return;
    running_.emplace_back([&what, &with] {
        what(with);
        with.end();
    });
}

scripted_peer::~scripted_peer() {
    ::shutdown(listener_, SHUT_RDWR);
    {
        const std::lock_guard lock(mutex_);
        over_ = true;
        for (auto& each : connections_) each.end();
    }
    acceptor_.join();
    for (auto& each : running_) each.join();
    ::close(listener_);
}

std::string scripted_peer::url(std::string_view target) const {
    return "http://127.0.0.1:" + std::to_string(port_) + std::string(target);
}

}  // namespace pointsman::http::testing
