#include <pointsman/http/seller_api.hpp>

#include "routing.hpp"

#include <pointsman/base/text.hpp>
#include <pointsman/engine/await_callback.hpp>
#include <pointsman/intake/submission.hpp>

#include <string>
#include <utility>

namespace pointsman::http {
namespace {

namespace asio = boost::asio;

constexpr std::string_view direct_path = "/v1/direct";
constexpr std::string_view leads_path = "/v1/leads/";

// A seller that polls hears 503 rather than wait for a database that hangs.
constexpr base::duration lookup_limit = std::chrono::seconds(2);

response to_response(engine::served served) {
    response made;
    made.status = served.http_status;
    made.body = std::move(served.body);
    if (served.http_status >= 400) made.content_type = "application/problem+json";
    if (served.retry_after_s)
        made.headers.emplace_back("Retry-After", std::to_string(*served.retry_after_s));
    return made;
}

}  // namespace

seller_api::seller_api(engine::services& with, current_plan plan)
    : with_(with), plan_(std::move(plan)) {}

asio::awaitable<response> seller_api::handle(request asked) {
    const bool is_direct = asked.path == direct_path;
    const bool is_lead = asked.path.starts_with(leads_path);
    if (!is_direct && !is_lead)
        co_return make_problem(
            404,
            "sellers call POST /v1/direct and GET /v1/leads/{lead_id}, buyers POST /v1/returns");
    if (asked.method != (is_direct ? "POST" : "GET"))
        co_return wrong_method(is_direct ? "POST" : "GET");
    plan::snapshot_pointer plan = plan_();
    const plan::seller* from = plan->seller_with_key(api_key(asked));
    if (from == nullptr) {
        with_.observer.request_refused(401);
        co_return wrong_key();
    }
    if (is_direct) co_return co_await direct(std::move(asked), std::move(plan), *from);
    co_return co_await find_lead(std::move(asked), std::move(plan), *from);
}

asio::awaitable<response> seller_api::direct(request asked, plan::snapshot_pointer plan,
                                             const plan::seller& from) {
    if (!is_json(asked))
        co_return make_problem(415, "send the lead as Content-Type: application/json");
    const std::string_view key = asked.header("idempotency-key");
    if (key.size() > intake::max_idempotency_key_bytes || !base::is_clean_utf8(key))
        co_return make_problem(400, "Idempotency-Key must be UTF-8 text of at most 128 bytes");
    std::string idempotency_key(key);
    engine::served served = co_await engine::serve_direct(
        with_, std::move(plan), from, std::move(asked.body), std::move(idempotency_key));
    co_return to_response(std::move(served));
}

asio::awaitable<response> seller_api::find_lead(request asked, plan::snapshot_pointer,
                                                const plan::seller& from) {
    const auto id = base::parse_uuid(std::string_view(asked.path).substr(leads_path.size()));
    if (!id) co_return make_problem(404, "there is no such lead of yours");
    const base::lead_id lead{*id};
    const auto begin = [&](std::function<void(engine::looked_up)> done) {
        with_.past.find_answer(from.name, lead, std::move(done));
    };
    const engine::looked_up found = co_await engine::await_callback_until<engine::looked_up>(
        with_.executor, with_.timers, with_.clock.now().steady + lookup_limit,
        engine::failed_lookup{"the database does not answer"}, begin);
    co_return to_response(engine::to_served(lead, found));
}

}  // namespace pointsman::http
