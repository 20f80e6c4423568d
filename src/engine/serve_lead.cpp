#include <pointsman/engine/serve_lead.hpp>

#include "full_buyers.hpp"
#include "lead_run.hpp"
#include "serve_file.hpp"

#include <pointsman/base/planted.hpp>
#include <pointsman/engine/await_callback.hpp>
#include <pointsman/intake/answer.hpp>
#include <pointsman/intake/submission.hpp>

#include <algorithm>
#include <functional>
#include <iterator>
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

// Why a well-formed lead is not walked.
struct rejection {
    std::string reason;  // design section 7
    std::string detail;  // for the record; may be empty
};

// Judges when the consumer may be called: keeps the lead from a walk, or only notes it.
std::optional<rejection> judge_contact_hours(lead_file& lead) {
    const plan::vertical& vertical = *lead.submission.vertical;
    if (!vertical.contact_hours) return std::nullopt;
    const auto why =
        vertical.contact_hours->why_not(vertical.fields, lead.submission.fields, lead.arrived.wall);
    if (!why) return std::nullopt;
    if (vertical.contact_hours->refuses)
        return rejection{std::string(to_text(journal::lead_reason::quiet_hours)), *why};
    lead.flags.push_back("outside the contact hours: " + *why);
    return std::nullopt;
}

// The rules that look at nothing but the lead itself and the clock.
std::optional<rejection> rejected_by_itself(lead_file& lead) {
    const intake::submission& given = lead.submission;
    if (auto why = intake::refused_by_rule(*lead.seller, given, *lead.overrides, lead.arrived.wall))
        return rejection{std::move(why->reason), std::move(why->detail)};
    const plan::vertical& vertical = *given.vertical;
    if (duplicate::find_suppressed(vertical.suppression, vertical.fields, given.fields))
        return rejection{std::string(to_text(journal::lead_reason::suppressed)), {}};
    return judge_contact_hours(lead);
}

// Judges a lead by what is known of its consumer: keeps it from buyers, or rejects it altogether.
std::optional<rejection> judge_duplicates(lead_file& lead, const duplicate::lead_facts& facts,
                                          const duplicate::lead_keys& keys,
                                          std::vector<duplicate::past_event> known,
                                          base::wall_time now) {
    const auto& rules = lead.submission.vertical->duplicates;
    if (lead.resale)
        std::erase_if(known, [&lead](const duplicate::past_event& one) {
            return std::ranges::find(lead.resale->earlier, one.lead) != lead.resale->earlier.end();
        });
    for (duplicate::past_event& one : known)
        if (const plan::buyer* buyer = lead.plan->find_buyer(one.buyer))
            one.buyer_group = buyer->group;
    const duplicate::verdict verdict = duplicate::judge(rules, keys, facts, known, now);
    if (verdict.rejected)
        return rejection{std::string(to_text(journal::lead_reason::duplicate)),
                         duplicate::describe(rules, *verdict.rejected)};
    exclude_duplicates(*lead.plan, *lead.tree, rules, verdict, lead.candidates);
    for (const duplicate::finding& flag : verdict.flags)
        lead.flags.push_back(duplicate::describe(rules, flag));
    return std::nullopt;
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

asio::awaitable<history::found> ask_history(services& with, const lead_file& lead,
                                            const std::vector<base::digest>& duplicate_keys) {
    const base::wall_time now = lead.arrived.wall;
    const auto& rules = lead.submission.vertical->duplicates;
    history_question asked{lead.request.seller,
                           lead.request.key,
                           now - lead.request.remembered,
                           duplicate_keys,
                           now - duplicate::longest_window(rules),
                           lead.id};
    co_return co_await await_callback_until<history::found>(
        with.executor, with.timers, lead.arrived.steady + history_limit,
        base::failure<std::string>("the database does not answer"),
        [&](auto done) { with.history.find(std::move(asked), std::move(done)); });
}

// The answer to a request that was served before.
asio::awaitable<served> answer_of_earlier(services& with, const lead_file& lead,
                                          const earlier_lead& earlier) {
    if (earlier.body_hash != lead.request.body)
        co_return make_problem(422, "This key stands for another request");
    const looked_up answer = co_await await_callback_until<looked_up>(
        with.executor, with.timers, lead.arrived.steady + history_limit,
        failed_lookup{"the database does not answer"}, [&](auto done) {
            with.past.find_answer(lead.request.seller, earlier.id, std::move(done));
        });
    co_return to_served(earlier.id, answer);
}

// Turned away by a rule: told once that is written down.
asio::awaitable<served> tell_rejection(services& with, const lead_file& lead,
                                       const rejection& why) {
    using stored = std::optional<append_result>;  // nothing: it may still be
    const stored how = co_await await_callback_until<stored>(
        with.executor, with.timers, lead.arrived.steady + refusal_limit, std::nullopt,
        [&](const auto& done) {
            with.store.append(make_rejected(lead, why.reason, why.detail), done);
        });
    if (how != append_result::durable)
        co_return make_problem(503, "The lead cannot be stored now", {},
                               how ? std::nullopt : std::optional(lead.id));
    const intake::answer answer = intake::turned_away(lead.id, why.reason);
    note_answer(with, lead, answer);
    co_return served{intake::http_status(answer.status), intake::to_json(answer), std::nullopt};
}

// What is answered without a walk, if anything is; else the claim that the walk goes on with.
asio::awaitable<std::variant<duplicate::claim, served>> look_back(services& with, lead_file& lead) {
    const intake::submission& given = lead.submission;
    const plan::vertical& vertical = *given.vertical;
    duplicate::lead_keys keys = duplicate::keys_of(vertical.duplicates, vertical.also_keyed,
                                                   vertical.fields, given.fields, with.master_key);
    const duplicate::lead_facts facts{lead.id,       lead.seller->name, given.source,
                                      vertical.name, given.test,        lead.arrived.wall};
    lead.duplicate_keys = keys.kept;
    base::result<duplicate::arrival, duplicate::too_many_claims> arrived = duplicate::arrival{};
    if (!planted(base::bug::claim_after_filter)) arrived = with.claims.arrive(facts, keys);
    if (!arrived) co_return make_problem(503, no_leads_now);
    const history::found known = co_await ask_history(with, lead, keys.looked_up);
    if (!known) co_return make_problem(503, no_leads_now);
    if (known->same_request) co_return co_await answer_of_earlier(with, lead, *known->same_request);
    if (const auto rejected = rejected_by_itself(lead))
        co_return co_await tell_rejection(with, lead, *rejected);
    std::vector<duplicate::past_event> events = known->events;
    std::ranges::move(arrived->others, std::back_inserter(events));
    const auto rejected = judge_duplicates(lead, facts, keys, std::move(events), lead.arrived.wall);
    if (planted(base::bug::claim_after_filter)) arrived = with.claims.arrive(facts, keys);
    if (rejected) co_return co_await tell_rejection(with, lead, *rejected);
    co_return std::move(arrived->own);
}

}  // namespace

bool takes_leads(const services& with) {
    return with.store.available() && with.history.available() &&
           with.in_flight.load() < with.in_flight_max &&
           with.unknown_posts.size() < with.unknown_posts_max;
}

lead_file open_file(services& with, plan::snapshot_pointer plan, const plan::seller& from,
                    plan::tree_number tree, intake::submission submission, base::instant now) {
    lead_file lead;
    lead.plan = std::move(plan);
    lead.seller = &from;
    lead.tree = &lead.plan->trees.at(tree);
    lead.submission = std::move(submission);
    lead.id = base::lead_id{with.ids.next(now.wall)};
    lead.arrived = now;
    lead.seed = seed_of(lead.id);
    lead.key = base::random_key();
    lead.overrides = with.overrides.current();
    lead.candidates =
        select_candidates(*lead.plan, *lead.tree, *lead.submission.program, *lead.overrides,
                          lead.submission.fields, lead.submission.test, now);
    exclude_full_buyers(*lead.plan, *lead.tree, with.unknown_posts, lead.candidates);
    return lead;
}

void note_answer(services& with, const lead_file& lead, const intake::answer& answer) {
    if (lead.resale)
        with.observer.resale_ended(to_text(answer.status));
    else
        with.observer.lead_answered(answer.status, answer.reason,
                                    with.clock.now().steady - lead.arrived.steady);
}

void note_refused(services& with, const lead_file& lead, int http_status) {
    if (!lead.resale) with.observer.request_refused(http_status);
}

asio::awaitable<served> serve_file(services& with, lead_file lead) {
    auto joined = co_await join(with, lead.request);
    if (auto* told = std::get_if<served>(&joined)) co_return std::move(*told);
    auto duty = std::get<running_request>(std::move(joined));

    auto looked = co_await look_back(with, lead);
    if (auto* told = std::get_if<served>(&looked)) {
        duty.answer(*told);
        if (told->http_status >= 400) note_refused(with, lead, told->http_status);
        co_return std::move(*told);
    }
    const auto begin = [&](std::function<void(served)> tell) {
        lead_duty owed{flight(with.in_flight), std::move(duty),
                       std::get<duplicate::claim>(std::move(looked))};
        std::make_shared<lead_run>(with, std::move(lead), std::move(owed), std::move(tell))
            ->begin();
    };
    co_return co_await await_callback<served>(with.executor, begin);
}

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
    const plan::tree_number tree = read->program->tree;
    lead_file lead = open_file(with, std::move(plan), from, tree, *std::move(read), now);
    lead.request =
        intake::identify(from.name, idempotency_key, lead.submission, body, with.master_key);
    lead.idempotency_key = std::move(idempotency_key);
    co_return co_await serve_file(with, std::move(lead));
}

}  // namespace pointsman::engine
