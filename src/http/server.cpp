#include "session.hpp"
#include "tls.hpp"

#include <pointsman/http/address_rules.hpp>
#include <pointsman/http/server.hpp>

#include <fmt/format.h>
#include <sys/socket.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <atomic>
#include <stdexcept>

namespace pointsman::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr auto accepted = asio::as_tuple(asio::use_awaitable);

// Out of file descriptors or memory: try again after this, instead of spinning.
constexpr base::duration accept_pause = std::chrono::milliseconds(100);

tcp::acceptor listen_at(asio::io_context& io, const plan::listener& where) {
    try {
        const tcp::endpoint endpoint(asio::ip::make_address(where.host), where.port);
        tcp::acceptor acceptor(io, endpoint.protocol());
        acceptor.set_option(tcp::acceptor::reuse_address(true));
        const int on = 1;
        ::setsockopt(acceptor.native_handle(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
        acceptor.bind(endpoint);
        acceptor.listen();
        return acceptor;
    } catch (const boost::system::system_error& error) {
        throw std::runtime_error(fmt::format("cannot listen on {}:{}: {}", where.host, where.port,
                                             error.code().message()));
    }
}

// Says 503 if that can be done at once; a peer over the limit gets no more of our time than this.
void turn_away(tcp::socket socket) {
    constexpr std::string_view busy =
        "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 1\r\n"
        "Content-Length: 0\r\n\r\n";
    error_code ignored;
    socket.non_blocking(true, ignored);
    socket.write_some(asio::buffer(busy), ignored);
    socket.shutdown(tcp::socket::shutdown_send, ignored);
}

}  // namespace

class server::listening : public std::enable_shared_from_this<listening> {
public:
    listening(asio::io_context& io, const plan::listener& where, service offered,
              std::shared_ptr<connection_counts> counts, std::shared_ptr<tls_identity> tls)
        : acceptor_(listen_at(io, where)),
          port_(acceptor_.local_endpoint().port()),
          service_(std::make_shared<service>(std::move(offered))),
          counts_(std::move(counts)),
          tls_(std::move(tls)) {}

    std::uint16_t port() const { return port_; }

    std::size_t connections() const { return connections_; }

    void start() {
        asio::co_spawn(acceptor_.get_executor(), accept_all(shared_from_this()), asio::detached);
    }

    void stop_accepting() {
        error_code ignored;
        acceptor_.close(ignored);
        service_->stopping = true;
        for (auto* each : service_->sessions) each->cut_if_idle();
    }

    void cut_all() {
        stop_accepting();
        for (auto* each : service_->sessions) each->cut();
    }

private:
    static asio::awaitable<void> accept_all(std::shared_ptr<listening> self) {
        asio::steady_timer pause(self->acceptor_.get_executor());
        while (self->acceptor_.is_open()) {
            auto [failed, socket] = co_await self->acceptor_.async_accept(accepted);
            if (!failed) {
                self->welcome(std::move(socket));
            } else if (failed != asio::error::operation_aborted) {
                self->service_->note("cannot accept a connection: " + failed.message());
                pause.expires_after(accept_pause);
                co_await pause.async_wait(accepted);
            }
        }
    }

    void welcome(tcp::socket socket) {
        error_code gone;
        const auto peer = socket.remote_endpoint(gone).address();
        if (gone) return;
        auto place = counts_->enter(peer);
        if (!place) return turn_away(std::move(socket));
        socket.set_option(tcp::no_delay(true), gone);
        auto connection = tls_ ? make_tls_wire(std::move(socket), tls_->context())
                               : make_plain_wire(std::move(socket));
        ++connections_;
        asio::co_spawn(acceptor_.get_executor(),
                       serve(shared_from_this(), std::move(connection), canonical(peer).to_string(),
                             std::move(place)),
                       asio::detached);
    }

    static asio::awaitable<void> serve(std::shared_ptr<listening> self,
                                       std::shared_ptr<wire> connection, std::string peer,
                                       std::unique_ptr<connection_counts::place>) {
        session one(self->service_, std::move(connection), std::move(peer));
        try {
            co_await one.run();
        } catch (const std::exception& error) {
            self->service_->note(fmt::format("a connection failed: {}", error.what()));
        }
        --self->connections_;
    }

    tcp::acceptor acceptor_;
    const std::uint16_t port_;
    std::shared_ptr<service> service_;
    std::shared_ptr<connection_counts> counts_;
    std::shared_ptr<tls_identity> tls_;
    std::atomic<std::size_t> connections_ = 0;
};

server::server(asio::io_context& io, const plan::listener& where, const plan::server_limits& limits,
               handler handle, std::shared_ptr<connection_counts> counts,
               std::shared_ptr<tls_identity> tls, log_sink log)
    : listening_(std::make_shared<listening>(
          io, where, service(limits, std::move(handle), std::move(log), false, {}),
          std::move(counts), std::move(tls))) {}

server::~server() {
    listening_->cut_all();
}

std::uint16_t server::port() const {
    return listening_->port();
}

void server::start() {
    listening_->start();
}

void server::stop_accepting() {
    listening_->stop_accepting();
}

std::size_t server::connections() const {
    return listening_->connections();
}

}  // namespace pointsman::http
