#include "lead_run.hpp"

#include "serve_file.hpp"

#include <pointsman/base/planted.hpp>
#include <pointsman/intake/answer.hpp>

#include <boost/asio/post.hpp>

#include <algorithm>
#include <utility>

namespace pointsman::engine {
namespace {

// The walk ends at the lead's deadline; the commit of its outcome may take this much longer before
// the seller is answered "pending".
constexpr base::duration commit_grace = std::chrono::milliseconds(20);

// How often a lead that waits to be stored looks whether the database has gone away.
constexpr base::duration store_check = std::chrono::milliseconds(10);

// How long until an outcome that the full queue refused is offered again.
constexpr base::duration outcome_retry = std::chrono::milliseconds(100);

walk::terms terms_for(const lead_file& lead) {
    const intake::submission& given = lead.submission;
    return walk::make_terms(*lead.plan, *lead.tree, lead.candidates.eligible,
                            intake::terms_of(given), given.min_price, given.max_wait, lead.seed);
}

served as_served(const intake::answer& answer) {
    return {intake::http_status(answer.status), intake::to_json(answer), std::nullopt};
}

std::string status_text(walk::status status) {
    switch (status) {
        case walk::status::sold: return "sold";
        case walk::status::unsold: return "unsold";
        case walk::status::held: return "pending";
    }
    return "pending";
}

}  // namespace

lead_run::lead_run(services& with, lead_file lead, lead_duty duty, teller tell)
    : with_(with),
      lead_(std::move(lead)),
      duty_(std::move(duty)),
      tell_(std::move(tell)),
      rules_(terms_for(lead_)),
      walk_(rules_),
      attempts_(lead_, rules_),
      answer_by_(lead_.arrived.steady + rules_.deadline + commit_grace) {}

void lead_run::begin() {
    const auto self = weak_from_this();
    answer_alarm_ = with_.timers.make_alarm([self] {
        if (const auto run = self.lock()) run->on_answer_alarm();
    });
    answer_alarm_->set(std::min(answer_by_, lead_.arrived.steady + store_check));
    append(make_received(lead_, with_.master_key),
           [run = shared_from_this()](append_result result) { run->on_received(result); });
}

void lead_run::on_received(append_result result) {
    if (result != append_result::durable) {
        if (result == append_result::poisoned)
            with_.observer.trouble(lead_.id, "PostgreSQL refuses this lead for what it holds");
        tell_unavailable(false);
        duty_.reset();
        return;
    }
    received_ = true;
    // The seller was told that it may not be stored: nobody may buy it any more.
    if (!tell_) return conclude(true);
    answer_alarm_->set(answer_by_);
    start_walk();
}

void lead_run::start_walk() {
    // From here to its end the alarm keeps the run alive: a walk never depends on a buyer's
    // callback to go on.
    walk_alarm_ = with_.timers.make_alarm(
        [run = shared_from_this()] { run->deliver(walk::tick{}, run->with_.clock.now()); });
    const base::instant now = with_.clock.now();
    follow(walk_.start(lead_.arrived.steady, now.steady), now);
}

void lead_run::deliver(const walk::event& what, base::instant now) {
    if (concluded_) return;
    if (planted(base::bug::deadline_by_wall_clock))
        now.steady = lead_.arrived.steady + (now.wall - lead_.arrived.wall);
    events_.note(what, now.steady - lead_.arrived.steady);
    follow(walk_.resume(what, now.steady), now);
}

// Performs actions and whatever they bring about at once, then waits for the next event or the end.
void lead_run::follow(std::vector<walk::action> actions, base::instant now) {
    while (true) {
        for (const walk::action& one : actions)
            std::visit([&](const auto& wanted) { perform(wanted, now); }, one);
        if (follow_ups_.empty()) break;
        const walk::event next = std::move(follow_ups_.front());
        follow_ups_.pop_front();
        events_.note(next, now.steady - lead_.arrived.steady);
        actions = walk_.resume(next, now.steady);
    }
    if (walk_.finished())
        conclude(false);
    else
        walk_alarm_->set(walk_.next_wake());
}

void lead_run::conclude(bool interrupted) {
    concluded_ = true;
    interrupted_ = interrupted;
    concluded_at_ = with_.clock.now();
    // The alarm may be what holds this run, and what rings just now.
    const auto self = shared_from_this();
    walk_alarm_.reset();
    if (planted(base::bug::answer_before_commit) && !interrupted_) tell_end(walk_.result());
    if (planted(base::bug::remembered_before_commit) && !interrupted_)
        duty_->request.answer(as_served(make_answer(lead_, rules_, walk_.result())));
    append_outcome();
}

void lead_run::append_outcome() {
    append(make_outcome(),
           [run = shared_from_this()](append_result result) { run->on_outcome(result); });
}

void lead_run::on_outcome(append_result result) {
    if (result == append_result::refused) {
        // The outcome is never given up: the lead stays in flight, and so counted, until it is
        // stored.
        retry_alarm_ =
            with_.timers.make_alarm([run = shared_from_this()] { run->append_outcome(); });
        retry_alarm_->set(with_.clock.now().steady + outcome_retry);
        return;
    }
    retry_alarm_.reset();
    if (!interrupted_ && walk_.result().status == walk::status::held)
        list_unknown_post(walk_.result());
    if (result == append_result::poisoned) {
        with_.observer.trouble(lead_.id,
                               "the outcome was set aside as poisoned: settle it by hand");
        tell_pending();
    } else if (!interrupted_) {
        tell_end(walk_.result());
    }
    duty_.reset();
}

void lead_run::tell_end(const walk::outcome& ended) {
    for (std::size_t who = 0; who < ended.endings.size(); ++who)
        with_.observer.candidate_ended(order_of(static_cast<walk::candidate_number>(who)).name,
                                       to_text(ended.endings[who].why));
    const intake::answer answer = make_answer(lead_, rules_, ended);
    if (!tell_) return;  // told "pending" at its deadline
    note_answer(with_, lead_, answer);
    tell(as_served(answer));
}

// From here on whoever knows how the post ended may settle it.
void lead_run::list_unknown_post(const walk::outcome& ended) {
    const auto unknown = std::ranges::find(ended.endings, journal::candidate_reason::post_unknown,
                                           &walk::ending::why);
    const auto who = static_cast<walk::candidate_number>(unknown - ended.endings.begin());
    unknown_post post = post_of(who);
    post.charges = std::move(caps_.at(who).held);
    post.refused_price = refused_price_;
    with_.unknown_posts.add(std::move(post));
    post_is_listed_ = true;
    if (late_settlement_) settle_unknown_post(who, *std::exchange(late_settlement_, std::nullopt));
}

journal::outcome lead_run::make_outcome() const {
    journal::outcome record;
    record.id = lead_.id;
    record.at = concluded_at_.wall;
    record.elapsed = concluded_at_.steady - lead_.arrived.steady;
    record.seller = lead_.seller->name;
    record.vertical = lead_.submission.vertical->name;
    record.currency = lead_.tree->currency;
    record.events_json = events_.to_json();
    record.attempts = attempts_.entries();
    for (const dynamic_refusal& one : lead_.candidates.refused) {
        const plan::order& order = lead_.order_at(one.position);
        record.candidates.push_back(
            {order.name, lead_.plan->buyers.at(order.buyer).name,
             lead_.tree->tiers.at(lead_.tree->tier_of.at(one.position)).name,
             std::string(to_text(one.why)), one.detail});
    }

    walk::outcome ended;
    ended.reason = journal::lead_reason::interrupted;
    ended.endings.resize(rules_.candidates.size());
    if (!interrupted_) ended = walk_.result();
    record.status = status_text(ended.status);
    record.reason = to_text(ended.reason);
    for (std::size_t who = 0; who < ended.endings.size(); ++who) {
        const plan::order& order = order_of(static_cast<walk::candidate_number>(who));
        record.candidates.push_back({order.name, lead_.plan->buyers.at(order.buyer).name,
                                     lead_.tree->tiers.at(rules_.candidates[who].tier).name,
                                     std::string(to_text(ended.endings[who].why)),
                                     ended.endings[who].detail});
    }
    if (ended.sale) {
        const plan::order& order = order_of(ended.sale->to);
        const std::string& buyer = lead_.plan->buyers.at(order.buyer).name;
        record.sale = {0, order.name, buyer, ended.sale->reference, ended.sale->money};
        record.entries = ledger::sale_entries(buyer, lead_.seller->name, ended.sale->money);
    }
    record.answer_sealed =
        base::seal(lead_.key, intake::to_json(make_answer(lead_, rules_, ended)));
    return record;
}

void lead_run::on_answer_alarm() {
    if (!tell_) return;
    const base::steady_time now = with_.clock.now().steady;
    if (!received_) {
        if (!with_.store.available() || now >= answer_by_) return tell_unavailable(true);
        answer_alarm_->set(std::min(answer_by_, now + store_check));
        return;
    }
    if (now < answer_by_) return answer_alarm_->set(answer_by_);
    tell_pending();
}

void lead_run::tell_pending() {
    if (!tell_) return;
    intake::answer pending;
    pending.id = lead_.id;
    pending.currency = lead_.tree->currency;
    note_answer(with_, lead_, pending);
    tell(as_served(pending));
}

void lead_run::tell(served what) {
    if (!tell_) return;
    if (duty_) duty_->request.answer(what);
    std::exchange(tell_, nullptr)(std::move(what));
    answer_alarm_.reset();
}

// `perhaps_stored`: the commit may still succeed; the problem then names the lead, so that its end
// can be looked up.
void lead_run::tell_unavailable(bool perhaps_stored) {
    const std::optional<base::lead_id> id = perhaps_stored ? std::optional(lead_.id) : std::nullopt;
    note_refused(with_, lead_, 503);
    tell(make_problem(503, "The lead cannot be stored now", {}, id));
}

void lead_run::append(journal::record entry, std::function<void(append_result)> done) {
    with_.store.append(std::move(entry),
                       [executor = with_.executor, done = std::move(done)](append_result result) {
                           boost::asio::post(executor, [done, result] { done(result); });
                       });
}

}  // namespace pointsman::engine
