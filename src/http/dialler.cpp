#include "dialler.hpp"

#include "exchange.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace pointsman::http {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

using failed = base::failure<std::string>;

// A name's further addresses are not tried: each gets a share of the time.
constexpr std::size_t max_addresses_tried = 4;

addresses in_order_of_trial(addresses found, const std::optional<asio::ip::address>& first) {
    const auto known = first ? std::ranges::find(found, *first) : found.end();
    if (known != found.end()) std::rotate(found.begin(), known, known + 1);
    if (found.size() > max_addresses_tried) found.resize(max_addresses_tried);
    return found;
}

}  // namespace

struct dialler::pending_name {
    explicit pending_name(asio::io_context& io) : alarm(io) {}

    asio::steady_timer alarm;
    std::optional<resolution> answer;
};

dialler::dialler(asio::io_context& io, std::shared_ptr<address_book> book,
                 asio::ssl::context trusted)
    : io_(io),
      book_(std::move(book)),
      trusted_(std::move(trusted)),
      way_back_(std::make_shared<way_back>()) {
    way_back_->io = &io;
}

void dialler::hang_up() {
    const std::lock_guard lock(way_back_->mutex);
    way_back_->io = nullptr;
}

asio::awaitable<dialler::dialled> dialler::dial(const url& to, buyer_pool& pool,
                                                base::steady_time give_up_at) {
    auto found = co_await find(to.host, give_up_at);
    if (!found) co_return failed(std::move(found.error()));
    const auto candidates = in_order_of_trial(*std::move(found), pool.last_reached);
    pool.make_room();
    auto reached = co_await reach(candidates, to, pool, give_up_at);
    if (!reached) co_return reached;
    (*reached)->expires_at(give_up_at);
    const auto refused = co_await (*reached)->handshake();
    if (!refused) co_return reached;
    if ((*reached)->expired()) co_return failed(std::string(too_late));
    co_return failed("TLS: " + refused.message());
}

asio::awaitable<resolution> dialler::find(const std::string& host, base::steady_time give_up_at) {
    auto known = book_->known(host);
    if (known) co_return *std::move(known);
    const auto pending = std::make_shared<pending_name>(io_);
    pending->alarm.expires_at(give_up_at);
    const std::weak_ptr<pending_name> asker = pending;
    auto deliver = [back = way_back_, asker](resolution answer) {
        const std::lock_guard lock(back->mutex);
        if (!back->io) return;
        asio::post(*back->io, [asker, answer = std::move(answer)]() mutable {
            const auto waiting = asker.lock();
            if (!waiting) return;
            waiting->answer = std::move(answer);
            waiting->alarm.cancel();
        });
    };
    book_->resolve(host, std::move(deliver));
    co_await pending->alarm.async_wait(asio::as_tuple(asio::use_awaitable));
    if (pending->answer) co_return *std::move(pending->answer);
    co_return failed(std::string(too_late));
}

// Tries one address after the other, each with an equal share of the time that is left.
asio::awaitable<dialler::dialled> dialler::reach(const addresses& at, const url& to,
                                                 buyer_pool& pool, base::steady_time give_up_at) {
    std::string what;
    for (auto left = at.size(); left > 0; --left) {
        const auto now = steady_now();
        if (now >= give_up_at) co_return failed(std::string(too_late));
        auto connection = make_wire(to);
        if (!connection) co_return failed("TLS: the host name is refused");
        const auto& address = at[at.size() - left];
        connection->expires_at(now + (give_up_at - now) / static_cast<int>(left));
        const auto refused = co_await connection->connect(tcp::endpoint(address, to.port));
        if (!refused && !connection->expired()) {
            pool.last_reached = address;
            co_return connection;
        }
        what = connection->expired() ? std::string(too_late) : refused.message();
    }
    co_return failed(std::move(what));
}

std::shared_ptr<wire> dialler::make_wire(const url& to) {
    tcp::socket socket(io_);
    if (to.tls) return make_tls_wire(std::move(socket), trusted_, to.host);
    return make_plain_wire(std::move(socket));
}

}  // namespace pointsman::http
