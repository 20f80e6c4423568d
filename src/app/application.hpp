#pragma once

#include "configuration.hpp"
#include "io_thread.hpp"
#include "metrics.hpp"
#include "recovery.hpp"
#include "stored_leads.hpp"
#include "stored_posts.hpp"

#include <pointsman/base/clock.hpp>
#include <pointsman/duplicate/claims.hpp>
#include <pointsman/engine/follow_ups.hpp>
#include <pointsman/engine/override_board.hpp>
#include <pointsman/engine/requests_in_flight.hpp>
#include <pointsman/engine/resales.hpp>
#include <pointsman/engine/unknown_posts.hpp>
#include <pointsman/http/admin_api.hpp>
#include <pointsman/http/office_api.hpp>
#include <pointsman/http/override_api.hpp>
#include <pointsman/http/unknown_api.hpp>
#include <pointsman/http/void_api.hpp>
#include <pointsman/postgres/back_office.hpp>
#include <pointsman/postgres/history.hpp>
#include <pointsman/postgres/store.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace pointsman::app {

// The composition root: builds everything in the order in which it depends on each other, owns it,
// and takes it down the other way round. The constructor throws std::runtime_error with a message
// for people when the server cannot start.
class application {
public:
    application(std::filesystem::path folder, yaml::loaded configuration,
                std::unique_ptr<cap::book> counters, std::unique_ptr<postgres::store> store);
    ~application();

    // Serves until SIGTERM or SIGINT, then stops gracefully. True when every lead in flight was
    // finished.
    bool run();

private:
    using reloaded = base::result<std::string, std::string>;

    readings read_now() const;
    void listen_to_signals();
    void begin_stop();
    void wait_until_quiet();
    void take_over();
    void put_up_overrides();
    void make_threads();
    void settle_what_is_due();
    void resell(engine::returned_lead what, std::function<void(engine::resale_end)> done);
    reloaded reload();
    void reload_aside(std::function<void(reloaded)> done);

    std::filesystem::path folder_;
    plan::settings settings_;
    std::unique_ptr<cap::book> counters_;
    plan::snapshot_pointer plan_;  // the main thread's; each I/O thread has a pointer of its own
    plan::snapshot_pointer latest_plan_;  // the same, for the thread that reloads
    base::system_clock clock_;
    base::uuid_source ids_;
    std::atomic<std::size_t> leads_in_flight_ = 0;
    std::atomic<bool> stopping_ = false;
    bool drained_ = true;
    metrics metrics_;
    std::unique_ptr<postgres::store> store_;
    std::unique_ptr<stored_leads> past_;
    std::unique_ptr<stored_posts> archive_;
    std::unique_ptr<postgres::history> history_;
    engine::requests_in_flight requests_;
    duplicate::claims claims_;
    engine::unknown_posts unknown_;
    engine::override_board overrides_;
    recovery recovery_;
    std::unique_ptr<postgres::back_office> office_;
    shared_parts parts_;
    std::vector<std::unique_ptr<io_thread>> io_threads_;
    boost::asio::io_context io_{1};  // the main thread's: signals and the admin listener
    std::unique_ptr<engine::timers> timers_;
    std::unique_ptr<engine::buyer_line> buyers_;  // for follow-ups, which so cost no lead anything
    engine::follow_ups follow_ups_;
    engine::resales resales_;
    std::size_t resales_begun_ = 0;
    http::unknown_api unknown_api_;
    http::void_api void_api_;
    http::office_api office_api_;
    http::override_api override_api_;
    http::admin_api admin_api_;
    http::server admin_server_;
    boost::asio::signal_set signals_;
    boost::asio::steady_timer quiet_check_;
    boost::asio::steady_timer settle_check_;
    base::steady_time stop_by_;
    boost::asio::thread_pool reloading_{1};
};

}  // namespace pointsman::app
