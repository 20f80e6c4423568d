#include <pointsman/engine/follow_ups.hpp>

#include "lead_file.hpp"
#include "stored_lead.hpp"

#include <pointsman/base/planted.hpp>
#include <pointsman/protocol/interpret.hpp>
#include <pointsman/protocol/render.hpp>

#include <fmt/format.h>
#include <boost/asio/post.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>
#include <variant>

// How one call is made: the intent is written down, the buyer called, the end written down.
namespace pointsman::engine {
namespace {

using journal::follow_up_kind;
using protocol::phase;

constexpr base::duration first_notice_delay = std::chrono::seconds(2);
constexpr base::duration longest_notice_delay = std::chrono::minutes(15);

// How long until a call is tried again that could not be written down, or whose lead not be read.
constexpr base::duration store_retry = std::chrono::seconds(1);

base::duration notice_delay(std::int32_t sent) {
    base::duration delay = first_notice_delay;
    for (std::int32_t i = 1; i < sent && delay < longest_notice_delay; ++i) delay *= 2;
    return std::min(delay, longest_notice_delay);
}

base::duration next_delay(follow_up_kind kind, std::int32_t sent, const plan::connection& via) {
    switch (kind) {
        case follow_up_kind::status: return via.status->every;
        case follow_up_kind::repost: return via.repost->after;
        case follow_up_kind::void_notice: break;
    }
    return notice_delay(sent);
}

const protocol::request_spec& request_of(follow_up_kind kind, const plan::connection& via) {
    switch (kind) {
        case follow_up_kind::status: return via.status->request;
        case follow_up_kind::repost: return via.post.request;
        case follow_up_kind::void_notice: break;
    }
    return via.void_notice->request;
}

// They carry nothing of the lead, so they need none. The header names this very request
// ("<lead id>.<order>.status.3"), or a buyer could take it for the post; what is sent as the fact
// `offer_id` names the post.
buyer_call call_without_lead(const protocol::request_spec& spec, const unknown_post& post,
                             follow_up_kind kind, std::int32_t number) {
    static const lead::catalogue no_fields;
    buyer_call made;
    made.request = protocol::render(spec, phase::ping, no_fields, {}, offer_about(post));
    for (auto& [name, value] : made.request.headers)
        if (name == "X-Offer-Id")
            value = fmt::format("{}.{}.{}.{}", to_text(post.posting.id), post.posting.order,
                                to_text(kind), number);
    return made;
}

// Personal fields included; nothing when their key was erased.
std::optional<lead::values> whole_lead(const lead::catalogue& fields, const journal::received& lead,
                                       const unknown_post& post) {
    const auto personal = post.key ? open_personal(lead, *post.key) : std::nullopt;
    if (!personal) return std::nullopt;
    return values_of(fields, lead, *personal);
}

base::bytes sealed(const std::optional<base::secret_key>& key, const std::string& body) {
    if (!key || body.empty()) return {};
    return base::seal(*key, std::string_view(body).substr(0, max_stored_reply_bytes));
}

bool is_success(int status) {
    return status >= 200 && status < 300;
}

}  // namespace

void follow_ups::begin(const call_pointer& what) {
    const job& about = *what->of;
    if (about.kind == follow_up_kind::repost) return begin_repost(what);
    append_intent(what, call_without_lead(request_of(about.kind, *what->via), about.post,
                                          about.kind, about.number));
}

// The very post again, rendered anew from the lead as it was received.
void follow_ups::begin_repost(const call_pointer& what) {
    using found_lead = base::result<std::optional<journal::received>, std::string>;
    const auto read = [this, what](const found_lead& found) {
        const unknown_post& post = what->of->post;
        if (!found) {
            schedule(what->of, store_retry);
            return finish(*what);
        }
        const plan::vertical* vertical = what->plan->find_vertical(post.vertical);
        const auto lead = *found && vertical != nullptr
                              ? whole_lead(vertical->fields, **found, post)
                              : std::nullopt;
        if (!lead) {
            with_.observer.trouble(post.posting.id,
                                   "it cannot be posted again: its personal data is not there");
            leave(*what->of);
            return finish(*what);
        }
        buyer_call again;
        again.phase = phase::post;
        again.request = protocol::render(what->via->post.request, phase::post, vertical->fields,
                                         *lead, offer_about(post));
        if (planted(base::bug::repost_as_new_offer))
            for (auto& header : again.request.headers)
                if (header.first == "X-Offer-Id") header.second += ".again";
        append_intent(what, again);
    };
    with_.archive.find_received(what->of->post.posting.id,
                                [executor = with_.executor, read](const found_lead& found) {
                                    boost::asio::post(executor, [read, found] { read(found); });
                                });
}

void follow_ups::append_intent(const call_pointer& what, const buyer_call& request) {
    const journal::posting& post = what->of->post.posting;
    what->begun = with_.clock.now();
    const journal::follow_up intent{post.id,        post.walk,        post.order, post.attempt,
                                    what->of->kind, what->of->number, post.buyer, what->begun.wall};
    const auto written = [this, what, request](append_result result) {
        if (result == append_result::durable) return send(what, request);
        if (result == append_result::refused) {
            schedule(what->of, store_retry);
        } else {
            with_.observer.trouble(what->of->post.posting.id,
                                   "PostgreSQL refuses the intent to call a buyer for what it "
                                   "holds");
            leave(*what->of);
        }
        finish(*what);
    };
    if (planted(base::bug::repost_without_intent) && what->of->kind == follow_up_kind::repost) {
        with_.store.append(intent, [](append_result) {});
        return send(what, request);
    }
    with_.store.append(intent, [executor = with_.executor, written](append_result result) {
        boost::asio::post(executor, [written, result] { written(result); });
    });
}

void follow_ups::send(const call_pointer& what, buyer_call request) {
    const protocol::request_spec& spec = request_of(what->of->kind, *what->via);
    const std::int32_t made = ++what->of->number;
    with_.unknown.note_follow_ups(offer_id_of(what->of->post.posting), what->of->kind, made);
    const bool is_notice = what->of->kind == follow_up_kind::void_notice;
    if (!is_notice && !with_.unknown.find(offer_id_of(what->of->post.posting)) &&
        !planted(base::bug::settled_is_reposted))
        return answered(
            what, {call_failure{true, "the post was settled in the meantime"}, with_.clock.now()});
    const base::steady_time now = with_.clock.now().steady;
    request.answer_by = now + spec.timeout;
    request.leave_by = request.answer_by - spec.min_time;
    request.give_up_at = request.answer_by;
    with_.buyers.call(std::move(request),
                      [this, what](const call_result& result) { answered(what, result); });
}

void follow_ups::answered(const call_pointer& what, const call_result& result) {
    const job& about = *what->of;
    const journal::posting& post = about.post.posting;
    journal::follow_up_end end;
    end.id = post.id;
    end.walk = post.walk;
    end.order = post.order;
    end.attempt = post.attempt;
    end.kind = about.kind;
    end.begun_at = what->begun.wall;
    end.elapsed = with_.clock.now().steady - what->begun.steady;
    std::optional<settlement> how;
    if (const auto* reply = std::get_if<protocol::reply>(&result.answer)) {
        end.http_status = reply->status;
        end.reply_sealed = sealed(about.post.key, reply->body);
        how = understand(*what, *reply, end);
    } else {
        const auto& failure = std::get<call_failure>(result.answer);
        const char* silence = about.kind == follow_up_kind::void_notice ? "failed" : "unknown";
        end.result = failure.unsent ? "unsent" : silence;
        end.detail = failure.what;
    }
    with_.observer.follow_up_ended(post.buyer, to_text(about.kind), end.result);
    const bool is_told = end.result == "told";
    append_end(what->of, std::move(end));
    if (how) with_.unknown.settle_when_possible(offer_id_of(post), *how, with_.clock.now().wall);
    go_on(*what, is_told || how);
    finish(*what);
}

// What the buyer's reply means, in `end`, and for the post. Its own words are not kept plain: they
// may quote the consumer.
std::optional<settlement> follow_ups::understand(const call& what, const protocol::reply& reply,
                                                 journal::follow_up_end& end) {
    const journal::follow_up_kind kind = what.of->kind;
    if (kind == follow_up_kind::void_notice) {
        end.result = is_success(reply.status) ? "told" : "failed";
        if (!is_success(reply.status)) end.detail = "HTTP status " + std::to_string(reply.status);
        return std::nullopt;
    }
    const bool is_status = kind == follow_up_kind::status;
    const auto& spec = is_status ? what.via->status->reply : what.via->post.reply;
    auto how = settlement_by(is_status ? settled_by::status : settled_by::repost,
                             protocol::interpret_post(spec, reply));
    if (planted(base::bug::status_unknown_is_rejected) && is_status && !how)
        how = settlement{journal::settled_as::rejected, settled_by::status, {}, {}, {}};
    end.result = "unknown";
    if (!how) return std::nullopt;
    end.result = how->how == journal::settled_as::sold ? "accepted" : "rejected";
    if (how->how == journal::settled_as::sold)
        if (const auto money = sold_money(what.of->post, *how); !money) {
            end.result = "unknown";
            end.detail = money.error();
        }
    how->note.clear();
    how->reference = plain_reference(std::move(how->reference));
    return how;
}

// Once more after a while, unless that was the end of it.
void follow_ups::go_on(const call& what, bool is_over) {
    const job& about = *what.of;
    const bool is_notice = about.kind == follow_up_kind::void_notice;
    if (!is_over && is_notice && about.number >= most_notices)
        with_.observer.trouble(about.post.posting.id,
                               "the buyer could not be told that its late accept is void");
    if (is_over && is_notice) return;  // append_end leaves it
    if (is_over || (is_notice && about.number >= most_notices)) return leave(about);
    schedule(what.of, next_delay(about.kind, about.number, *what.via));
}

// A notice that was told is left when that is written down, or the archive would name it again.
void follow_ups::append_end(const job_pointer& about, journal::follow_up_end end) {
    const bool is_told = end.result == "told";
    with_.store.append(std::move(end), [this, about, is_told](append_result result) {
        if (result != append_result::durable)
            with_.observer.trouble(about->post.posting.id,
                                   "the end of a call to a buyer could not be stored");
        if (is_told) boost::asio::post(with_.executor, [this, about] { leave(*about); });
    });
}

}  // namespace pointsman::engine
