#include <pointsman/http/override_api.hpp>

#include "ask_office.hpp"
#include "office_answers.hpp"
#include "override_answers.hpp"
#include "routing.hpp"

#include <pointsman/engine/asio_timers.hpp>
#include <pointsman/intake/override_requests.hpp>

#include <utility>

namespace pointsman::http {
namespace {

namespace asio = boost::asio;

constexpr std::string_view overrides_path = "/v1/admin/overrides";
constexpr std::string_view one_override_path = "/v1/admin/overrides/";
constexpr std::string_view end_suffix = "/end";

}  // namespace

override_api::override_api(asio::any_io_executor executor, engine::back_office& office,
                           engine::override_board& board, base::uuid_source& ids,
                           const base::clock& clock, current_plan plan,
                           const base::json_limits& limits)
    : executor_(std::move(executor)),
      timers_(engine::make_asio_timers(executor_)),
      office_(office),
      board_(board),
      ids_(ids),
      clock_(clock),
      plan_(std::move(plan)),
      limits_(limits) {}

bool override_api::takes(std::string_view path) {
    return path == overrides_path || path.starts_with(one_override_path);
}

asio::awaitable<response> override_api::handle(request asked) {
    const std::string_view path = asked.path;
    if (path == overrides_path && asked.method == "GET") co_return co_await list(asked.query);
    if (asked.method != "POST")
        co_return wrong_method(path == overrides_path ? "GET, POST" : "POST");
    if (!is_json(asked)) co_return make_problem(415, "send Content-Type: application/json");
    if (path == overrides_path) co_return co_await make(std::move(asked.body));
    if (!path.ends_with(end_suffix) || path.size() < one_override_path.size() + end_suffix.size())
        co_return make_problem(404, "an override is ended by POST /v1/admin/overrides/{id}/end");
    std::string id(path.substr(one_override_path.size()));
    id.resize(id.size() - end_suffix.size());
    co_return co_await end(std::move(id), std::move(asked.body));
}

engine::back_office::callback<engine::override_answer> override_api::putting_up(
    engine::back_office::callback<engine::override_answer> done) const {
    return [&board = board_, &clock = clock_, done = std::move(done)](const auto& came) {
        if (came)
            if (const auto* stored = std::get_if<engine::stored_override>(&*came))
                board.put_up({stored->what}, clock.now().wall);
        done(came);
    };
}

// What is read counts from then on too: so an override whose commit was in doubt is put up by
// whoever looks.
asio::awaitable<response> override_api::list(std::string query) {
    const auto asked = intake::read_override_query(query);
    if (!asked) co_return to_response(asked.error());
    const base::wall_time now = clock_.now().wall;
    const engine::override_question what{asked->ahead_only, now, asked->before, asked->most};
    const auto begin = [&](engine::back_office::callback<engine::override_page> done) {
        office_.list_overrides(what, std::move(done));
    };
    const auto came =
        co_await ask_office<engine::override_page>(executor_, *timers_, clock_.now().steady, begin);
    if (!came) co_return to_response(came.error());
    board_.put_up(came->overrides, now);
    co_return to_response(*came, now);
}

asio::awaitable<response> override_api::make(std::string body) {
    const plan::snapshot_pointer plan = plan_();
    const base::wall_time now = clock_.now().wall;
    auto given = intake::read_override(*plan, body, limits_, now, ids_.next(now));
    if (!given) co_return to_response(given.error());
    const auto begin = [&](engine::back_office::callback<engine::override_answer> done) {
        office_.record_override(std::move(*given), putting_up(std::move(done)));
    };
    const auto came = co_await ask_office<engine::override_answer>(executor_, *timers_,
                                                                   clock_.now().steady, begin);
    co_return came ? to_response(*came, now) : to_response(came.error());
}

asio::awaitable<response> override_api::end(std::string id, std::string body) {
    const auto number = base::parse_uuid(id);
    if (!number) co_return make_problem(404, "an override's id is a UUID");
    const base::wall_time now = clock_.now().wall;
    auto given = intake::read_override_end(body, limits_, now);
    if (!given) co_return to_response(given.error());
    engine::override_ending what{*number, std::move(*given)};
    const auto begin = [&](engine::back_office::callback<engine::override_answer> done) {
        office_.end_override(std::move(what), putting_up(std::move(done)));
    };
    const auto came = co_await ask_office<engine::override_answer>(executor_, *timers_,
                                                                   clock_.now().steady, begin);
    co_return came ? to_end_response(*came, now) : to_response(came.error());
}

}  // namespace pointsman::http
