#include "buyers.hpp"

#include "market.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace pointsman::sim {
namespace {

using std::chrono::milliseconds;

// What a request is about stands in its header, behind the lead's id.
std::string offer_id_of(const protocol::request& request) {
    for (const auto& [name, value] : request.headers)
        if (name == "X-Offer-Id") return value;
    return {};
}

base::lead_id lead_of(const std::string& offer_id) {
    const auto id = base::parse_uuid(offer_id.substr(0, offer_id.find('.')));
    return id ? base::lead_id{*id} : base::lead_id{};
}

}  // namespace

struct buyers::call_state {
    server_life whose;
    std::optional<journal::follow_up_kind> about;
    engine::buyer_call what;
    callback done;
    base::lead_id lead;
    std::size_t order = 0;
    int version = 0;
    base::steady_time sent;

    bool is_post() const { return what.phase == protocol::phase::post; }

    std::string_view name() const {
        if (about) return journal::to_text(*about);
        return is_post() ? "post" : "ping";
    }
};

void buyer_line::call(engine::buyer_call what, std::function<void(engine::call_result)> done) {
    using journal::follow_up_kind;
    const bool is_post = what.phase == protocol::phase::post;
    std::optional<follow_up_kind> about;
    if (what_for_ == use::follow_ups)
        about = is_post                               ? follow_up_kind::repost
                : what.request.url.ends_with("/void") ? follow_up_kind::void_notice
                                                      : follow_up_kind::status;
    const bool is_watched = is_post || about;
    if (is_watched) around_(false);
    if (stopped_) return;
    const auto kept = std::make_shared<callback>(std::move(done));
    waiting_.push_back(kept);
    all_.call(whose_, about, std::move(what), [kept](const engine::call_result& result) {
        if (const callback once = std::exchange(*kept, nullptr)) once(result);
    });
    if (is_watched) around_(true);
}

random& buyers::stream_of(const call_state& call) {
    return call.about ? follow_up_draw_ : draw_;
}

void buyers::call(server_life whose, std::optional<journal::follow_up_kind> about,
                  engine::buyer_call what, callback done) {
    const auto call = std::make_shared<call_state>();
    const std::string offer_id = offer_id_of(what.request);
    call->whose = whose;
    call->about = about;
    call->lead = lead_of(offer_id);
    call->order = order_of_url(what.request.url);
    call->version = version_of_url(what.request.url);
    call->sent = in_.time.now().steady;
    call->what = std::move(what);
    call->done = std::move(done);
    in_.note(fmt::format("{} to b{} v{} {}", call->name(), call->order, call->version,
                         base::to_text(call->lead)));
    const std::string& body = call->what.request.body;
    if (about)
        truth_.follow_up_leaves({whose, *about, call->lead, call->order, offer_id, body});
    else if (call->is_post())
        truth_.post_leaves(call->lead, call->order, body);
    random& draw = stream_of(*call);
    if (fault(*call, in_.how.unsent))
        return fail(call, true, milliseconds(draw.between(0, 100)), "connection refused");
    if (fault(*call, in_.how.lost_request)) {
        const bool is_silent = draw.chance(500);
        return fail(call, false,
                    is_silent ? base::duration::max() : milliseconds(draw.between(1, 200)),
                    "reset");
    }
    const bool slow = fault(*call, in_.how.slow);
    const base::duration way =
        std::chrono::microseconds(slow ? draw.between(1000, 1'500'000) : draw.between(500, 30'000));
    in_.time.after(way, the_world, [this, call] { read(call); });
}

// What it reads now it decides on now; the answer is the truth whether it arrives or not.
void buyers::read(const std::shared_ptr<call_state>& call) {
    using journal::follow_up_kind;
    const bool rejects = stream_of(*call).chance(in_.how.rejects);
    const bool nonsense = fault(*call, in_.how.garbage);
    if (call->about == follow_up_kind::status) return read_status(call, nonsense);
    if (call->about == follow_up_kind::void_notice) return read_void_notice(call, nonsense);
    if (!call->is_post()) return read_ping(call, rejects, nonsense);
    const std::string order = fmt::format("o{}", call->order);
    const bool is_known =
        truth_.has_accepted(call->lead, order) || truth_.has_refused(call->lead, order);
    if (is_known && truth_.knows_again(call->order)) return read_again(call, nonsense);
    read_post(call, rejects, nonsense);
}

void buyers::read_ping(const std::shared_ptr<call_state>& call, bool rejects, bool nonsense) {
    truth_.ping_read(call->lead, call->order, call->version);
    if (nonsense) return reply(call, 500, "<html>");
    reply(call, 200, rejects && draw_.chance(500) ? R"({"status":"no"})" : bid(*call));
}

void buyers::read_post(const std::shared_ptr<call_state>& call, bool rejects, bool nonsense) {
    const bool accepts = !rejects;
    const verdict said = nonsense && stream_of(*call).chance(500) ? verdict::nothing
                         : accepts                                ? verdict::accepts
                                                                  : verdict::rejects;
    in_.note(fmt::format("b{} reads {}: {}", call->order, base::to_text(call->lead),
                         static_cast<int>(said)));
    const auto named = said == verdict::accepts ? name_price(*call) : std::nullopt;
    // One that answers nonsense may own the lead all the same, unless it says no clearly.
    truth_.post_read(call->lead, call->order, call->version,
                     {fmt::format("o{}", call->order), call->sent,
                      nonsense && said == verdict::rejects ? verdict::nothing : said, named,
                      call->about.has_value()});
    if (nonsense) return reply(call, 500, "oops");
    say(call, accepts, named);
}

// It knows the post by its offer id and answers as it did, whichever of the two came first.
void buyers::read_again(const std::shared_ptr<call_state>& call, bool nonsense) {
    const std::string order = fmt::format("o{}", call->order);
    in_.note(fmt::format("b{} reads {} again", call->order, base::to_text(call->lead)));
    truth_.post_read_again(call->lead, order, call->about.has_value());
    if (nonsense) return reply(call, 500, "oops");
    say(call, truth_.has_accepted(call->lead, order), truth_.named_by(call->lead, order));
}

void buyers::say(const std::shared_ptr<call_state>& call, bool accepts,
                 const std::optional<base::money>& named) {
    if (named)
        return reply(call, 200,
                     fmt::format(R"({{"result":"accepted","price":"{}"}})", base::to_text(*named)));
    reply(call, 200, accepts ? R"({"result":"accepted"})" : R"({"result":"rejected"})");
}

// What it decided, if it read the post at all.
void buyers::read_status(const std::shared_ptr<call_state>& call, bool nonsense) {
    const std::string order = fmt::format("o{}", call->order);
    if (nonsense) return reply(call, 500, "<html>");
    const follow_up_option& declared = in_.how.orders.at(call->order).follow_ups;
    if (!declared.otherwise_rejects && fault(*call, in_.how.garbage))
        return reply(call, 200, R"({"state":"working"})");
    if (truth_.has_refused(call->lead, order)) return reply(call, 200, R"({"state":"rejected"})");
    if (!truth_.has_accepted(call->lead, order))
        return reply(call, 200, R"({"state":"not_known"})");
    const auto named = truth_.named_by(call->lead, order);
    if (!named) return reply(call, 200, R"({"state":"accepted"})");
    reply(call, 200, fmt::format(R"({{"state":"accepted","price":"{}"}})", base::to_text(*named)));
}

void buyers::read_void_notice(const std::shared_ptr<call_state>& call, bool nonsense) {
    in_.note(fmt::format("b{} is told that {} is void", call->order, base::to_text(call->lead)));
    truth_.void_notice_read(call->lead, fmt::format("o{}", call->order));
    if (nonsense) return reply(call, 500, "oops");
    reply(call, 200, "{}");
}

// Mostly somewhat less than what the post offered; sometimes nothing, more, or next to nothing.
std::optional<base::money> buyers::name_price(const call_state& call) {
    random& draw = call.about ? follow_up_draw_ : price_draw_;
    if (!in_.how.orders.at(call.order).takes_post_price || draw.chance(150)) return std::nullopt;
    const std::int64_t offered = truth_.offered_to(call.lead, call.order).micros();
    const std::int64_t share = draw.chance(150)   ? draw.between(1, 200)
                               : draw.chance(150) ? draw.between(1000, 1500)
                                                  : draw.between(500, 1000);
    return base::money::from_micros(std::max<std::int64_t>(1, offered / 1000 * share));
}

std::string buyers::bid(const call_state& call) {
    // Down to the micro-unit, so that every rounding shows.
    const auto price = base::money::from_micros(draw_.between(1'000'000, 30'000'000));
    truth_.bid_made(call.lead, call.order, price);
    return fmt::format(R"({{"status":"ok","bid":"{}"}})", base::to_text(price));
}

void buyers::reply(const std::shared_ptr<call_state>& call, int status, std::string body) {
    random& draw = stream_of(*call);
    if (fault(*call, in_.how.lost_reply)) {
        const bool is_silent = draw.chance(500);
        return fail(call, false,
                    is_silent ? base::duration::max() : milliseconds(draw.between(1, 200)),
                    "closed without an answer");
    }
    const bool slow = fault(*call, in_.how.slow);
    const base::duration takes =
        std::chrono::microseconds(slow ? draw.between(1000, 3'000'000) : draw.between(500, 50'000));
    const base::steady_time arrives = in_.time.now().steady + takes;
    if (arrives > call->what.give_up_at)
        return fail(call, false, base::duration::max(), "no answer in time");
    in_.time.at(arrives, call->whose.number, [this, call, status, body = std::move(body)] {
        const base::instant now = in_.time.now();
        in_.note(fmt::format("b{} answers {} {}", call->order, base::to_text(call->lead), body));
        if (!call->is_post() && !call->about)
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
    in_.time.at(when, call->whose.number, [this, call, unsent, what] {
        in_.note(fmt::format("b{} fails {}: {}", call->order, base::to_text(call->lead), what));
        call->done({engine::call_failure{unsent, what}, in_.time.now()});
    });
}

}  // namespace pointsman::sim
