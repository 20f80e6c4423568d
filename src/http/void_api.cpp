#include <pointsman/http/void_api.hpp>

#include "paging.hpp"
#include "routing.hpp"

#include <pointsman/base/clock.hpp>
#include <pointsman/engine/asio_timers.hpp>
#include <pointsman/engine/await_callback.hpp>
#include <pointsman/engine/follow_ups.hpp>

#include <nlohmann/json.hpp>

#include <string>
#include <utility>
#include <vector>

namespace pointsman::http {
namespace {

namespace asio = boost::asio;
using nlohmann::json;

constexpr std::string_view void_path = "/v1/admin/void";
constexpr base::duration list_limit = std::chrono::seconds(10);

std::string offer_id_of(const journal::void_answer& what) {
    journal::posting named;
    named.id = what.id;
    named.order = what.order;
    named.attempt = what.attempt;
    return engine::offer_id_of(named);
}

// Why its buyer has not been told.
std::string why_untold(const engine::listed_void& one, const plan::snapshot& plan) {
    if (one.what.is_contradiction) return "contradictions are for people to clear up";
    const plan::order* order = plan.find_order(one.what.order);
    if (order == nullptr) return "the order is not configured any more";
    if (!order->via->void_notice) return "no void_notice declared";
    const std::string last = one.last_failure.empty() ? "" : "; last: " + one.last_failure;
    if (one.notices >= engine::follow_ups::most_notices)
        return "given up after " + std::to_string(one.notices) + " notices" + last;
    return "it is being told" + last;
}

json to_json(const engine::listed_void& one, const plan::snapshot& plan) {
    const bool is_told = one.told_at.has_value();
    return {{"offer_id", offer_id_of(one.what)},
            {"lead_id", to_text(one.what.id)},
            {"order", one.what.order},
            {"buyer", one.what.buyer},
            {"kind", one.what.is_contradiction ? "contradiction" : "void_accept"},
            {"said", one.what.said == journal::settled_as::sold ? "accepted" : "rejected"},
            {"price", one.what.price ? json(base::to_text(*one.what.price)) : json()},
            {"came_by", one.what.came_by},
            {"reference", one.what.reference},
            {"posted_at", base::to_rfc3339(one.what.posted_at)},
            {"came_at", base::to_rfc3339(one.what.at)},
            {"told", is_told},
            {"told_at", is_told ? json(base::to_rfc3339(*one.told_at)) : json()},
            {"why", is_told ? json() : json(why_untold(one, plan))},
            {"notices", one.notices}};
}

}  // namespace

void_api::void_api(asio::any_io_executor executor, engine::post_archive& archive, current_plan plan)
    : executor_(std::move(executor)),
      timers_(engine::make_asio_timers(executor_)),
      archive_(archive),
      plan_(std::move(plan)) {}

bool void_api::takes(std::string_view path) {
    return path == void_path;
}

asio::awaitable<response> void_api::handle(request asked) {
    if (asked.method != "GET") co_return wrong_method("GET");
    auto which = read_page(asked.query);
    if (!which) co_return make_problem(422, which.error());
    using list = base::result<std::vector<engine::listed_void>, std::string>;
    const list too_slow = base::failure<std::string>("the database does not answer");
    const auto begin = [&](std::function<void(list)> done) {
        archive_.list_voids(which->after, which->limit, std::move(done));
    };
    const base::steady_time until = base::system_clock().now().steady + list_limit;
    const list found =
        co_await engine::await_callback_until<list>(executor_, *timers_, until, too_slow, begin);
    if (!found) co_return make_problem(503, found.error());
    const plan::snapshot_pointer plan = plan_();
    json all = json::array();
    for (const engine::listed_void& one : *found) all.push_back(to_json(one, *plan));
    json next;
    if (found->size() == which->limit) next = offer_id_of(found->back().what);
    const json page{{"void", std::move(all)}, {"next", std::move(next)}};
    co_return response{200, "application/json", page.dump(2) + "\n", {}};
}

}  // namespace pointsman::http
