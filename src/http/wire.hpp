#pragma once

#include <pointsman/base/time.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

namespace pointsman::http {

// A connection, with or without TLS, whose operations end at a deadline. Both the server and the
// buyer line speak through it, so that Asio's and Beast's templates meet in few places. One
// operation at a time; one thread.
class wire : public std::enable_shared_from_this<wire> {
public:
    struct transfer {
        boost::system::error_code error;
        std::size_t bytes = 0;
    };

    explicit wire(const boost::asio::any_io_executor& executor);
    virtual ~wire() = default;
    wire(const wire&) = delete;
    wire& operator=(const wire&) = delete;

    virtual boost::asio::awaitable<transfer> read_some(boost::asio::mutable_buffer into) = 0;

    // Everything, or an error and the bytes that certainly went to the kernel.
    virtual boost::asio::awaitable<transfer> write(boost::asio::const_buffer from) = 0;

    // Nothing to do without TLS.
    virtual boost::asio::awaitable<boost::system::error_code> handshake() = 0;

    // Whether a failed write that reports no bytes proves that the peer got none. Not so with TLS,
    // which writes records.
    virtual bool counts_written_bytes() const = 0;

    boost::asio::awaitable<boost::system::error_code> connect(boost::asio::ip::tcp::endpoint peer);

    // Closes the connection at that time whatever goes on then; replaces the deadline set before.
    void expires_at(base::steady_time at);

    void never_expires() { deadline_.reset(); }

    bool expired() const { return expired_; }

    // Ends a pending operation with an error.
    void close();

    // Says that no more will be sent and reads to nowhere until the peer closes too, for a short
    // while. Closing with unread bytes would make the kernel reset the connection, and the peer
    // lose an answer that it has not read yet. Without TLS's close_notify: an HTTP message tells
    // its own length.
    boost::asio::awaitable<void> close_gently();

    bool is_open() const { return socket_layer().is_open(); }

    // True while the peer has neither closed nor sent anything that nobody asked for. Never blocks.
    bool is_quiet();

protected:
    // Bytes that were read from the socket and not asked for yet.
    virtual bool has_unread() = 0;
    virtual boost::asio::ip::tcp::socket& socket_layer() = 0;
    virtual const boost::asio::ip::tcp::socket& socket_layer() const = 0;

private:
    void arm(base::steady_time at);
    void ring();

    // The alarm is only moved when the deadline comes nearer; one that rings too early is set
    // again. On a busy connection, whose deadlines move on with each request, that costs next to
    // nothing.
    boost::asio::steady_timer alarm_;
    std::optional<base::steady_time> alarm_at_;
    std::optional<base::steady_time> deadline_;
    bool expired_ = false;
};

std::shared_ptr<wire> make_plain_wire(boost::asio::ip::tcp::socket socket);

// The server's side of TLS.
std::shared_ptr<wire> make_tls_wire(boost::asio::ip::tcp::socket socket,
                                    boost::asio::ssl::context& identity);

// The client's side: sends the name (SNI) unless it is an address, and verifies the certificate
// against it. Null if OpenSSL refuses the name.
std::shared_ptr<wire> make_tls_wire(boost::asio::ip::tcp::socket socket,
                                    boost::asio::ssl::context& trusted, const std::string& host);

// The system clock's steady part, which deadlines are made of.
base::steady_time steady_now();

}  // namespace pointsman::http
