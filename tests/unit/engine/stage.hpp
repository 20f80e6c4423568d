#pragma once

#include "support/memory_history.hpp"
#include "support/memory_store.hpp"
#include "support/scripted_buyers.hpp"
#include "support/virtual_time.hpp"

#include <pointsman/engine/serve_lead.hpp>

#include <gtest/gtest.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <nlohmann/json.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace pointsman::engine {

using namespace std::chrono_literals;
using nlohmann::json;

class quiet_observer final : public observer {
public:
    void lead_answered(intake::status, std::string_view, base::duration elapsed) override {
        ++answered;
        answered_after = elapsed;
    }

    void request_refused(int status) override { refused_with = status; }

    void attempt_ended(std::string_view, protocol::phase, std::string_view result,
                       base::duration) override {
        results.emplace_back(result);
    }

    void candidate_ended(std::string_view, std::string_view) override {}

    void resale_ended(std::string_view result) override { resales.emplace_back(result); }

    void trouble(const base::lead_id&, const std::string& what) override {
        troubles.push_back(what);
    }

    int answered = 0;
    base::duration answered_after{};
    int refused_with = 0;
    std::vector<std::string> results;
    std::vector<std::string> resales;
    std::vector<std::string> troubles;
};

// One auction tier over buyers `a`, `b`, `c`: bids by ping, posts, and everything a lead needs to
// be served without a socket, a database or a second of real time.
class stage {
public:
    stage();

    static std::string lead_body();
    served serve(const std::string& body = lead_body(), base::duration limit = 30s,
                 const std::string& key = {});  // each its own unless given
    // Begins a request and lets it run: the answer is there once time has passed.
    std::shared_ptr<std::optional<served>> send(const std::string& body, const std::string& key);

    json serve_json();

    // The reason of an order in the only outcome.
    std::string reason_of(const std::string& order) const;
    journal::outcome outcome() const;
    void let_pass(base::duration time);

    plan::order& order(const std::string& name);

    boost::asio::io_context io{1};
    support::virtual_time time{io};
    support::memory_store store{time};
    support::memory_history history{store};
    support::scripted_buyers buyers{time};
    quiet_observer seen;
    std::shared_ptr<plan::snapshot> plan;
    cap::book counters;
    base::uuid_source ids{7};
    requests_in_flight requests;
    duplicate::claims claims;
    engine::unknown_posts unknown{store, seen};
    override_board board{counters};
    std::atomic<std::size_t> in_flight = 0;
    services with;
    int requests_sent = 0;
};

}  // namespace pointsman::engine
