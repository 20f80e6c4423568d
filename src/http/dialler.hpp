#pragma once

#include "buyer_pool.hpp"
#include "url.hpp"
#include "wire.hpp"

#include <pointsman/base/result.hpp>
#include <pointsman/http/address_book.hpp>

#include <boost/asio/io_context.hpp>

#include <memory>
#include <mutex>
#include <string>

namespace pointsman::http {

// Finds and connects to buyers for one I/O thread.
class dialler {
public:
    dialler(boost::asio::io_context& io, std::shared_ptr<address_book> book,
            boost::asio::ssl::context trusted);

    // From here on nothing reaches the io_context from the book's threads, so it may be destroyed.
    void hang_up();

    using dialled = base::result<std::shared_ptr<wire>, std::string>;

    // A fresh connection, with TLS agreed upon if the URL says so and `give_up_at` as its deadline.
    boost::asio::awaitable<dialled> dial(const url& to, buyer_pool& pool,
                                         base::steady_time give_up_at);

private:
    // From the book's threads to ours.
    struct way_back {
        std::mutex mutex;
        boost::asio::io_context* io = nullptr;
    };

    struct pending_name;

    boost::asio::awaitable<resolution> find(const std::string& host, base::steady_time give_up_at);
    boost::asio::awaitable<dialled> reach(const addresses& at, const url& to, buyer_pool& pool,
                                          base::steady_time give_up_at);
    std::shared_ptr<wire> make_wire(const url& to);

    boost::asio::io_context& io_;
    std::shared_ptr<address_book> book_;
    boost::asio::ssl::context trusted_;
    std::shared_ptr<way_back> way_back_;
};

}  // namespace pointsman::http
