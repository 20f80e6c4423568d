#include <pointsman/http/office_api.hpp>

#include "ask_office.hpp"
#include "contracts.hpp"
#include "office_answers.hpp"
#include "routing.hpp"

#include <pointsman/base/clock.hpp>
#include <pointsman/engine/asio_timers.hpp>
#include <pointsman/intake/office_requests.hpp>

#include <utility>

namespace pointsman::http {
namespace {

namespace asio = boost::asio;

constexpr std::string_view admin_returns_path = "/v1/admin/returns";
constexpr std::string_view one_return_path = "/v1/admin/returns/";
constexpr std::string_view deposits_path = "/v1/admin/deposits";
constexpr std::string_view statements_path = "/v1/admin/statements";
constexpr std::string_view erasures_path = "/v1/admin/erasures";
constexpr std::string_view balances_path = "/v1/admin/balances";

base::instant now() {
    return base::system_clock().now();
}

bool is_read(std::string_view path) {
    return path == admin_returns_path || path == statements_path || path == balances_path;
}

}  // namespace

office_api::office_api(asio::any_io_executor executor, engine::back_office& office,
                       cap::book& counters, std::function<void()> resell, current_plan plan,
                       const base::json_limits& limits)
    : executor_(std::move(executor)),
      timers_(engine::make_asio_timers(executor_)),
      office_(office),
      counters_(counters),
      resell_(std::move(resell)),
      plan_(std::move(plan)),
      limits_(limits) {}

bool office_api::takes(std::string_view path) {
    return path == admin_returns_path || path.starts_with(one_return_path) ||
           path == deposits_path || path == statements_path || path == erasures_path ||
           path == balances_path;
}

asio::awaitable<response> office_api::handle(request asked) {
    const std::string_view method = is_read(asked.path) ? "GET" : "POST";
    if (asked.method != method) co_return wrong_method(method);
    if (asked.path == admin_returns_path) co_return co_await list_returns();
    if (asked.path == balances_path) co_return balances_of(*plan_());
    if (asked.path == statements_path) co_return co_await statement(std::move(asked.query));
    if (!is_json(asked)) co_return make_problem(415, "send Content-Type: application/json");
    if (asked.path == deposits_path) co_return co_await deposit(std::move(asked.body));
    if (asked.path == erasures_path) co_return co_await erase(std::move(asked.body));
    std::string lead_id = asked.path.substr(one_return_path.size());
    co_return co_await decide_return(std::move(lead_id), std::move(asked.body));
}

asio::awaitable<response> office_api::list_returns() {
    using list = std::vector<engine::waiting_return>;
    const auto begin = [&](engine::back_office::callback<list> done) {
        office_.list_waiting_returns(std::move(done));
    };
    const auto came = co_await ask_office<list>(executor_, *timers_, now().steady, begin);
    co_return came ? to_response(*came) : to_response(came.error());
}

asio::awaitable<response> office_api::decide_return(std::string lead_id, std::string body) {
    const auto id = base::parse_uuid(lead_id);
    if (!id) co_return make_problem(404, "a lead id is a UUID");
    auto given = intake::read_decision(body, limits_);
    if (!given) co_return to_response(given.error());
    const plan::snapshot_pointer plan = plan_();
    engine::return_judgement what{base::lead_id{*id}, given->accept, std::move(given->note),
                                  now().wall, contracts_of(plan)};
    const auto begin = [&](engine::back_office::callback<engine::return_answer> done) {
        office_.decide_return(std::move(what),
                              taking_back(plan, counters_, resell_, std::move(done)));
    };
    const auto came =
        co_await ask_office<engine::return_answer>(executor_, *timers_, now().steady, begin);
    co_return came ? to_response(*came, audience::operators) : to_response(came.error());
}

asio::awaitable<response> office_api::deposit(std::string body) {
    const plan::snapshot_pointer plan = plan_();
    auto given = intake::read_deposit(*plan, body, limits_);
    if (!given) co_return to_response(given.error());
    engine::deposit what{given->id,     given->buyer,           given->currency,
                         given->amount, std::move(given->note), now().wall};
    const auto begin = [&](engine::back_office::callback<engine::deposit_answer> done) {
        engine::buyer_credit credit{what.buyer, what.currency, what.amount};
        office_.record_deposit(std::move(what),
                               crediting(counters_, std::move(credit), std::move(done)));
    };
    const auto came =
        co_await ask_office<engine::deposit_answer>(executor_, *timers_, now().steady, begin);
    co_return came ? to_response(*came, given->id) : to_response(came.error());
}

asio::awaitable<response> office_api::statement(std::string query) {
    const plan::snapshot_pointer plan = plan_();
    const auto asked = intake::read_statement_query(*plan, query);
    if (!asked) co_return to_response(asked.error());
    const auto side = asked->of_buyer ? ledger::account::buyer : ledger::account::seller;
    engine::statement_question what{side, asked->party, asked->since, asked->until};
    const auto begin = [&](engine::back_office::callback<engine::statement_answer> done) {
        office_.make_statement(std::move(what), std::move(done));
    };
    const auto came =
        co_await ask_office<engine::statement_answer>(executor_, *timers_, now().steady, begin);
    co_return came ? to_response(*came, asked->csv) : to_response(came.error());
}

asio::awaitable<response> office_api::erase(std::string body) {
    auto given = intake::read_erasure(body, limits_);
    if (!given) co_return to_response(given.error());
    engine::erasure what{given->kind, given->value, given->asked_by, now().wall};
    const auto begin = [&](engine::back_office::callback<engine::erased> done) {
        office_.erase(std::move(what), std::move(done));
    };
    const auto came = co_await ask_office<engine::erased>(executor_, *timers_, now().steady, begin);
    co_return came ? to_response(*came) : to_response(came.error());
}

}  // namespace pointsman::http
