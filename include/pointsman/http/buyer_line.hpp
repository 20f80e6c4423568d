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
// - At most connections_per_buyer calls at a time; calls_waiting_per_buyer more wait, in order and
//   until their leave_by; beyond that a call fails as unsent. A call past its answer_by only
//   listens for a late reply, and gives its connection up to a call that waits.
// - A ping may take an idle connection, a post one that was idle for less than post_reuse_idle;
// both
//   only if it is seen open. A request is never repeated once a byte of it may have left.
// - Exactly one reply is taken. Redirects are not followed. Encoded or oversized replies are
//   failures.
// - https: certificate chain and host name are verified, TLS 1.2 at least.
//
// The line belongs to the thread that runs `io` and must be destroyed before it; calls still open
// then are dropped without `done`. Throws std::runtime_error when buyer_ca_file cannot be read.
std::unique_ptr<engine::buyer_line> make_buyer_line(boost::asio::io_context& io,
                                                    const plan::settings& settings,
                                                    std::shared_ptr<address_book> book);

}  // namespace pointsman::http
