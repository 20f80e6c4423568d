#pragma once

#include <pointsman/base/clock.hpp>
#include <pointsman/base/time.hpp>
#include <pointsman/engine/history.hpp>

#include <cstddef>
#include <memory>
#include <string>

namespace pointsman::postgres {

struct history_settings {
    std::string url;
    std::size_t queue = 4096;     // questions waiting; more are answered with a failure at once
    std::size_t questions = 256;  // asked together, at most
    base::duration stall = std::chrono::seconds(2);  // journal_stall: an answer may take this long
    base::duration connect_timeout = std::chrono::seconds(2);
    base::duration first_delay =
        std::chrono::milliseconds(20);  // between tries to reconnect; doubled, with jitter,
    base::duration longest_delay = std::chrono::seconds(1);  // up to this
};

// The engine's history in PostgreSQL. One thread with a connection of its own; what gathered while
// it asked is asked together next, as the journal's writer does with its records. libpqxx blocks,
// so a second thread watches the first: after `stall` it fails the questions and cuts the
// connection. While there is no connection questions fail at once and the first thread tries to
// make one. The callbacks are called on these threads, or within find. They must not block or
// throw.
class history final : public engine::history {
public:
    // Connects on its own thread; available() is true until that fails. `clock` outlives it.
    history(const history_settings& how, const base::clock& clock);
    history(const history&) = delete;
    history& operator=(const history&) = delete;

    // Fails the questions still waiting.
    ~history() override;

    void find(engine::history_question what, std::function<void(found)> done) override;
    bool available() const override;

private:
    class worker;
    std::unique_ptr<worker> worker_;
};

}  // namespace pointsman::postgres
