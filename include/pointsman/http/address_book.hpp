#pragma once

#include <pointsman/base/clock.hpp>
#include <pointsman/base/result.hpp>
#include <pointsman/base/time.hpp>
#include <pointsman/plan/settings.hpp>

#include <boost/asio/ip/address.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace pointsman::http {

using addresses = std::vector<boost::asio::ip::address>;

// The addresses of a name in the order of preference (never empty), or why there are none.
using resolution = base::result<addresses, std::string>;

// Asks for a name and may block for seconds. Called on the book's own threads, several at a time.
using name_resolver = std::function<resolution(const std::string& name)>;

// getaddrinfo: /etc/hosts, then DNS.
name_resolver system_resolver();

// Buyers' addresses, looked up away from the I/O threads and shared by all of them. Every address
// of a name is checked (address_rules.hpp); one that is refused refuses the name. Callers connect
// to the very addresses that they are given, so a name cannot change between the check and the use.
// Any thread.
//
// A resolution is used for `ttl` and refreshed in the background from half of that on while it is
// in use. When a refresh fails, what is known is used on, for max_stale at most.
class address_book {
public:
    static constexpr std::size_t max_names = 4096;      // the name unused for longest makes room
    static constexpr std::size_t resolver_threads = 4;  // a slow name must not delay the others
    static constexpr base::duration max_stale = std::chrono::hours(1);
    // A name that failed is not asked sooner.
    static constexpr base::duration retry_after = std::chrono::seconds(1);

    // `clock` must outlive the book.
    address_book(std::vector<plan::network> private_networks, base::duration ttl,
                 name_resolver resolve, const base::clock& clock);

    // With the settings' networks and ttl, getaddrinfo and the system's clock.
    explicit address_book(const plan::settings& settings);

    // Waits for look-ups that are on their way; their callers are not told any more.
    ~address_book();
    address_book(const address_book&) = delete;
    address_book& operator=(const address_book&) = delete;

    // What is known now, without waiting. Literal addresses are always known.
    std::optional<resolution> known(const std::string& host);

    // As `known`, or asks. `done` is called exactly once, within this call or on one of the book's
    // threads; not at all if the book is destroyed first. It must not throw.
    void resolve(const std::string& host, std::function<void(resolution)> done);

private:
    class state;
    std::unique_ptr<state> state_;
};

}  // namespace pointsman::http
