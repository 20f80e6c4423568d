#pragma once

#include <pointsman/base/clock.hpp>
#include <pointsman/base/ids.hpp>
#include <pointsman/engine/back_office.hpp>
#include <pointsman/engine/history.hpp>
#include <pointsman/engine/lookup.hpp>
#include <pointsman/engine/observer.hpp>
#include <pointsman/engine/ports.hpp>
#include <pointsman/engine/post_archive.hpp>
#include <pointsman/engine/requests_in_flight.hpp>
#include <pointsman/engine/resale.hpp>
#include <pointsman/engine/serve_lead.hpp>
#include <pointsman/engine/unknown_posts.hpp>
#include <pointsman/http/address_book.hpp>
#include <pointsman/http/buyer_api.hpp>
#include <pointsman/http/connection_counts.hpp>
#include <pointsman/http/seller_api.hpp>
#include <pointsman/http/server.hpp>
#include <pointsman/http/webhook_api.hpp>
#include <pointsman/plan/plan.hpp>
#include <pointsman/plan/settings.hpp>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <thread>

namespace pointsman::app {

// What all I/O threads share. Everything outlives them.
struct shared_parts {
    const plan::settings& settings;
    const base::clock& clock;
    base::uuid_source& ids;
    engine::store& store;
    engine::lookup& past;
    engine::back_office& office;
    cap::book& counters;
    engine::observer& observer;
    engine::history& history;
    engine::requests_in_flight& requests;
    duplicate::claims& claims;
    engine::unknown_posts& unknown;
    engine::post_archive& archive;
    engine::override_board& overrides;
    std::function<void()> look_for_resales;  // any thread
    std::atomic<std::size_t>& leads_in_flight;
    std::shared_ptr<http::address_book> addresses;
    std::shared_ptr<http::connection_counts> connections;
    std::shared_ptr<http::tls_identity> tls;  // may be null
};

// One thread with its own event loop, sellers' connections, buyers' connections and plan pointer. A
// lead lives and dies on one of them, so nothing on a lead's way needs a lock.
class io_thread {
public:
    // Binds `where` at once; throws std::runtime_error when it cannot. Serves nothing before start.
    io_thread(const shared_parts& parts, const plan::listener& where, plan::snapshot_pointer plan);
    ~io_thread();
    io_thread(const io_thread&) = delete;
    io_thread& operator=(const io_thread&) = delete;

    void start();

    std::uint16_t port() const { return server_.port(); }

    // New leads walk with this plan; those under way keep theirs. Any thread.
    void use_plan(plan::snapshot_pointer plan);

    // Sells a returned lead again, by the plan of then. Any thread; `done` is called on this one.
    void resell(engine::returned_lead what, std::function<void(engine::resale_end)> done);

    // Takes no more connections and lets requests in progress finish. Any thread.
    void stop_accepting();

    std::size_t connections() const { return server_.connections(); }

    // Ends the thread, whatever is still going on.
    void stop();

private:
    boost::asio::awaitable<http::response> route(http::request asked);

    boost::asio::io_context io_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
    std::unique_ptr<engine::timers> timers_;
    std::unique_ptr<engine::buyer_line> buyers_;
    plan::snapshot_pointer plan_;  // only ever touched on this thread once it runs
    engine::services services_;
    http::seller_api sellers_;
    http::buyer_api buyers_returns_;
    http::webhook_api webhooks_;
    http::server server_;
    std::thread thread_;
};

}  // namespace pointsman::app
