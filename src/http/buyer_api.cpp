#include <pointsman/http/buyer_api.hpp>

#include "contracts.hpp"
#include "office_answers.hpp"
#include "routing.hpp"

#include <pointsman/engine/await_callback.hpp>
#include <pointsman/intake/office_requests.hpp>

#include <utility>

namespace pointsman::http {
namespace {

namespace asio = boost::asio;

constexpr std::string_view returns_path = "/v1/returns";

// A buyer hears 503 rather than wait for a database that hangs; the return may still be recorded,
// and asking again tells.
constexpr base::duration return_limit = std::chrono::seconds(10);

}  // namespace

buyer_api::buyer_api(engine::services& with, engine::back_office& office, cap::book& counters,
                     std::function<void()> resell, seller_api::current_plan plan)
    : with_(with),
      office_(office),
      counters_(counters),
      resell_(std::move(resell)),
      plan_(std::move(plan)) {}

bool buyer_api::takes(std::string_view path) {
    return path == returns_path;
}

asio::awaitable<response> buyer_api::handle(request asked) {
    if (asked.method != "POST") co_return wrong_method("POST");
    plan::snapshot_pointer plan = plan_();
    const plan::buyer* from = plan->buyer_with_key(api_key(asked));
    if (from == nullptr) {
        with_.observer.request_refused(401);
        co_return wrong_key();
    }
    if (!is_json(asked))
        co_return make_problem(415, "send the return as Content-Type: application/json");
    co_return co_await give_back(std::move(asked), std::move(plan), *from);
}

asio::awaitable<response> buyer_api::give_back(request asked, plan::snapshot_pointer plan,
                                               const plan::buyer& from) {
    using answer = base::result<engine::return_answer, engine::office_failure>;
    auto given = intake::read_return(asked.body, with_.json);
    if (!given) co_return to_response(given.error());
    engine::return_request what{from.name,
                                std::move(given->lead),
                                std::move(given->reason),
                                std::move(given->note),
                                with_.clock.now().wall,
                                contracts_of(plan)};
    const auto begin = [&](std::function<void(answer)> done) {
        office_.record_return(std::move(what),
                              taking_back(plan, counters_, resell_, std::move(done)));
    };
    const answer too_slow =
        base::failure(engine::office_failure{"the database does not answer; ask again"});
    const answer came = co_await engine::await_callback_until<answer>(
        with_.executor, with_.timers, with_.clock.now().steady + return_limit, too_slow, begin);
    co_return came ? to_response(*came, audience::buyer) : to_response(came.error());
}

}  // namespace pointsman::http
