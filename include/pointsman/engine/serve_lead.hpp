#pragma once

#include <pointsman/base/clock.hpp>
#include <pointsman/base/crypto.hpp>
#include <pointsman/base/ids.hpp>
#include <pointsman/base/strict_json.hpp>
#include <pointsman/duplicate/claims.hpp>
#include <pointsman/engine/history.hpp>
#include <pointsman/engine/lookup.hpp>
#include <pointsman/engine/observer.hpp>
#include <pointsman/engine/override_board.hpp>
#include <pointsman/engine/ports.hpp>
#include <pointsman/engine/requests_in_flight.hpp>
#include <pointsman/engine/served.hpp>
#include <pointsman/engine/unknown_posts.hpp>
#include <pointsman/plan/plan.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <atomic>
#include <cstddef>
#include <string>

namespace pointsman::engine {

// What one I/O thread lends to the leads it serves. Everything outlives every lead; store, past,
// history, requests, claims, unknown posts, overrides and `in_flight` are shared by all threads.
struct services {
    boost::asio::any_io_executor executor;
    const base::clock& clock;
    base::uuid_source& ids;
    engine::store& store;
    engine::buyer_line& buyers;
    engine::timers& timers;
    engine::observer& observer;
    engine::lookup& past;
    engine::history& history;
    engine::requests_in_flight& requests;
    duplicate::claims& claims;
    engine::unknown_posts& unknown_posts;
    engine::override_board& overrides;
    base::secret_key master_key;
    base::json_limits json;
    std::atomic<std::size_t>& in_flight;
    std::size_t in_flight_max;
    std::size_t unknown_posts_max;  // as many posts of unknown answer stop new leads
};

// POST /v1/direct: checks the submission, walks it through its tree and answers at the lead's
// deadline at the latest. A copy of an earlier request is answered as that one was, or is. The lead
// goes on without its seller where it must: a walk in progress is finished and written down even if
// nobody waits for the answer any more. Never throws for what a seller sent.
boost::asio::awaitable<served> serve_direct(services& with, plan::snapshot_pointer plan,
                                            const plan::seller& from, std::string body,
                                            std::string idempotency_key);

}  // namespace pointsman::engine
