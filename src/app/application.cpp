#include "application.hpp"

#include "logging.hpp"
#include "restored_caps.hpp"

#include <pointsman/base/text.hpp>
#include <pointsman/engine/asio_timers.hpp>
#include <pointsman/http/buyer_line.hpp>
#include <pointsman/postgres/overrides.hpp>
#include <pointsman/postgres/plans.hpp>

#include <boost/asio/post.hpp>

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <stdexcept>
#include <thread>
#include <utility>

namespace pointsman::app {
namespace {

constexpr base::duration quiet_check_interval = std::chrono::milliseconds(50);
constexpr base::duration settle_check_interval = std::chrono::seconds(1);
constexpr std::chrono::seconds kill_grace{5};

// One core is left to PostgreSQL and the journal's thread.
std::size_t thread_count(const plan::settings& settings) {
    if (settings.threads > 0) return settings.threads;
    return std::max(2U, std::thread::hardware_concurrency()) - 1;
}

std::shared_ptr<http::tls_identity> load_identity(const plan::listener& listener) {
    return listener.tls ? http::load_tls_identity(*listener.tls) : nullptr;
}

// Paths in the configuration are relative to its folder; the rest of the program knows no folder.
plan::settings with_full_paths(plan::settings settings, const std::filesystem::path& folder) {
    const auto complete = [&](std::string& path) {
        if (!path.empty()) path = (folder / path).string();
    };
    for (plan::listener* one : {&settings.sellers, &settings.admin}) {
        if (!one->tls) continue;
        complete(one->tls->certificate);
        complete(one->tls->key);
    }
    complete(settings.buyer_ca_file);
    return settings;
}

nlohmann::json to_json(const std::vector<yaml::problem>& problems) {
    nlohmann::json all = nlohmann::json::array();
    for (const yaml::problem& one : problems) all.push_back(yaml::to_text(one));
    return all;
}

std::string summary_of(const plan::snapshot& plan) {
    return nlohmann::json{{"plan", base::to_hex(plan.hash)}, {"verticals", plan.verticals.size()},
                          {"sellers", plan.sellers.size()},  {"trees", plan.trees.size()},
                          {"buyers", plan.buyers.size()},    {"orders", plan.orders.size()}}
        .dump();
}

base::failure<std::string> refuse_reload(const nlohmann::json& problems) {
    log(log_level::error, "reload_refused", {{"problems", problems}});
    return base::failure(nlohmann::json{{"reloaded", false}, {"problems", problems}}.dump());
}

postgres::back_office_settings office_settings(const plan::settings& settings,
                                               const postgres::store& store) {
    postgres::back_office_settings how;
    how.url = settings.database_url;
    how.epoch = store.epoch();
    how.master_key = settings.personal_data_key;
    return how;
}

std::vector<balance_reading> read_balances(const plan::snapshot& plan) {
    constexpr double micros = 1'000'000;
    std::vector<balance_reading> balances;
    for (const plan::buyer& buyer : plan.buyers) {
        if (!buyer.account.balance) continue;
        const cap::balance::state now = buyer.account.balance->now();
        balances.push_back({buyer.name, buyer.currency,
                            static_cast<double>(now.balance_micros) / micros,
                            static_cast<double>(now.reserved_micros) / micros});
    }
    return balances;
}

}  // namespace

application::application(std::filesystem::path folder, yaml::loaded configuration,
                         std::unique_ptr<cap::book> counters,
                         std::unique_ptr<postgres::store> store)
    : folder_(std::move(folder)),
      settings_(with_full_paths(std::move(configuration.settings), folder_)),
      counters_(std::move(counters)),
      plan_(std::move(configuration.plan)),
      latest_plan_(plan_),
      ids_(base::random_seed()),
      store_(std::move(store)),
      past_(std::make_unique<stored_leads>(settings_.database_url, settings_.personal_data_key)),
      archive_(std::make_unique<stored_posts>(settings_.database_url, settings_.personal_data_key)),
      history_(std::make_unique<postgres::history>(
          postgres::history_settings{.url = settings_.database_url,
                                     .queue = settings_.limits.leads_in_flight,
                                     .stall = settings_.limits.journal_stall},
          clock_)),
      claims_(duplicate::claims::default_most_leads + settings_.limits.leads_in_flight),
      unknown_(*store_, metrics_, settings_.limits.unknown_posts_per_buyer),
      overrides_(*counters_),
      recovery_({settings_.database_url,
                 {postgres::settings_of(settings_).node, store_->epoch()},
                 clock_.now().wall,
                 *store_,
                 unknown_,
                 *counters_,
                 settings_.personal_data_key,
                 clock_,
                 [this] { resales_.look_soon(); }}),
      office_(std::make_unique<postgres::back_office>(office_settings(settings_, *store_), clock_)),
      parts_{settings_,
             clock_,
             ids_,
             *store_,
             *past_,
             *office_,
             *counters_,
             metrics_,
             *history_,
             requests_,
             claims_,
             unknown_,
             *archive_,
             overrides_,
             [this] { resales_.look_soon(); },
             leads_in_flight_,
             std::make_shared<http::address_book>(settings_),
             std::make_shared<http::connection_counts>(settings_.limits.connections,
                                                       settings_.limits.connections_per_address),
             load_identity(settings_.sellers)},
      timers_(engine::make_asio_timers(io_.get_executor())),
      buyers_(http::make_buyer_line(io_, settings_, parts_.addresses)),
      follow_ups_({.executor = io_.get_executor(),
                   .clock = clock_,
                   .store = *store_,
                   .buyers = *buyers_,
                   .timers = *timers_,
                   .observer = metrics_,
                   .unknown = unknown_,
                   .archive = *archive_,
                   .plan = [this] { return plan_; },
                   .per_buyer = settings_.limits.follow_ups_per_buyer}),
      resales_({.executor = io_.get_executor(),
                .clock = clock_,
                .timers = *timers_,
                .observer = metrics_,
                .archive = *archive_,
                .serve = [this](engine::returned_lead what,
                                auto done) { resell(std::move(what), std::move(done)); }}),
      unknown_api_(io_.get_executor(), unknown_, clock_),
      void_api_(io_.get_executor(), *archive_, [this] { return plan_; }),
      office_api_(
          io_.get_executor(), *office_, *counters_, parts_.look_for_resales,
          [this] { return plan_; }, settings_.limits.json),
      override_api_(
          io_.get_executor(), *office_, overrides_, ids_, clock_, [this] { return plan_; },
          settings_.limits.json),
      admin_api_(io_.get_executor(), settings_.admin_keys, *past_,
                 {[this] { return !stopping_ && store_->available() && history_->available(); },
                  [this] { return metrics_.text(read_now()); },
                  [this](auto done) { reload_aside(std::move(done)); }},
                 {.unknown = &unknown_api_,
                  .office = &office_api_,
                  .voids = &void_api_,
                  .overrides = &override_api_}),
      admin_server_(
          io_, settings_.admin, settings_.limits,
          [this](http::request asked) { return admin_api_.handle(std::move(asked)); },
          std::make_shared<http::connection_counts>(settings_.limits.connections,
                                                    settings_.limits.connections_per_address),
          load_identity(settings_.admin),
          [](std::string_view line) {
              log(log_level::warning, "admin_connection", {{"what", line}});
          }),
      signals_(io_, SIGTERM, SIGINT, SIGHUP),
      quiet_check_(io_),
      settle_check_(io_) {
    try {
        put_up_overrides();
        take_over();
        make_threads();
    } catch (...) {
        // What was taken over may be on its way to the store, which would tell of it later than its
        // listeners live.
        store_->stop(base::duration::zero());
        throw;
    }
}

void application::make_threads() {
    // A port of 0 is any free one: the first thread finds it, the others share it.
    plan::listener where = settings_.sellers;
    for (std::size_t i = 0; i < thread_count(settings_); ++i) {
        io_threads_.push_back(std::make_unique<io_thread>(parts_, where, plan_));
        where.port = io_threads_.back()->port();
    }
}

void application::put_up_overrides() {
    const base::wall_time now = clock_.now().wall;
    const auto standing = postgres::load_overrides(settings_.database_url, now);
    if (!standing) throw std::runtime_error("the overrides cannot be read: " + standing.error());
    overrides_.put_up(*standing, now);
}

void application::take_over() {
    if (const auto taken = recovery_.take_over(plan_); !taken)
        throw std::runtime_error("what an earlier run left cannot be read: " + taken.error());
}

// Whatever posts to an event loop ends before the loops do.
application::~application() {
    store_->stop(base::duration::zero());
    requests_.drop();
    past_.reset();
    archive_.reset();
    history_.reset();
    office_.reset();
}

bool application::run() {
    listen_to_signals();
    for (const auto& thread : io_threads_) thread->start();
    admin_server_.start();
    recovery_.start();
    follow_ups_.look_for_untold();
    resales_.look_soon();
    settle_what_is_due();
    log(log_level::info, "serving",
        {{"sellers_port", io_threads_.front()->port()},
         {"admin_port", admin_server_.port()},
         {"threads", io_threads_.size()},
         {"epoch", store_->epoch()},
         {"plan", base::to_hex(plan_->hash)}});
    io_.run();

    recovery_.stop();
    // Leads are finished or out of time: what they wrote is flushed before the threads that wait
    // for it end.
    store_->stop(base::deadline(stop_by_).time_left(clock_.now().steady));
    for (const auto& thread : io_threads_) thread->stop();
    reloading_.join();
    log(log_level::info, "stopped",
        {{"drained", drained_}, {"leads_in_flight", leads_in_flight_.load()}});
    return drained_;
}

void application::listen_to_signals() {
    signals_.async_wait([this](const boost::system::error_code& failed, int number) {
        if (failed) return;
        if (number == SIGHUP)
            reload_aside([](const reloaded&) {});
        else if (!stopping_)
            begin_stop();
        else
            stop_by_ = clock_.now().steady;  // asked twice: no more patience
        listen_to_signals();
    });
}

// Two steps: nothing new is taken while what is under way finishes, bounded by stop_time; then
// everything ends.
void application::begin_stop() {
    log(log_level::info, "stopping", {{"leads_in_flight", leads_in_flight_.load()}});
    stopping_ = true;
    resales_.stop();
    stop_by_ = clock_.now().steady + settings_.limits.stop_time;
    // A thread that waits for a database which hangs cannot be ended: past its limit the stop is a
    // kill, which loses nothing that anybody was told of.
    const auto limit = std::chrono::ceil<std::chrono::seconds>(settings_.limits.stop_time);
    ::alarm(static_cast<unsigned>((limit + kill_grace).count()));
    for (const auto& thread : io_threads_) thread->stop_accepting();
    wait_until_quiet();
}

void application::wait_until_quiet() {
    const bool busy =
        leads_in_flight_ > 0 || std::ranges::any_of(io_threads_, [](const auto& thread) {
            return thread->connections() > 0;
        });
    const bool late = clock_.now().steady >= stop_by_;
    if (!busy || late) {
        drained_ = leads_in_flight_ == 0;
        io_.stop();
        return;
    }
    quiet_check_.expires_after(quiet_check_interval);
    quiet_check_.async_wait([this](const boost::system::error_code&) { wait_until_quiet(); });
}

// On one thread after the other.
void application::resell(engine::returned_lead what, std::function<void(engine::resale_end)> done) {
    io_thread& next = *io_threads_[resales_begun_++ % io_threads_.size()];
    next.resell(std::move(what), std::move(done));
}

void application::settle_what_is_due() {
    unknown_.settle_due(clock_.now().wall);
    settle_check_.expires_after(settle_check_interval);
    settle_check_.async_wait([this](const boost::system::error_code& failed) {
        if (!failed) settle_what_is_due();
    });
}

void application::reload_aside(std::function<void(reloaded)> done) {
    boost::asio::post(reloading_, [this, done = std::move(done)] { done(reload()); });
}

// Whole or not at all: the new plan is compiled and stored before any thread sees it.
application::reloaded application::reload() {
    auto loaded = load_folder(folder_, *counters_, yaml::purpose::serve);
    if (!loaded) return refuse_reload(to_json(loaded.error()));
    const auto saved =
        postgres::save_plan(settings_.database_url, loaded->plan->hash, loaded->plan->files);
    if (!saved) return refuse_reload({saved.error()});
    const std::string& url = settings_.database_url;
    if (const auto restored =
            restore_caps(*loaded->plan, latest_plan_.get(), url, clock_.now().wall);
        !restored)
        return refuse_reload({restored.error()});
    latest_plan_ = loaded->plan;
    for (const auto& thread : io_threads_) thread->use_plan(loaded->plan);
    boost::asio::post(io_, [this, plan = loaded->plan] {
        plan_ = plan;
        follow_ups_.plan_changed();
    });
    log(log_level::info, "reloaded", {{"plan", base::to_hex(loaded->plan->hash)}});
    return summary_of(*loaded->plan);
}

readings application::read_now() const {
    const postgres::store_counters journal = store_->counters();
    readings now;
    now.leads_in_flight = leads_in_flight_;
    now.journal_queued = journal.queued;
    now.journal_oldest_s = std::chrono::duration<double>(journal.oldest_age).count();
    now.journal_available = store_->available();
    now.commits = static_cast<double>(journal.commits);
    const engine::unknown_posts::totals unknown = unknown_.count();
    now.unknown_posts = unknown.posts;
    if (unknown.oldest)
        now.unknown_oldest_s =
            std::chrono::duration<double>(clock_.now().wall - *unknown.oldest).count();
    now.records_durable = static_cast<double>(journal.durable);
    now.balances = read_balances(*plan_);
    return now;
}

}  // namespace pointsman::app
