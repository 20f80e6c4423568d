#include <pointsman/engine/serve_lead.hpp>

#include "lead_run.hpp"

#include <pointsman/engine/await_callback.hpp>
#include <pointsman/intake/answer.hpp>
#include <pointsman/intake/submission.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <variant>

namespace pointsman::engine {
namespace {

namespace asio = boost::asio;

// How long a seller waits for the fact that it was turned away to be written down.
constexpr base::duration refusal_limit = std::chrono::seconds(1);

// How long a lead waits to hear whether it came before.
constexpr base::duration history_limit = std::chrono::seconds(1);

constexpr const char* no_leads_now = "No leads can be taken now";

// Random bits of the lead's own id: unpredictable to buyers, and there again for a replay.
std::uint64_t seed_of(const base::lead_id& id) {
    std::uint64_t seed = 0;
    for (std::size_t i = 8; i < 16; ++i) seed = seed << 8 | id.value.bytes[i];
    return seed;
}

// A submission that was turned away is written down, but its seller does not wait for that.
void note_refusal(services& with, const plan::seller& from, const intake::refusal& why,
                  base::wall_time now) {
    with.observer.request_refused(why.http_status);
    const base::lead_id id{with.ids.next(now)};
    with.store.append(make_refused(id, now, from, why), [](append_result) {});
}

bool takes_leads(const services& with) {
    return with.store.available() && with.history.available() &&
           with.in_flight.load() < with.in_flight_max &&
           with.unknown_posts.size() < with.unknown_posts_max;
}

lead_file open_file(services& with, plan::snapshot_pointer plan, const plan::seller& from,
                    intake::submission submission, base::instant now) {
    lead_file lead;
    lead.plan = std::move(plan);
    lead.seller = &from;
    lead.tree = &lead.plan->trees.at(submission.program->tree);
    lead.submission = std::move(submission);
    lead.id = base::lead_id{with.ids.next(now.wall)};
    lead.arrived = now;
    lead.seed = seed_of(lead.id);
    lead.key = base::random_key();
    lead.candidates = select_candidates(*lead.plan, *lead.tree, lead.submission.fields,
                                        lead.submission.test, now.wall);
    return lead;
}

// Turned away by a rule: told once that is written down.
void reject(services& with, const lead_file& lead, const std::string& reason,
            const std::function<void(served)>& tell) {
    intake::answer answer;
    answer.id = lead.id;
    answer.status = intake::status::rejected;
    answer.reason = reason;
    journal::refused record{lead.id,
                            lead.arrived.wall,
                            lead.seller->name,
                            lead.submission.vertical->name,
                            lead.submission.ref,
                            reason,
                            "[]"};
    const base::steady_time arrived = lead.arrived.steady;
    with.store.append(std::move(record), [&with, answer, arrived, tell](append_result result) {
        if (result != append_result::durable)
            return tell(make_problem(503, "The lead cannot be stored now"));
        with.observer.lead_answered(answer.status, answer.reason,
                                    with.clock.now().steady - arrived);
        tell({intake::http_status(answer.status), intake::to_json(answer), std::nullopt});
    });
}

// Waits for the answer of the request's first copy, or gives back the duty to make one.
asio::awaitable<std::variant<running_request, served>> join(services& with,
                                                            const intake::request_identity& who) {
    std::optional<running_request> duty;
    const auto begin = [&](const std::function<void(std::optional<served>)>& tell) {
        auto joined =
            with.requests.join(who, [tell](const served& told) { tell(std::optional(told)); });
        if (auto* first = std::get_if<requests_in_flight::first>(&joined)) {
            duty = std::move(first->duty);
            tell(std::nullopt);
        } else if (std::holds_alternative<requests_in_flight::other_body>(joined)) {
            tell(make_problem(422, "This key stands for another request"));
        }
    };
    auto told = co_await await_callback<std::optional<served>>(with.executor, begin);
    if (duty) co_return std::move(*duty);
    co_return std::move(*told);
}

// The answer to a request that was served before, if it was.
asio::awaitable<std::optional<served>> answer_of_earlier(services& with,
                                                         const intake::request_identity& who,
                                                         base::instant now) {
    const base::steady_time until = now.steady + history_limit;
    const history::found earlier = co_await await_callback_until<history::found>(
        with.executor, with.timers, until,
        base::failure<std::string>("the database does not answer"), [&](auto done) {
            with.history.find({who.seller, who.key, now.wall - who.remembered}, std::move(done));
        });
    if (!earlier) co_return make_problem(503, no_leads_now);
    if (!earlier->same_request) co_return std::nullopt;
    if (earlier->same_request->body_hash != who.body)
        co_return make_problem(422, "This key stands for another request");
    const base::lead_id id = earlier->same_request->id;
    const looked_up answer = co_await await_callback_until<looked_up>(
        with.executor, with.timers, until, failed_lookup{"the database does not answer"},
        [&](auto done) { with.past.find_answer(who.seller, id, std::move(done)); });
    co_return to_served(id, answer);
}

}  // namespace

asio::awaitable<served> serve_direct(services& with, plan::snapshot_pointer plan,
                                     const plan::seller& from, std::string body,
                                     std::string idempotency_key) {
    const base::instant now = with.clock.now();
    auto read = intake::read_direct(*plan, from, body, with.json, now.wall);
    if (!read) {
        note_refusal(with, from, read.error(), now.wall);
        co_return make_problem(read.error().http_status, read.error().title, read.error().problems);
    }
    if (!takes_leads(with)) {
        with.observer.request_refused(503);
        co_return make_problem(503, no_leads_now);
    }
    const intake::request_identity who =
        intake::identify(from.name, idempotency_key, *read, body, with.master_key);
    auto joined = co_await join(with, who);
    if (auto* told = std::get_if<served>(&joined)) co_return std::move(*told);
    auto duty = std::get<running_request>(std::move(joined));
    if (auto earlier = co_await answer_of_earlier(with, who, now)) {
        duty.answer(*earlier);
        if (earlier->http_status >= 400) with.observer.request_refused(earlier->http_status);
        co_return std::move(*earlier);
    }

    const auto refused = intake::refused_by_rule(from, *read);
    lead_file lead = open_file(with, std::move(plan), from, std::move(*read), now);
    if (refused) {
        const auto begin = [&](const std::function<void(served)>& tell) {
            reject(with, lead, *refused, tell);
        };
        served told = co_await await_callback_until<served>(
            with.executor, with.timers, now.steady + refusal_limit,
            make_problem(503, "The lead cannot be stored now"), begin);
        duty.answer(told);
        co_return told;
    }
    lead.idempotency_key = std::move(idempotency_key);
    lead.request = who;
    const auto begin = [&](std::function<void(served)> tell) {
        std::make_shared<lead_run>(with, std::move(lead),
                                   lead_duty{flight(with.in_flight), std::move(duty)},
                                   std::move(tell))
            ->begin();
    };
    co_return co_await await_callback<served>(with.executor, begin);
}

}  // namespace pointsman::engine
