#include "buyers.hpp"

#include "market.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace pointsman::sim {
namespace {

using std::chrono::milliseconds;

base::lead_id lead_of(const protocol::request& request) {
    for (const auto& [name, value] : request.headers)
        if (name == "X-Offer-Id")
            return {base::parse_uuid(value.substr(0, value.find('.'))).value()};
    return {};
}

}  // namespace

struct buyers::call_state {
    owner whose = the_world;
    engine::buyer_call what;
    callback done;
    base::lead_id lead;
    std::size_t order = 0;
    int version = 0;
    base::steady_time sent;

    bool is_post() const { return what.phase == protocol::phase::post; }
};

void buyers::call(owner whose, engine::buyer_call what, callback done) {
    const auto call = std::make_shared<call_state>();
    call->whose = whose;
    call->lead = lead_of(what.request);
    call->order = order_of_url(what.request.url);
    call->version = version_of_url(what.request.url);
    call->sent = in_.time.now().steady;
    call->what = std::move(what);
    call->done = std::move(done);
    in_.note(fmt::format("{} to b{} v{} {}", call->is_post() ? "post" : "ping", call->order,
                         call->version, base::to_text(call->lead)));
    if (fault(in_.how.unsent))
        return fail(call, true, milliseconds(draw_.between(0, 100)), "connection refused");
    if (fault(in_.how.lost_request)) {
        const bool is_silent = draw_.chance(500);
        return fail(call, false,
                    is_silent ? base::duration::max() : milliseconds(draw_.between(1, 200)),
                    "reset");
    }
    const bool slow = fault(in_.how.slow);
    const base::duration way = std::chrono::microseconds(slow ? draw_.between(1000, 1'500'000)
                                                              : draw_.between(500, 30'000));
    in_.time.after(way, the_world, [this, call] { read(call); });
}

// What it reads now it decides on now; the answer is the truth whether it arrives or not.
void buyers::read(const std::shared_ptr<call_state>& call) {
    const bool rejects = draw_.chance(in_.how.rejects);
    const bool nonsense = fault(in_.how.garbage);
    if (!call->is_post()) {
        truth_.ping_read(call->lead, call->order, call->version);
        if (nonsense) return reply(call, 500, "<html>");
        return reply(call, 200, rejects && draw_.chance(500) ? R"({"status":"no"})" : bid(*call));
    }
    const bool accepts = !rejects;
    const verdict said = nonsense && draw_.chance(500) ? verdict::nothing
                         : accepts                     ? verdict::accepts
                                                       : verdict::rejects;
    in_.note(fmt::format("b{} reads {}: {}", call->order, base::to_text(call->lead),
                         static_cast<int>(said)));
    const auto named = said == verdict::accepts ? name_price(*call) : std::nullopt;
    // One that answers nonsense may own the lead all the same, unless it says no clearly.
    truth_.post_read(call->lead, call->order, call->version, call->sent,
                     nonsense && said == verdict::rejects ? verdict::nothing : said, named);
    if (nonsense) return reply(call, 500, "oops");
    if (named)
        return reply(call, 200,
                     fmt::format(R"({{"result":"accepted","price":"{}"}})", base::to_text(*named)));
    reply(call, 200, accepts ? R"({"result":"accepted"})" : R"({"result":"rejected"})");
}

// Mostly somewhat less than what the post offered; sometimes nothing, more, or next to nothing.
std::optional<base::money> buyers::name_price(const call_state& call) {
    if (!in_.how.orders.at(call.order).takes_post_price || price_draw_.chance(150))
        return std::nullopt;
    const std::int64_t offered = truth_.offered_to(call.lead, call.order).micros();
    const std::int64_t share = price_draw_.chance(150)   ? price_draw_.between(1, 200)
                               : price_draw_.chance(150) ? price_draw_.between(1000, 1500)
                                                         : price_draw_.between(500, 1000);
    return base::money::from_micros(std::max<std::int64_t>(1, offered / 1000 * share));
}

std::string buyers::bid(const call_state& call) {
    // Down to the micro-unit, so that every rounding shows.
    const auto price = base::money::from_micros(draw_.between(1'000'000, 30'000'000));
    truth_.bid_made(call.lead, call.order, price);
    return fmt::format(R"({{"status":"ok","bid":"{}"}})", base::to_text(price));
}

void buyers::reply(const std::shared_ptr<call_state>& call, int status, std::string body) {
    if (fault(in_.how.lost_reply)) {
        const bool is_silent = draw_.chance(500);
        return fail(call, false,
                    is_silent ? base::duration::max() : milliseconds(draw_.between(1, 200)),
                    "closed without an answer");
    }
    const bool slow = fault(in_.how.slow);
    const base::duration takes = std::chrono::microseconds(slow ? draw_.between(1000, 3'000'000)
                                                                : draw_.between(500, 50'000));
    const base::steady_time arrives = in_.time.now().steady + takes;
    if (arrives > call->what.give_up_at)
        return fail(call, false, base::duration::max(), "no answer in time");
    in_.time.at(arrives, call->whose, [this, call, status, body = std::move(body)] {
        const base::instant now = in_.time.now();
        in_.note(fmt::format("b{} answers {} {}", call->order, base::to_text(call->lead), body));
        if (!call->is_post())
            truth_.bid_heard(call->lead, call->order, now.steady < call->what.answer_by);
        call->done({protocol::reply{status, body}, now});
    });
}

void buyers::fail(const std::shared_ptr<call_state>& call, bool unsent, base::duration delay,
                  const char* what) {
    const base::steady_time now = in_.time.now().steady;
    const base::steady_time when = delay == base::duration::max()
                                       ? call->what.give_up_at
                                       : std::min(now + delay, call->what.give_up_at);
    in_.time.at(when, call->whose, [this, call, unsent, what] {
        in_.note(fmt::format("b{} fails {}: {}", call->order, base::to_text(call->lead), what));
        call->done({engine::call_failure{unsent, what}, in_.time.now()});
    });
}

}  // namespace pointsman::sim
