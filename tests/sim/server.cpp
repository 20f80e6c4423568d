#include "server.hpp"

#include "market.hpp"

#include <pointsman/base/planted.hpp>
#include <pointsman/engine/recovery.hpp>
#include <pointsman/engine/resale.hpp>
#include <pointsman/engine/restored_caps.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>

#include <fmt/format.h>

#include <exception>
#include <utility>

namespace pointsman::sim {
namespace {

constexpr base::duration settle_check_interval = std::chrono::seconds(1);
constexpr base::duration next_try = std::chrono::milliseconds(500);

// Leads come in before it begins.
constexpr base::duration recovery_delay = std::chrono::milliseconds(20);

}  // namespace

// What the engine appends passes here, where the server may be killed: before it hears of a commit,
// or as soon as it has handed an outcome over.
class server::journal_door final : public engine::store {
public:
    explicit journal_door(server& of) : of_(of) {}

    void append(journal::record entry, std::function<void(engine::append_result)> done) override {
        const auto kept = std::make_shared<const journal::record>(entry);
        of_.store_.append(std::move(entry),
                          [this, kept, done = std::move(done)](engine::append_result result) {
                              hear(*kept, result, done);
                          });
        if (std::holds_alternative<journal::outcome>(*kept)) of_.at(point::outcome_appended);
        if (std::holds_alternative<journal::follow_up_end>(*kept))
            of_.at(point::follow_up_end_appended);
    }

    bool available() const override { return of_.store_.available(); }

private:
    void hear(const journal::record& entry, engine::append_result result,
              const std::function<void(engine::append_result)>& done) {
        if (std::holds_alternative<journal::received>(entry)) of_.at(point::received_stored);
        if (std::holds_alternative<journal::posting>(entry)) of_.at(point::posting_stored);
        if (std::holds_alternative<journal::follow_up>(entry)) of_.at(point::follow_up_stored);
        if (of_.dying_) return;
        done(result);
        if (result == engine::append_result::durable)
            of_.with_.known.heard_durable(of_.whose_, entry);
    }

    server& of_;
};

server::server(parts with, owner whose, int version)
    : with_(std::move(with)),
      whose_(whose),
      epoch_(with_.data.begin_epoch()),
      began_(with_.in.time.now().wall),
      version_(version),
      plan_(make_plan(with_.in.how, version, counters_)),
      store_(with_.in, with_.data, whose, epoch_, dying_),
      door_(std::make_unique<journal_door>(*this)),
      past_(with_.in, with_.data, whose, master_key_),
      posts_(with_.in, with_.data, whose, master_key_),
      line_(with_.market, {whose, epoch_}, buyer_line::use::walks, dying_,
            [this](bool sent) { at(sent ? point::after_post : point::before_post); }),
      follow_up_line_(
          with_.market, {whose, epoch_}, buyer_line::use::follow_ups, dying_,
          [this](bool sent) { at(sent ? point::after_follow_up : point::before_follow_up); }),
      alarms_(with_.in.time, whose),
      ids_(with_.in.how.seed * 1000 + static_cast<std::uint64_t>(whose)),
      unknown_(*door_, seen_),
      io_(std::make_unique<boost::asio::io_context>(1)),
      services_{io_->get_executor(),
                with_.in.time,
                ids_,
                *door_,
                line_,
                alarms_,
                seen_,
                past_,
                past_,
                requests_,
                claims_,
                unknown_,
                overrides_,
                master_key_,
                {},
                in_flight_,
                100,
                100},
      follow_ups_({.executor = io_->get_executor(),
                   .clock = with_.in.time,
                   .store = *door_,
                   .buyers = follow_up_line_,
                   .timers = alarms_,
                   .observer = seen_,
                   .unknown = unknown_,
                   .archive = posts_,
                   .plan = [this] { return plan_; },
                   .per_buyer = with_.in.how.follow_ups_per_buyer,
                   .notices_waiting = with_.in.how.notices_waiting}),
      resales_({.executor = io_->get_executor(),
                .clock = with_.in.time,
                .timers = alarms_,
                .observer = seen_,
                .archive = past_,
                .serve = [this](engine::returned_lead what, auto done) {
                    sell_again(std::move(what), std::move(done));
                }}) {
    with_.known.plan_made(version, plan_);
    with_.in.note(fmt::format("server {} begins epoch {}", whose, epoch_));
    take_over();
    follow_ups_.look_for_untold();
    resales_.look_soon();
    settle_what_is_due();
}

server::~server() {
    dying_ = true;
    with_.in.time.kill(whose_);
    alarms_.let_go();
    line_.let_go();
    follow_up_line_.let_go();
    store_.let_go();
    io_.reset();
}

// As commands.cpp and application.cpp do before the first lead is taken.
void server::take_over() {
    const auto restored = engine::restore_caps(*plan_, nullptr, past_, with_.in.time.now().wall);
    if (!restored) return with_.in.fail("a server started without its database");
    taken_over_ = plan_;
    for (const engine::stored_post& one : posts_.unknown_posts(epoch_)) expect(one);
    for (engine::untold_void& one : posts_.unnoted_voids())
        unknown_.voids().add_when_possible(std::move(one.post), std::move(one.what));
    with_.in.time.after(recovery_delay, whose_, [this] { recover_page(); });
}

void server::expect(const engine::stored_post& post) {
    held_.emplace(post.posting.id, engine::reserve_again(*plan_, counters_, post));
    unknown_.expect(post.posting.id, post.posting.buyer);
}

server::left_behind server::reopen(const engine::stored_post& post,
                                   std::vector<cap::charge> held) const {
    return {engine::reopen(post, std::move(held), master_key_),
            engine::settlement_left_behind(*taken_over_, post, master_key_)};
}

// As app/recovery does on its thread, in one page.
void server::recover_page() {
    if (with_.data.is_away())
        return with_.in.time.after(next_try, whose_, [this] { recover_page(); });
    const auto page = posts_.interrupted_leads(epoch_);
    for (const engine::stored_post& one : posts_.unknown_posts(epoch_)) {
        auto held = held_.extract(one.posting.id);
        if (held.empty()) continue;
        left_behind left = reopen(one, std::move(held.mapped()));
        if (one.is_listed)
            list(std::move(left));
        else
            to_list_.emplace(one.posting.id, std::move(left));
    }
    is_recovered_ = true;
    for (const engine::interrupted_lead& lead : page) {
        at(point::recovering);
        auto outcome = engine::recover(lead, master_key_, with_.in.time.now().wall);
        if (!outcome) return with_.in.fail("not recovered: " + outcome.error());
        if (planted(base::bug::restart_posts_again)) post_again(lead);
        ++recovering_;
        const base::lead_id id = outcome->id;
        door_->append(std::move(*outcome),
                      [this, id](engine::append_result result) { recovered(id, result); });
    }
}

void server::recovered(const base::lead_id& lead, engine::append_result result) {
    if (result == engine::append_result::refused)
        is_recovered_ = false;
    else if (auto found = to_list_.extract(lead))
        list(std::move(found.mapped()));
    if (--recovering_ == 0 && !is_recovered_ && !store_.is_fenced())
        with_.in.time.after(next_try, whose_, [this] { recover_page(); });
}

void server::list(left_behind left) {
    const std::string offer_id = engine::offer_id_of(left.post.posting);
    unknown_.add(std::move(left.post));
    if (left.heard) unknown_.settle_when_possible(offer_id, *left.heard, with_.in.time.now().wall);
}

// A planted bug: a recovery that goes on where the walk stopped.
void server::post_again(const engine::interrupted_lead& lead) {
    if (lead.postings.empty()) return;
    const journal::posting& last = lead.postings.back();
    engine::buyer_call call;
    call.phase = protocol::phase::post;
    call.request.url = plan_->orders.at(static_cast<std::size_t>(std::stoi(last.order.substr(1))))
                           .via->post.request.url;
    call.request.headers = {{"X-Offer-Id", engine::offer_id_of(last)}};
    call.answer_by = call.give_up_at = with_.in.time.now().steady + next_try;
    line_.call(std::move(call), [](const engine::call_result&) {});
}

void server::settle_what_is_due() {
    unknown_.settle_due(with_.in.time.now().wall);
    with_.in.time.after(settle_check_interval, whose_, [this] { settle_what_is_due(); });
}

void server::serve(std::size_t request, const std::string& seller, const std::string& body,
                   const std::string& key, std::function<void(engine::served)> tell) {
    with_.known.request(request).versions.insert(version_);
    boost::asio::co_spawn(
        *io_, engine::serve_direct(services_, plan_, *plan_->find_seller(seller), body, key),
        [tell = std::move(tell)](const std::exception_ptr& failed, engine::served answer) {
            if (failed) std::rethrow_exception(failed);
            tell(std::move(answer));
        });
}

void server::sell_again(engine::returned_lead what, std::function<void(engine::resale_end)> done) {
    const base::lead_id lead = what.sale.lead;
    with_.known.resale_begins(lead, version_);
    with_.in.note(fmt::format("server {} sells {} again", whose_, base::to_text(lead)));
    boost::asio::co_spawn(*io_, engine::serve_resale(services_, plan_, std::move(what)),
                          [this, lead, done = std::move(done)](const std::exception_ptr& failed,
                                                               engine::resale_end how) {
                              if (failed) std::rethrow_exception(failed);
                              with_.known.resale_ended(lead, how);
                              done(how);
                          });
}

void server::look_up(const std::string& seller, base::lead_id id,
                     std::function<void(engine::looked_up)> tell) {
    past_.find_answer(seller, id, std::move(tell));
}

void server::settle(const std::string& offer_id, engine::settlement how,
                    std::function<void(engine::settling)> done) {
    unknown_.settle(offer_id, how, with_.in.time.now().wall, std::move(done));
}

// As application::reload does.
void server::reload(int version) {
    const plan::snapshot_pointer fresh = make_plan(with_.in.how, version, counters_);
    const auto restored =
        engine::restore_caps(*fresh, plan_.get(), past_, with_.in.time.now().wall);
    if (!restored) return;
    with_.known.plan_made(version, fresh);
    with_.in.note(fmt::format("server {} loads plan {}", whose_, version));
    version_ = version;
    if (planted(base::bug::plan_read_again)) {
        for (std::size_t i = 0; i < fresh->orders.size(); ++i)
            const_cast<plan::order&>(plan_->orders[i]).via = fresh->orders[i].via;
    }
    plan_ = fresh;
    follow_ups_.plan_changed();
}

bool server::is_calm() const {
    return in_flight_ == 0 && recovering_ == 0 && is_recovered_ && store_.is_idle() &&
           held_.empty() && to_list_.empty();
}

}  // namespace pointsman::sim
