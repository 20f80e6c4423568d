#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace pointsman::support {

// How a stub buyer answers one request.
struct stub_answer {
    enum class manner {
        answer,  // as HTTP says
        hang,    // says nothing for as long as the other side waits
        close,   // hangs up instead
        drip,    // one byte of the answer every 50 ms
        raw,     // `body` are all the bytes, then hangs up
    };
    manner how = manner::answer;
    int status = 200;
    std::string body{};
    std::chrono::milliseconds delay{0};
};

stub_answer bid(const std::string& price);
stub_answer accept_lead();
stub_answer reject_lead(const std::string& reason);
stub_answer after(std::chrono::milliseconds delay, stub_answer what);

struct seen_request {
    std::string path;
    std::string lead_id;  // the two from X-Offer-Id
    std::string order;
    std::string body;
    std::chrono::steady_clock::time_point at;
};

// All buyers of a test at one port of 127.0.0.1, told apart by their paths. A path that nobody
// scripted bids 20.00 when it ends in "/ping" and accepts otherwise. Any thread.
class stub_buyers {
public:
    using script = std::function<stub_answer(const seen_request&)>;

    stub_buyers();
    ~stub_buyers();
    stub_buyers(const stub_buyers&) = delete;
    stub_buyers& operator=(const stub_buyers&) = delete;

    std::uint16_t port() const { return port_; }

    void on(const std::string& path, stub_answer always);
    void on(const std::string& path, script each);  // called on the stubs' thread

    // In order of arrival; with `suffix`, only those whose path ends so.
    std::vector<seen_request> seen(const std::string& suffix = "") const;

private:
    boost::asio::awaitable<void> accept_all();
    boost::asio::awaitable<void> serve(boost::asio::ip::tcp::socket socket);
    stub_answer answer_to(seen_request request);

    boost::asio::io_context io_{1};
    boost::asio::ip::tcp::acceptor acceptor_;
    std::uint16_t port_ = 0;
    mutable std::mutex guard_;
    std::map<std::string, script> scripts_;
    std::vector<seen_request> seen_;
    std::thread thread_;
};

}  // namespace pointsman::support
