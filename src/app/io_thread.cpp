#include "io_thread.hpp"

#include "logging.hpp"

#include <pointsman/engine/asio_timers.hpp>
#include <pointsman/http/buyer_line.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

#include <exception>
#include <utility>

namespace pointsman::app {

io_thread::io_thread(const shared_parts& parts, const plan::listener& where,
                     plan::snapshot_pointer plan)
    : work_(boost::asio::make_work_guard(io_)),
      timers_(engine::make_asio_timers(io_.get_executor())),
      buyers_(http::make_buyer_line(io_, parts.settings, parts.addresses)),
      plan_(std::move(plan)),
      services_{io_.get_executor(),
                parts.clock,
                parts.ids,
                parts.store,
                *buyers_,
                *timers_,
                parts.observer,
                parts.past,
                parts.history,
                parts.requests,
                parts.claims,
                parts.unknown,
                parts.overrides,
                parts.settings.personal_data_key,
                parts.settings.limits.json,
                parts.leads_in_flight,
                parts.settings.limits.leads_in_flight,
                parts.settings.limits.unknown_posts},
      sellers_(services_, [this] { return plan_; }),
      buyers_returns_(services_, parts.office, parts.counters, parts.look_for_resales,
                      [this] { return plan_; }),
      webhooks_(services_, parts.archive, [this] { return plan_; }),
      server_(
          io_, where, parts.settings.limits,
          [this](http::request asked) { return route(std::move(asked)); }, parts.connections,
          parts.tls,
          [](std::string_view line) {
              log(log_level::warning, "seller_connection", {{"what", line}});
          }) {}

io_thread::~io_thread() {
    stop();
}

boost::asio::awaitable<http::response> io_thread::route(http::request asked) {
    if (http::buyer_api::takes(asked.path)) return buyers_returns_.handle(std::move(asked));
    if (http::webhook_api::takes(asked.path)) return webhooks_.handle(std::move(asked));
    return sellers_.handle(std::move(asked));
}

void io_thread::start() {
    server_.start();
    thread_ = std::thread([this] { io_.run(); });
}

void io_thread::use_plan(plan::snapshot_pointer plan) {
    boost::asio::post(io_, [this, plan = std::move(plan)]() mutable { plan_ = std::move(plan); });
}

void io_thread::resell(engine::returned_lead what, std::function<void(engine::resale_end)> done) {
    boost::asio::post(io_, [this, what = std::move(what), done = std::move(done)]() mutable {
        const base::lead_id lead = what.sale.lead;
        boost::asio::co_spawn(io_, engine::serve_resale(services_, plan_, std::move(what)),
                              [this, lead, done = std::move(done)](const std::exception_ptr& failed,
                                                                   engine::resale_end how) {
                                  if (!failed) return done(how);
                                  services_.observer.trouble(lead,
                                                             "an error while it was sold again");
                                  done(engine::resale_end::failed);
                              });
    });
}

void io_thread::stop_accepting() {
    boost::asio::post(io_, [this] { server_.stop_accepting(); });
}

void io_thread::stop() {
    io_.stop();
    if (thread_.joinable()) thread_.join();
}

}  // namespace pointsman::app
