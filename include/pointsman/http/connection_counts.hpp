#pragma once

#include <boost/asio/ip/address.hpp>

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace pointsman::http {

// How many connections one listener has, in total and per address, over all its threads. An IPv6
// peer counts by its /64, which is what one customer is given. Any thread.
class connection_counts : public std::enable_shared_from_this<connection_counts> {
public:
    // Gives its place back when destroyed.
    class place {
    public:
        place(std::shared_ptr<connection_counts> counts, std::string key);
        ~place();
        place(const place&) = delete;
        place& operator=(const place&) = delete;

    private:
        std::shared_ptr<connection_counts> counts_;
        std::string key_;
    };

    connection_counts(std::size_t limit, std::size_t limit_per_address);

    // Null when the listener or this address has as many connections as it may.
    std::unique_ptr<place> enter(const boost::asio::ip::address& peer);

    std::size_t total() const;

private:
    void leave(const std::string& key);

    const std::size_t limit_;
    const std::size_t limit_per_address_;
    mutable std::mutex mutex_;
    std::size_t total_ = 0;
    std::unordered_map<std::string, std::size_t> per_address_;
};

}  // namespace pointsman::http
