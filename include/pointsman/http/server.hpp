#pragma once

#include <pointsman/http/connection_counts.hpp>
#include <pointsman/http/message.hpp>
#include <pointsman/plan/settings.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

namespace pointsman::http {

// Answers one request, on the thread of the server's io_context. What it throws is logged and
// answered with 500.
using handler = std::function<boost::asio::awaitable<response>(request)>;

// One line of text; called on the server's thread.
using log_sink = std::function<void(std::string_view)>;

// Certificate and key of a listener; may be shared by all threads.
class tls_identity;

// TLS 1.2 and 1.3 only. Throws std::runtime_error that names the file that cannot be used.
std::shared_ptr<tls_identity> load_tls_identity(const plan::tls_files& files);

// One listener on one io_context that is run by one thread. Every I/O thread has a server of its
// own on the same port: the kernel spreads the connections over them (SO_REUSEPORT).
//
// Requests of a connection are served one after another (pipelined ones wait). A request that is
// malformed, ambiguous in its framing or beyond a limit never reaches the handler: it is answered
// with problem+json and the connection is closed.
//
// Unless said otherwise, call everything on the io_context's thread, or while no thread runs it.
class server {
public:
    // Binds at once. Throws std::runtime_error naming address and reason when it cannot. `tls` may
    // be null, `log` empty. `io` must outlive the server; the limits on connections are those of
    // `counts`.
    server(boost::asio::io_context& io, const plan::listener& where,
           const plan::server_limits& limits, handler handle,
           std::shared_ptr<connection_counts> counts, std::shared_ptr<tls_identity> tls = nullptr,
           log_sink log = {});

    // Cuts every connection that is left.
    ~server();
    server(const server&) = delete;
    server& operator=(const server&) = delete;

    // The port that is listened on, also when the listener said 0. Any thread.
    std::uint16_t port() const;

    void start();

    // Takes no more connections, closes those that wait for a request and lets requests in progress
    // finish; their answers say "Connection: close". Wait for connections() == 0, for as long as
    // stop_time, before destroying.
    void stop_accepting();

    // Open connections of this server. Any thread.
    std::size_t connections() const;

private:
    class listening;
    std::shared_ptr<listening> listening_;
};

}  // namespace pointsman::http
