#include <pointsman/engine/serve_lead.hpp>

#include "lead_run.hpp"

#include <pointsman/engine/await_callback.hpp>
#include <pointsman/intake/answer.hpp>
#include <pointsman/intake/submission.hpp>

#include <functional>
#include <memory>
#include <utility>

namespace pointsman::engine {
namespace {

namespace asio = boost::asio;

constexpr int retry_after_s = 2;

// How long a seller waits for the fact that it was turned away to be written down.
constexpr base::duration refusal_limit = std::chrono::seconds(1);

served problem(int status, const std::string& title, const std::vector<intake::problem>& problems) {
    served made{status, intake::to_problem_json(status, title, problems), std::nullopt};
    if (status == 503) made.retry_after_s = retry_after_s;
    return made;
}

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

lead_file open_file(services& with, plan::snapshot_pointer plan, const plan::seller& from,
                    intake::submission submission, std::string idempotency_key, base::instant now) {
    lead_file lead;
    lead.plan = std::move(plan);
    lead.seller = &from;
    lead.tree = &lead.plan->trees.at(submission.program->tree);
    lead.submission = std::move(submission);
    lead.idempotency_key = std::move(idempotency_key);
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
            return tell(problem(503, "The lead cannot be stored now", {}));
        with.observer.lead_answered(answer.status, answer.reason,
                                    with.clock.now().steady - arrived);
        tell({intake::http_status(answer.status), intake::to_json(answer), std::nullopt});
    });
}

}  // namespace

asio::awaitable<served> serve_direct(services& with, plan::snapshot_pointer plan,
                                     const plan::seller& from, std::string body,
                                     std::string idempotency_key) {
    const base::instant now = with.clock.now();
    auto read = intake::read_direct(*plan, from, body, with.json, now.wall);
    if (!read) {
        note_refusal(with, from, read.error(), now.wall);
        co_return problem(read.error().http_status, read.error().title, read.error().problems);
    }
    if (!with.store.available() || with.in_flight.load() >= with.in_flight_max) {
        with.observer.request_refused(503);
        co_return problem(503, "No leads can be taken now", {});
    }
    const auto refused = intake::refused_by_rule(from, *read);
    lead_file lead =
        open_file(with, std::move(plan), from, std::move(*read), std::move(idempotency_key), now);
    if (refused) {
        const auto begin = [&](const std::function<void(served)>& tell) {
            reject(with, lead, *refused, tell);
        };
        co_return co_await await_callback_until<served>(
            with.executor, with.timers, now.steady + refusal_limit,
            problem(503, "The lead cannot be stored now", {}), begin);
    }
    const auto begin = [&](std::function<void(served)> tell) {
        std::make_shared<lead_run>(with, std::move(lead), flight(with.in_flight), std::move(tell))
            ->begin();
    };
    co_return co_await await_callback<served>(with.executor, begin);
}

}  // namespace pointsman::engine
