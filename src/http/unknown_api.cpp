#include <pointsman/http/unknown_api.hpp>

#include "paging.hpp"
#include "routing.hpp"
#include "sale_price.hpp"

#include <pointsman/base/strict_json.hpp>
#include <pointsman/base/text.hpp>
#include <pointsman/engine/asio_timers.hpp>
#include <pointsman/engine/await_callback.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace pointsman::http {
namespace {

namespace asio = boost::asio;
using engine::settling;
using nlohmann::json;

constexpr std::string_view unknown_path = "/v1/admin/unknown";
constexpr base::duration settle_limit = std::chrono::seconds(5);
constexpr std::size_t max_text_bytes = 512;  // reference, note
constexpr base::json_limits settlement_body_limits{
    .depth = 4, .members = 8, .string_bytes = max_text_bytes};

json to_json(const engine::listed_post& one, base::wall_time now) {
    const journal::posting& post = one.posting;
    const auto age = std::chrono::duration_cast<std::chrono::seconds>(now - post.at);
    return {{"offer_id", engine::offer_id_of(post)},
            {"lead_id", to_text(post.id)},
            {"order", post.order},
            {"buyer", post.buyer},
            {"price", base::to_text(post.price)},
            {"payout", base::to_text(post.payout)},
            {"refused_price", one.refused_price ? json(base::to_text(*one.refused_price)) : json()},
            {"currency", post.currency},
            {"posted_at", base::to_rfc3339(post.at)},
            {"age_s", age.count()},
            {"settle_at", post.settle_at ? json(base::to_rfc3339(*post.settle_at)) : json()},
            {"settle_as", post.settle_at ? json(to_text(post.settle_as)) : json()}};
}

// What an operator decided, or what is wrong with the way it was said.
base::result<engine::settlement, std::string> read_decision(const std::string& body) {
    const auto parsed = base::parse_json(body, settlement_body_limits);
    if (!parsed) return base::failure("the body is not JSON: " + parsed.error().what);
    if (!parsed->is_object()) return base::failure<std::string>("the body must be a JSON object");
    engine::settlement decided;
    std::string settle_as;
    std::string price;
    const std::pair<std::string_view, std::string*> members[] = {{"settle_as", &settle_as},
                                                                 {"reference", &decided.reference},
                                                                 {"price", &price},
                                                                 {"note", &decided.note}};
    for (const auto& [name, value] : parsed->items()) {
        const auto* member = std::ranges::find(members, std::string_view(name),
                                               &std::pair<std::string_view, std::string*>::first);
        if (member == std::end(members))
            return base::failure(name + ": unknown; there are settle_as, reference, price, note");
        if (!value.is_string()) return base::failure(name + " must be a text");
        *member->second = value.get<std::string>();
    }
    if (settle_as != "sold" && settle_as != "rejected")
        return base::failure<std::string>("settle_as must be \"sold\" or \"rejected\"");
    decided.how = settle_as == "sold" ? journal::settled_as::sold : journal::settled_as::rejected;
    decided.by = engine::settled_by::operator_decision;
    if (price.empty()) return decided;
    decided.price = read_sale_price(price);
    if (!decided.price) return base::failure<std::string>(no_sale_price);
    return decided;
}

// Whoever settles such a post as sold must say at what: at the price that its buyer named it
// cannot be.
std::string price_is_missing(base::money named) {
    const std::string what =
        named > base::money() ? "at " + base::to_text(named) : "at a price that cannot be read";
    return "price is missing: the buyer accepted " + what +
           ", at which the lead cannot be sold; say what the buyer pays";
}

response to_response(settling came, std::string_view settle_as) {
    switch (came) {
        case settling::settled:
        case settling::repeated:
            return {200, "application/json", json{{"settled_as", settle_as}}.dump(), {}};
        case settling::contradicted:
            return make_problem(
                409, "it was settled otherwise before: the other way, or at another price");
        case settling::under_way: return make_problem(409, "it is being settled at this moment");
        case settling::price_refused: return make_problem(409, price_too_low);
        case settling::not_known: return make_problem(404, "no post of unknown answer has this id");
        case settling::unavailable: break;
    }
    return make_problem(503, "it cannot be written down now: try again");
}

}  // namespace

unknown_api::unknown_api(asio::any_io_executor executor, engine::unknown_posts& unknown,
                         const base::clock& clock)
    : executor_(std::move(executor)),
      timers_(engine::make_asio_timers(executor_)),
      unknown_(unknown),
      clock_(clock) {}

bool unknown_api::knows(const request& asked) {
    return asked.path == unknown_path || asked.path.starts_with(std::string(unknown_path) + "/");
}

asio::awaitable<response> unknown_api::handle(request asked) {
    if (asked.path == unknown_path)
        co_return asked.method == "GET" ? list(asked.query) : wrong_method("GET");
    if (asked.method != "POST") co_return wrong_method("POST");
    co_return co_await settle(asked.path.substr(unknown_path.size() + 1), std::move(asked.body));
}

response unknown_api::list(const std::string& query) const {
    const auto asked = read_page(query);
    if (!asked) return make_problem(422, asked.error());
    const base::wall_time now = clock_.now().wall;
    json all = json::array();
    json next;
    for (const engine::listed_post& one : unknown_.list_page(asked->after, asked->limit)) {
        all.push_back(to_json(one, now));
        if (all.size() == asked->limit) next = engine::offer_id_of(one.posting);
    }
    const json page{{"unknown", std::move(all)}, {"next", std::move(next)}};
    return {200, "application/json", page.dump(2) + "\n", {}};
}

asio::awaitable<response> unknown_api::settle(std::string offer_id, std::string body) {
    auto decided = read_decision(body);
    if (!decided) co_return make_problem(422, decided.error());
    const std::string settle_as(to_text(decided->how));
    if (decided->how == journal::settled_as::sold && !decided->price)
        if (const auto open = unknown_.find(offer_id); open && open->refused_price)
            co_return make_problem(422, price_is_missing(*open->refused_price));
    const base::instant now = clock_.now();
    const auto begin = [&](std::function<void(settling)> done) {
        unknown_.settle(offer_id, *decided, now.wall, std::move(done));
    };
    const settling came = co_await engine::await_callback_until<settling>(
        executor_, *timers_, now.steady + settle_limit, settling::unavailable, begin);
    co_return to_response(came, settle_as);
}

}  // namespace pointsman::http
