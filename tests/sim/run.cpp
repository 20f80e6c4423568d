#include "run.hpp"

#include "buyers.hpp"
#include "database.hpp"
#include "options.hpp"
#include "sellers.hpp"
#include "server.hpp"
#include "truth.hpp"
#include "world.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace pointsman::sim {
namespace {

using std::chrono::milliseconds;

// More than any good run takes; a run that turns in circles ends here.
constexpr std::int64_t most_steps = 400'000;
// How long after the faults every lead must have come to its end.
constexpr base::duration longest_healing = std::chrono::seconds(150);
constexpr base::duration check_interval = milliseconds(500);
// An operator asks the buyer only when no server, not even one that was paused, can still be
// posting.
constexpr base::duration operator_waits = std::chrono::seconds(12);

class drama {
public:
    drama(std::uint64_t seed, bool print)
        : in_(draw_options(seed), print),
          draw_(random(seed).fork(6)),
          data_(in_),
          known_(in_, data_),
          market_(in_, known_),
          sellers_(in_, known_, [this] { return live(); }),
          crashes_(in_.how.crashes) {
        data_.committed = [this](const journal::record& entry) {
            known_.committed(entry);
            if (const auto* end = std::get_if<journal::outcome>(&entry); end && end->sale)
                plan_return(end->id);
        };
    }

    result play() {
        in_.note(describe(in_.how));
        start_server();
        sellers_.begin();
        plan_faults();
        look_around();
        while (in_.failure.empty() && !over_ && in_.time.step()) {
            tell_time();
            run_servers();
        }
        const base::duration took = in_.time.now().steady - base::steady_time(1h);
        return {in_.hash, in_.failure, took.count() / 1000};
    }

private:
    server* live() { return servers_.empty() || !serving_ ? nullptr : servers_.back().get(); }

    // --- Servers: the last one serves; one before it may be a paused one that comes back.
    void start_server() {
        if (serving_) return;
        if (data_.is_away())
            return in_.time.after(milliseconds(300), the_world, [this] { start_server(); });
        servers_.push_back(
            std::make_unique<server>(server::parts{in_, data_, market_, known_,
                                                   [this](point where) { return dies_at(where); }},
                                     ++last_owner_, version_));
        serving_ = true;
    }

    void run_servers() {
        for (bool again = true; again && in_.failure.empty();) {
            again = false;
            bury();
            for (const auto& one : servers_)
                if (!in_.time.is_paused(one->number()) && one->run_one()) {
                    again = true;
                    tell_time();
                }
        }
    }

    // One step is one event or one handler; a crash may come after any of them.
    void tell_time() {
        if (++steps_ > most_steps) in_.fail("the run turns in circles");
        if (in_.healed || !serving_) return;
        for (crash_option& one : crashes_)
            if (!one.where && --one.nth == 0) doomed_ = one.down;
    }

    bool dies_at(point where) {
        if (in_.healed) return false;
        for (crash_option& one : crashes_) {
            if (!one.where || *one.where != where || --one.nth != 0) continue;
            in_.note(fmt::format("dies at point {}", static_cast<int>(where)));
            doomed_after_ = one.down;
            return true;
        }
        return false;
    }

    void bury() {
        if (doomed_ && serving_) {
            remove(servers_.back()->number());
            in_.time.after(*std::exchange(doomed_, std::nullopt), the_world,
                           [this] { start_server(); });
        }
        const auto dead =
            std::ranges::find_if(servers_, [](const auto& one) { return one->is_dying(); });
        if (dead == servers_.end()) return;
        const bool was_last = *dead == servers_.back();
        remove((*dead)->number());
        if (was_last) in_.time.after(doomed_after_, the_world, [this] { start_server(); });
    }

    void remove(owner whose) {
        const auto found =
            std::ranges::find(servers_, whose, [](const auto& one) { return one->number(); });
        if (found == servers_.end()) return;
        in_.note(fmt::format("server {} is gone", whose));
        if (*found == servers_.back()) serving_ = false;
        const auto gone = std::move(*found);
        servers_.erase(found);
    }

    // --- Faults
    void plan_faults() {
        const auto sometime = [this] {
            return milliseconds(draw_.between(0, in_.how.faults_end.count() / 1000));
        };
        const auto plan = [this, &sometime](int times, void (drama::*fault)()) {
            for (int i = 0; i < times; ++i)
                in_.time.after(sometime(), the_world, [this, fault] {
                    if (!in_.healed) (this->*fault)();
                });
        };
        plan(in_.how.outages, &drama::database_goes_away);
        plan(in_.how.pauses, &drama::pause_server);
        plan(in_.how.clock_jumps, &drama::set_clock);
        plan(in_.how.reloads, &drama::reload);
        in_.time.after(in_.how.faults_end, the_world, [this] { heal(); });
    }

    void database_goes_away() { data_.go_away(milliseconds(draw_.between(50, 5000))); }

    void set_clock() {
        const auto by = milliseconds(draw_.between(-5'400'000, 5'400'000));
        in_.note(fmt::format("clock set by {} ms", by.count()));
        in_.time.set_wall_clock(by);
    }

    void reload() {
        if (server* const one = live(); one != nullptr && !in_.time.is_paused(one->number()))
            one->reload(++version_);
    }

    // It may be taken for dead and be replaced; then it comes back for a while.
    void pause_server() {
        server* const one = live();
        if (one == nullptr || in_.time.is_paused(one->number())) return;
        const owner whose = one->number();
        const auto span = milliseconds(draw_.between(100, 8000));
        in_.note(fmt::format("server {} sleeps for {} ms", whose, span.count()));
        in_.time.pause(whose, in_.time.now().steady + span);
        if (!draw_.chance(in_.how.takeover)) return;
        in_.time.after(milliseconds(draw_.between(10, 100)), the_world, [this, whose] {
            if (!serving_ || servers_.back()->number() != whose || !in_.time.is_paused(whose))
                return;
            serving_ = false;
            start_server();
        });
        in_.time.after(span + milliseconds(draw_.between(100, 3000)), the_world, [this, whose] {
            if (servers_.empty() || servers_.back()->number() == whose) return;
            remove(whose);
        });
    }

    void heal() {
        in_.note("faults end");
        in_.healed = true;
        heal_by_ = in_.time.now().steady + longest_healing;
        if (!serving_) start_server();
    }

    // The buyer may ask more than once.
    void plan_return(const base::lead_id& id) {
        if (!draw_.chance(in_.how.returns)) return;
        for (std::int64_t times = draw_.between(1, 2); times > 0; --times)
            in_.time.after(milliseconds(draw_.between(1, 20'000)), the_world, [this, id] {
                data_.give_back(id);
                known_.given_back(id);
                if (server* const one = live())
                    in_.time.after({}, one->number(), [one] { one->resell(); });
            });
    }

    // --- Watching
    void look_around() {
        if (server* const one = live();
            one != nullptr && !one->is_dying() && !in_.time.is_paused(one->number())) {
            if (one->is_calm() && servers_.size() == 1)
                known_.calm(one->plan(), one->unknown(), one->began());
            ask_buyers(*one);
            if (in_.healed && one->is_calm() && is_finished(*one)) {
                over_ = true;
                return known_.at_the_end();
            }
        }
        if (in_.healed && in_.time.now().steady > heal_by_) {
            known_.at_the_end();
            return in_.fail("not everything has come to its end");
        }
        in_.time.after(check_interval, the_world, [this] { look_around(); });
    }

    bool is_finished(const server& one) const {
        const auto waits = [this](const journal::posting& post) {
            return !data_.leads().at(post.id).set_aside;
        };
        const auto open = one.unknown().list();
        if (known_.owes_resale() || known_.owes_notice(one.plan())) return false;
        return std::ranges::none_of(open, waits) && known_.all_done();
    }

    // An operator, who asks the buyer and tells the truth; sometimes two do at once.
    void ask_buyers(server& one) {
        for (const journal::posting& post : one.unknown().list()) {
            if (data_.leads().at(post.id).set_aside) continue;
            const auto seen = first_seen_.try_emplace(post.id, in_.time.now().steady).first->second;
            if (in_.time.now().steady - seen < operator_waits) continue;
            if (!in_.healed && !draw_.chance(100)) continue;
            if (in_.healed && known_.will_be_answered(post, one.plan())) continue;
            engine::settlement how;
            how.how = known_.has_accepted(post.id, post.order) ? journal::settled_as::sold
                                                               : journal::settled_as::rejected;
            // At the price that the buyer tells, if the lead can be sold at that, else at the
            // post's.
            const auto due = known_.due_price(post);
            if (how.how == journal::settled_as::sold && due != post.price)
                how.price = due.value_or(post.price);
            in_.note(fmt::format("operator settles {} as {}", engine::offer_id_of(post),
                                 to_text(how.how)));
            for (std::int64_t times = draw_.between(1, 2); times > 0; --times)
                one.settle(engine::offer_id_of(post), how, [](engine::settling) {});
        }
    }

    world in_;
    random draw_;
    database data_;
    truth known_;
    buyers market_;
    sellers sellers_;
    std::vector<crash_option> crashes_;
    std::vector<std::unique_ptr<server>> servers_;
    bool serving_ = false;
    owner last_owner_ = the_world;
    int version_ = 0;
    std::int64_t steps_ = 0;
    std::optional<base::duration> doomed_;  // the live server, after this step
    base::duration doomed_after_{};
    base::steady_time heal_by_;
    std::map<base::lead_id, base::steady_time> first_seen_;  // on the list of unknown posts
    bool over_ = false;
};

}  // namespace

result run_seed(std::uint64_t seed, bool print_trace) {
    return drama(seed, print_trace).play();
}

}  // namespace pointsman::sim
