#pragma once

#include <pointsman/engine/ports.hpp>
#include <pointsman/http/address_book.hpp>
#include <pointsman/plan/settings.hpp>

#include <boost/asio/io_context.hpp>

#include <memory>

namespace pointsman::http {

// HTTP/1.1 to buyers, with a pool of kept-alive connections per scheme, host and port: a buyer that
// does not answer takes no connection and no place in a queue from another one. One line per I/O
// thread.
//
// - At most connections_per_buyer calls at a time; calls_waiting_per_buyer more wait, in order;
// beyond that a call fails
//   as unsent.
// - A ping may take an idle connection. Should that turn out to be closed before a byte of the
// reply, it is repeated once
//   on a fresh one.
// - A post takes an idle connection only within post_reuse_idle, and is never repeated once a byte
// may have left.
// - Exactly one reply is taken. Redirects are not followed. Encoded or oversized replies are
// failures.
// - https: certificate chain and host name are verified, TLS 1.2 at least.
//
// The line belongs to the thread that runs `io` and must be destroyed before it; calls still open
// then are dropped without `done`. Throws std::runtime_error when buyer_ca_file cannot be read.
std::unique_ptr<engine::buyer_line> make_buyer_line(boost::asio::io_context& io,
                                                    const plan::settings& settings,
                                                    std::shared_ptr<address_book> book);

}  // namespace pointsman::http
