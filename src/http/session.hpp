#pragma once

#include "request_reader.hpp"

#include <pointsman/http/server.hpp>

#include <memory>
#include <string>
#include <unordered_set>

namespace pointsman::http {

class session;

// What the sessions of one server share. One thread.
struct service {
    plan::server_limits limits;
    handler handle;
    log_sink log;
    bool stopping = false;
    std::unordered_set<session*> sessions;

    void note(std::string_view line) const {
        if (log) log(line);
    }
};

// One connection from its first byte to its last.
class session {
public:
    session(std::shared_ptr<service> belongs_to, std::shared_ptr<wire> connection,
            std::string peer);
    ~session();
    session(const session&) = delete;
    session& operator=(const session&) = delete;

    // Serves requests until the connection ends.
    boost::asio::awaitable<void> run();

    void cut() { wire_->close(); }

    void cut_if_idle();

private:
    boost::asio::awaitable<bool> shake_hands();
    boost::asio::awaitable<bool> serve_one();
    boost::asio::awaitable<response> answer(request asked);
    boost::asio::awaitable<bool> send(response answer, bool keep_alive, bool to_head_request);

    std::shared_ptr<service> service_;
    std::shared_ptr<wire> wire_;
    std::string peer_;
    request_reader reader_;
    bool idle_ = false;
};

}  // namespace pointsman::http
