#include <pointsman/http/webhook_api.hpp>

#include "routing.hpp"
#include "webhook.hpp"

#include <pointsman/base/result.hpp>
#include <pointsman/base/strict_json.hpp>
#include <pointsman/engine/await_callback.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <functional>
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
constexpr base::duration settle_limit = std::chrono::seconds(5);
constexpr base::json_limits body_limits{.depth = 4, .members = 8, .string_bytes = 1024};

struct told {
    std::string offer_id;
    engine::settlement how;
};

// It is stored plain, so it must not have room for anything personal but an id.
bool is_reference(std::string_view text) {
    constexpr std::size_t max_bytes = 128;
    constexpr std::string_view allowed =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-";
    return text.size() <= max_bytes && text.find_first_not_of(allowed) == text.npos;
}

base::result<told, std::string> read_outcome(const std::string& body) {
    const auto parsed = base::parse_json(body, body_limits);
    if (!parsed) return base::failure("the body is not JSON: " + parsed.error().what);
    if (!parsed->is_object()) return base::failure<std::string>("the body must be a JSON object");
    told made;
    std::string result;
    std::string reason;  // a buyer's own words may quote the consumer: they are not kept
    const std::pair<std::string_view, std::string*> members[] = {{"offer_id", &made.offer_id},
                                                                 {"result", &result},
                                                                 {"reference", &made.how.reference},
                                                                 {"reason", &reason}};
    for (const auto& [name, value] : parsed->items()) {
        const auto* member = std::ranges::find(members, std::string_view(name),
                                               &std::pair<std::string_view, std::string*>::first);
        if (member == std::end(members))
            return base::failure(name + ": unknown; there are offer_id, result, reference, reason");
        if (!value.is_string()) return base::failure(name + " must be a text");
        *member->second = value.get<std::string>();
    }
    if (made.offer_id.empty()) return base::failure<std::string>("offer_id is missing");
    if (result != "accepted" && result != "rejected")
        return base::failure<std::string>("result must be \"accepted\" or \"rejected\"");
    if (!is_reference(made.how.reference))
        return base::failure<std::string>(
            "reference must be at most 128 letters, digits, \".\", \"_\", \":\" or \"-\"");
    made.how.how = result == "accepted" ? journal::settled_as::sold : journal::settled_as::rejected;
    made.how.by = engine::settled_by::webhook;
    return made;
}

response to_response(settling came) {
    switch (came) {
        case settling::settled:
        case settling::repeated: return {204, "", "", {}};
        case settling::contradicted:
            return make_problem(409, "it was settled the other way before");
        case settling::under_way: return make_problem(409, "it is being settled at this moment");
        case settling::not_known:
            return make_problem(404, "no post of unknown answer has this offer id, or not yet");
        case settling::unavailable: break;
    }
    return make_problem(503, "it cannot be written down now: send it again");
}

}  // namespace

webhook_api::webhook_api(engine::services& with, seller_api::current_plan plan)
    : with_(with), plan_(std::move(plan)) {}

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
    if (!with_.unknown_posts.is_of(given->offer_id, buyer))
        co_return make_problem(404, "no post of unknown answer has this offer id, or not yet");
    const base::instant now = with_.clock.now();
    const auto begin = [&](std::function<void(settling)> done) {
        with_.unknown_posts.settle(given->offer_id, given->how, now.wall, std::move(done));
    };
    const settling came = co_await engine::await_callback_until<settling>(
        with_.executor, with_.timers, now.steady + settle_limit, settling::unavailable, begin);
    co_return to_response(came);
}

}  // namespace pointsman::http
