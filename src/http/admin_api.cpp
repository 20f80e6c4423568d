#include <pointsman/http/admin_api.hpp>

#include "routing.hpp"

#include <pointsman/base/clock.hpp>
#include <pointsman/base/ids.hpp>
#include <pointsman/engine/asio_timers.hpp>
#include <pointsman/engine/await_callback.hpp>

#include <utility>
#include <variant>

namespace pointsman::http {
namespace {

namespace asio = boost::asio;

constexpr std::string_view timelines_path = "/v1/admin/leads/";
constexpr std::string_view reload_path = "/v1/admin/reload";

// Operators hear 503 rather than wait for a database that hangs.
constexpr base::duration timeline_limit = std::chrono::seconds(10);
constexpr base::duration reload_limit = std::chrono::seconds(60);

base::steady_time from_now(base::duration limit) {
    return base::system_clock().now().steady + limit;
}

response json(int status, std::string body) {
    return {status, "application/json", std::move(body), {}};
}

response text(int status, std::string body) {
    return {status, "text/plain; charset=utf-8", std::move(body), {}};
}

}  // namespace

admin_api::admin_api(asio::any_io_executor executor, std::vector<base::digest> keys,
                     engine::lookup& past, admin_operations operations, admin_parts parts)
    : executor_(std::move(executor)),
      timers_(engine::make_asio_timers(executor_)),
      keys_(std::move(keys)),
      past_(past),
      operations_(std::move(operations)),
      parts_(parts) {}

asio::awaitable<response> admin_api::handle(request asked) {
    const bool is_read = asked.method == "GET";
    if (asked.path == "/healthz") co_return is_read ? text(200, "ok\n") : wrong_method("GET");
    if (asked.path == "/readyz") {
        if (!is_read) co_return wrong_method("GET");
        co_return operations_.ready() ? text(200, "ready\n") : text(503, "not ready\n");
    }
    if (asked.path == "/metrics") {
        if (!is_read) co_return wrong_method("GET");
        co_return response{200, "text/plain; version=0.0.4", operations_.metrics(), {}};
    }
    co_return co_await with_key(std::move(asked));
}

asio::awaitable<response> admin_api::with_key(request asked) {
    if (!knows_key(asked)) co_return wrong_key();
    if (asked.path == reload_path) {
        if (asked.method != "POST") co_return wrong_method("POST");
        co_return co_await reload();
    }
    if (asked.path.starts_with(timelines_path)) {
        if (asked.method != "GET") co_return wrong_method("GET");
        co_return co_await timeline(asked.path.substr(timelines_path.size()));
    }
    if (parts_.unknown != nullptr && unknown_api::knows(asked))
        co_return co_await parts_.unknown->handle(std::move(asked));
    if (parts_.office != nullptr && office_api::takes(asked.path))
        co_return co_await parts_.office->handle(std::move(asked));
    if (parts_.voids != nullptr && void_api::takes(asked.path))
        co_return co_await parts_.voids->handle(std::move(asked));
    if (parts_.overrides != nullptr && override_api::takes(asked.path))
        co_return co_await parts_.overrides->handle(std::move(asked));
    co_return make_problem(404,
                           "operators call GET /healthz, /readyz, /metrics, "
                           "/v1/admin/leads/{lead_id}, /v1/admin/unknown, /v1/admin/void, "
                           "/v1/admin/returns, "
                           "/v1/admin/statements, /v1/admin/overrides and POST /v1/admin/reload, "
                           "/v1/admin/unknown/{offer_id}, /v1/admin/returns/{lead_id}, "
                           "/v1/admin/deposits, /v1/admin/erasures, /v1/admin/overrides, "
                           "/v1/admin/overrides/{id}/end");
}

asio::awaitable<response> admin_api::timeline(std::string lead_id) {
    const auto id = base::parse_uuid(lead_id);
    if (!id) co_return make_problem(404, "a lead id is a UUID");
    const auto begin = [&](std::function<void(engine::looked_up)> done) {
        past_.find_timeline(base::lead_id{*id}, std::move(done));
    };
    engine::looked_up found = co_await engine::await_callback_until<engine::looked_up>(
        executor_, *timers_, from_now(timeline_limit),
        engine::failed_lookup{"the database does not answer"}, begin);
    if (auto* ended = std::get_if<engine::ended_lead>(&found))
        co_return json(200, std::move(ended->body));
    if (const auto* failed = std::get_if<engine::failed_lookup>(&found))
        co_return make_problem(503, failed->what);
    co_return make_problem(404, "no lead has this id");
}

asio::awaitable<response> admin_api::reload() {
    using reloaded = base::result<std::string, std::string>;
    const reloaded too_slow = base::failure<std::string>(
        R"({"reloaded":false,"problems":["the reload is still going on: see the log"]})");
    const auto result = co_await engine::await_callback_until<reloaded>(
        executor_, *timers_, from_now(reload_limit), too_slow, operations_.reload);
    if (result) co_return json(200, *result);
    co_return json(422, result.error());
}

bool admin_api::knows_key(const request& asked) const {
    const base::digest given = base::sha256(api_key(asked));
    bool known = false;
    for (const base::digest& key : keys_) known |= base::equal_in_constant_time(given, key);
    return known;
}

}  // namespace pointsman::http
