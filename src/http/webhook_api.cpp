#include <pointsman/http/webhook_api.hpp>

#include "routing.hpp"
#include "sale_price.hpp"
#include "webhook.hpp"

#include <pointsman/base/result.hpp>
#include <pointsman/base/strict_json.hpp>
#include <pointsman/engine/await_callback.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>

namespace pointsman::http {
namespace {

namespace asio = boost::asio;
using engine::settling;

constexpr std::string_view path_begin = "/v1/buyers/";
constexpr std::string_view path_end = "/outcomes";
constexpr const char* not_signed =
    "the call is not signed by this buyer within the last five minutes (Standard Webhooks)";
constexpr const char* no_such_post = "no post of unknown answer has this offer id";
constexpr const char* takes_no_price =
    "price: the contract of this post does not take a price that the buyer names afterwards";
constexpr const char* settled_otherwise =
    "it was settled otherwise before: the other way, or as sold at another price";
constexpr const char* not_yet = "the post is still under way: send it again";
constexpr const char* not_now = "it cannot be written down now: send it again";
constexpr base::duration webhook_limit = std::chrono::seconds(5);
constexpr base::json_limits webhook_body_limits{.depth = 4, .members = 8, .string_bytes = 1024};

struct told {
    std::string offer_id;
    engine::settlement how;
};

base::result<told, std::string> read_outcome(const std::string& body) {
    const auto parsed = base::parse_json(body, webhook_body_limits);
    if (!parsed) return base::failure("the body is not JSON: " + parsed.error().what);
    if (!parsed->is_object()) return base::failure<std::string>("the body must be a JSON object");
    told made;
    std::string result;
    std::string price;
    std::string reason;  // a buyer's own words may quote the consumer: they are not kept
    const std::pair<std::string_view, std::string*> members[] = {{"offer_id", &made.offer_id},
                                                                 {"result", &result},
                                                                 {"reference", &made.how.reference},
                                                                 {"price", &price},
                                                                 {"reason", &reason}};
    for (const auto& [name, value] : parsed->items()) {
        const auto* member = std::ranges::find(members, std::string_view(name),
                                               &std::pair<std::string_view, std::string*>::first);
        if (member == std::end(members))
            return base::failure(name +
                                 ": unknown; there are offer_id, result, reference, price, reason");
        if (!value.is_string()) return base::failure(name + " must be a text");
        *member->second = value.get<std::string>();
    }
    if (made.offer_id.empty()) return base::failure<std::string>("offer_id is missing");
    if (result != "accepted" && result != "rejected")
        return base::failure<std::string>("result must be \"accepted\" or \"rejected\"");
    // It is stored plain, so it must not have room for anything personal but an id.
    if (engine::plain_reference(made.how.reference) != made.how.reference)
        return base::failure<std::string>(
            "reference must be at most 128 letters, digits, \".\", \"_\", \":\" or \"-\"");
    made.how.how = result == "accepted" ? journal::settled_as::sold : journal::settled_as::rejected;
    made.how.by = engine::settled_by::webhook;
    if (price.empty()) return made;
    made.how.price = read_sale_price(price);
    if (!made.how.price) return base::failure<std::string>(no_sale_price);
    return made;
}

// Whether the buyer may name what it pays, by the plan in force.
bool takes_price(const plan::snapshot& plan, const std::string& offer_id) {
    const auto post = engine::parse_offer_id(offer_id);
    const plan::order* order = post ? plan.find_order(post->order) : nullptr;
    if (order == nullptr) return false;
    const plan::connection& via = *order->via;
    return via.post.reply.price || (via.status && via.status->reply.price);
}

response to_response(settling came) {
    switch (came) {
        case settling::settled:
        case settling::repeated: return {204, "", "", {}};
        case settling::contradicted: return make_problem(409, settled_otherwise);
        case settling::under_way: return make_problem(409, "it is being settled at this moment");
        case settling::price_refused: return make_problem(409, price_too_low);
        case settling::not_known: return make_problem(404, no_such_post);
        case settling::unavailable: break;
    }
    return make_problem(503, not_now);
}

response refuse(engine::late_meaning meaning) {
    return make_problem(409,
                        meaning == engine::late_meaning::is_void
                            ? "void: the accept came after the time in which silence is a refusal; "
                              "the lead was not sold to you"
                            : settled_otherwise);
}

}  // namespace

webhook_api::webhook_api(engine::services& with, engine::post_archive& archive,
                         seller_api::current_plan plan)
    : with_(with), archive_(archive), plan_(std::move(plan)) {}

bool webhook_api::takes(std::string_view path) {
    return path.starts_with(path_begin) && path.ends_with(path_end) &&
           path.size() > path_begin.size() + path_end.size();
}

asio::awaitable<response> webhook_api::handle(request asked) {
    if (asked.method != "POST") co_return wrong_method("POST");
    const std::size_t length = asked.path.size() - path_begin.size() - path_end.size();
    const std::string name = asked.path.substr(path_begin.size(), length);
    const plan::snapshot_pointer plan = plan_();
    const plan::buyer* buyer = plan->find_buyer(name);
    const bool knows_buyer = buyer != nullptr && !buyer->webhook_secrets.empty();
    if (!knows_buyer ||
        !webhook_problem(asked, buyer->webhook_secrets, with_.clock.now().wall).empty()) {
        with_.observer.request_refused(401);
        co_return make_problem(401, not_signed);  // the same for all, or it tells who is a buyer
    }
    co_return co_await settle(buyer->name, std::move(asked.body));
}

asio::awaitable<response> webhook_api::settle(std::string buyer, std::string body) {
    auto given = read_outcome(body);
    if (!given) co_return make_problem(422, given.error());
    if (given->how.price && !takes_price(*plan_(), given->offer_id))
        co_return make_problem(422, takes_no_price);
    if (!with_.unknown_posts.is_of(given->offer_id, buyer))
        co_return co_await look_back(std::move(buyer), std::move(given->offer_id),
                                     std::move(given->how));
    const base::instant now = with_.clock.now();
    const auto begin = [&](std::function<void(settling)> done) {
        with_.unknown_posts.settle(given->offer_id, given->how, now.wall, std::move(done));
    };
    const settling came = co_await engine::await_callback_until<settling>(
        with_.executor, with_.timers, now.steady + webhook_limit, settling::unavailable, begin);
    co_return to_response(came);
}

// A post that is not (or no longer) on the list: what is written down about it tells.
asio::awaitable<response> webhook_api::look_back(std::string buyer, std::string offer_id,
                                                 engine::settlement said) {
    using found_post = base::result<std::optional<engine::past_post>, std::string>;
    auto which = engine::parse_offer_id(offer_id);
    if (!which) co_return make_problem(404, no_such_post);
    const base::instant now = with_.clock.now();
    const found_post too_slow = base::failure<std::string>("the database does not answer");
    const auto begin = [&](std::function<void(found_post)> done) {
        archive_.find_post(*std::move(which), std::move(done));
    };
    const found_post found = co_await engine::await_callback_until<found_post>(
        with_.executor, with_.timers, now.steady + webhook_limit, too_slow, begin);
    if (!found) co_return make_problem(503, not_now);
    if (!*found || (*found)->post.posting.buyer != buyer) co_return make_problem(404, no_such_post);
    const engine::past_post& known = **found;
    const engine::late_meaning meaning = engine::judge_late(known, said);
    if (meaning == engine::late_meaning::not_yet) co_return make_problem(503, not_yet);
    if (meaning == engine::late_meaning::nothing_known) co_return make_problem(404, no_such_post);
    if (meaning == engine::late_meaning::agrees) co_return response{204, "", "", {}};
    if (known.is_noted) co_return refuse(meaning);
    journal::void_answer record = engine::make_void_answer(
        known.post, said, meaning == engine::late_meaning::contradicts, now.wall);
    const bool is_written = co_await note(known.post, std::move(record));
    co_return is_written ? refuse(meaning) : make_problem(503, not_now);
}

asio::awaitable<bool> webhook_api::note(engine::unknown_post post, journal::void_answer what) {
    const auto begin = [&](std::function<void(bool)> done) {
        with_.unknown_posts.voids().add(std::move(post), std::move(what), std::move(done));
    };
    const bool is_written = co_await engine::await_callback_until<bool>(
        with_.executor, with_.timers, with_.clock.now().steady + webhook_limit, false, begin);
    co_return is_written;
}

}  // namespace pointsman::http
