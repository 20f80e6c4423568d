#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

// The other side of a connection, byte by byte, over blocking sockets on 127.0.0.1. A read that
// takes longer than patience_s ends as if the peer had closed: generous, so that time decides no
// test.
namespace pointsman::http::testing {

inline constexpr int patience_s = 20;

class connection {
public:
    explicit connection(int socket);
    ~connection();
    connection(connection&& other) noexcept;
    connection& operator=(connection&&) = delete;

    void send(std::string_view bytes);

    // Up to and including `end`; what there is if the peer closes first.
    std::string read_until(std::string_view end);

    // A head and as much body as its Content-Length says.
    std::string read_message();

    // Everything up to the peer's end; "(reset)" is appended if that is a reset.
    std::string read_all();

    void end_sending();
    void end();    // both ways, and wakes whoever reads; any thread
    void reset();  // close so that the peer gets a RST

    int native_handle() const { return socket_; }

private:
    bool read_more();

    std::atomic<int> socket_;
    std::string unread_;
    bool was_reset_ = false;
};

// A client from the address given, which may be any of 127.0.0.0/8.
connection connect_to(std::uint16_t port, const std::string& from = "127.0.0.1");

// A buyer that treats its first connection as the first script says, the second as the second does,
// and so on, all at the same time. Further connections are refused.
class scripted_peer {
public:
    using script = std::function<void(connection&)>;

    explicit scripted_peer(std::vector<script> scripts);
    ~scripted_peer();  // ends all connections and waits for the scripts
    scripted_peer(const scripted_peer&) = delete;
    scripted_peer& operator=(const scripted_peer&) = delete;

    std::uint16_t port() const { return port_; }

    std::string url(std::string_view target = "/") const;

private:
    void accept_one(const script& what);

    int listener_;
    std::uint16_t port_;
    std::vector<script> scripts_;
    std::mutex mutex_;
    bool over_ = false;
    std::deque<connection> connections_;
    std::vector<std::thread> running_;
    std::thread acceptor_;
};

}  // namespace pointsman::http::testing
