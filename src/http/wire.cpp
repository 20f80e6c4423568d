#include "wire.hpp"

#include <pointsman/base/clock.hpp>

#include <sys/socket.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <cerrno>

namespace pointsman::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr base::duration linger_time = std::chrono::seconds(2);
constexpr std::size_t linger_bytes = std::size_t{1024} * 1024;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

class plain_wire final : public wire {
public:
    explicit plain_wire(tcp::socket socket)
        : wire(socket.get_executor()), socket_(std::move(socket)) {}

    asio::awaitable<transfer> read_some(asio::mutable_buffer into) override {
        const auto [error, bytes] = co_await socket_.async_read_some(into, as_result);
        co_return transfer(error, bytes);
    }

    asio::awaitable<transfer> write(asio::const_buffer from) override {
        const auto [error, bytes] = co_await asio::async_write(socket_, from, as_result);
        co_return transfer(error, bytes);
    }

    asio::awaitable<error_code> handshake() override { co_return error_code(); }

    bool counts_written_bytes() const override { return true; }

protected:
    bool has_unread() override { return false; }

    tcp::socket& socket_layer() override { return socket_; }

    const tcp::socket& socket_layer() const override { return socket_; }

private:
    tcp::socket socket_;
};

class tls_wire final : public wire {
public:
    using tls_stream = asio::ssl::stream<tcp::socket>;

    tls_wire(tcp::socket socket, asio::ssl::context& context, tls_stream::handshake_type side)
        : wire(socket.get_executor()), stream_(std::move(socket), context), side_(side) {}

    bool expect_host(const std::string& host) {
        error_code is_name;
        asio::ip::make_address(host, is_name);
        if (is_name && SSL_set_tlsext_host_name(stream_.native_handle(), host.c_str()) != 1) {
            return false;
        }
        error_code failed;
        stream_.set_verify_mode(asio::ssl::verify_peer, failed);
        stream_.set_verify_callback(asio::ssl::host_name_verification(host), failed);
        return !failed;
    }

    asio::awaitable<transfer> read_some(asio::mutable_buffer into) override {
        const auto [error, bytes] = co_await stream_.async_read_some(into, as_result);
        co_return transfer(error, bytes);
    }

    asio::awaitable<transfer> write(asio::const_buffer from) override {
        const auto [error, bytes] = co_await asio::async_write(stream_, from, as_result);
        co_return transfer(error, bytes);
    }

    asio::awaitable<error_code> handshake() override {
        const auto [error] = co_await stream_.async_handshake(side_, as_result);
        co_return error;
    }

    bool counts_written_bytes() const override { return false; }

protected:
    // In whole records that were decrypted, and in those that Asio handed to OpenSSL but nobody
    // asked for.
    bool has_unread() override {
        auto* ssl = stream_.native_handle();
        return SSL_has_pending(ssl) == 1 || BIO_ctrl_pending(SSL_get_rbio(ssl)) > 0;
    }

    tcp::socket& socket_layer() override { return stream_.next_layer(); }

    const tcp::socket& socket_layer() const override { return stream_.next_layer(); }

private:
    tls_stream stream_;
    tls_stream::handshake_type side_;
};

}  // namespace

wire::wire(const asio::any_io_executor& executor) : alarm_(executor) {}

asio::awaitable<error_code> wire::connect(tcp::endpoint peer) {
    // Connecting opens the socket anew, which would undo the deadline's work.
    if (expired_) co_return asio::error::timed_out;
    auto& socket = socket_layer();
    const auto [error] = co_await socket.async_connect(peer, as_result);
    error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    co_return error;
}

void wire::expires_at(base::steady_time at) {
    deadline_ = at;
    if (!alarm_at_ || at < *alarm_at_) arm(at);
}

void wire::arm(base::steady_time at) {
    alarm_at_ = at;
    alarm_.expires_at(at);
    alarm_.async_wait([weak = weak_from_this()](error_code cancelled) {
        const auto self = weak.lock();
        if (self && !cancelled) self->ring();
    });
}

void wire::ring() {
    const auto now = steady_now();
    // A wait that had ended before the alarm was moved still comes here: the moved one is yet to
    // ring.
    if (alarm_at_ && now < *alarm_at_) return;
    alarm_at_.reset();
    if (!deadline_) return;
    if (now < *deadline_) return arm(*deadline_);
    expired_ = true;
    close();
}

void wire::close() {
    error_code ignored;
    socket_layer().close(ignored);
}

asio::awaitable<void> wire::close_gently() {
    auto& socket = socket_layer();
    error_code failed;
    socket.shutdown(tcp::socket::shutdown_send, failed);
    expires_at(steady_now() + linger_time);
    std::array<char, 2048> nowhere;
    for (std::size_t read = 0; !failed && read < linger_bytes;) {
        const auto [error, bytes] =
            co_await socket.async_read_some(asio::buffer(nowhere), as_result);
        failed = error;
        read += bytes;
    }
    close();
}

bool wire::is_quiet() {
    if (has_unread()) return false;
    char byte = 0;
    const auto got = ::recv(socket_layer().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

std::shared_ptr<wire> make_plain_wire(tcp::socket socket) {
    return std::make_shared<plain_wire>(std::move(socket));
}

std::shared_ptr<wire> make_tls_wire(tcp::socket socket, asio::ssl::context& identity) {
    return std::make_shared<tls_wire>(std::move(socket), identity, asio::ssl::stream_base::server);
}

std::shared_ptr<wire> make_tls_wire(tcp::socket socket, asio::ssl::context& trusted,
                                    const std::string& host) {
    auto made =
        std::make_shared<tls_wire>(std::move(socket), trusted, asio::ssl::stream_base::client);
    return made->expect_host(host) ? made : nullptr;
}

base::steady_time steady_now() {
    return base::system_clock().now().steady;
}

}  // namespace pointsman::http
