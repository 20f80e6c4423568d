#include "stage.hpp"

namespace pointsman::engine {
namespace {

nlohmann::json::json_pointer at(const char* path) {
    return nlohmann::json::json_pointer(path);
}

lead::catalogue small_catalogue() {
    std::vector<lead::field> fields(4);
    fields[0].name = "zip";
    fields[0].type = lead::field_type::us_zip;
    fields[0].required = lead::required_at::ping;
    fields[1].name = "state";
    fields[1].type = lead::field_type::us_state;
    fields[1].derived_from = 0;
    fields[2].name = "email";
    fields[2].type = lead::field_type::email;
    fields[2].required = lead::required_at::post;
    fields[2].personal = true;
    fields[3].name = "homeowner";
    fields[3].type = lead::field_type::boolean;
    return lead::catalogue(fields);
}

std::shared_ptr<plan::connection> connection_to(const std::string& host) {
    auto via = std::make_shared<plan::connection>();
    via->name = host;
    via->ping.emplace();
    via->ping->request.url = "http://" + host + ".example/ping";
    via->ping->request.timeout = 500ms;
    via->ping->request.send = {protocol::send_all{}};
    via->ping->reply.bid_when = {at("/status"), {"ok"}, {}, {}};
    via->ping->reply.price = at("/bid");
    via->ping->reply.captures = {{"reference", at("/ref")}};
    via->post.request.url = "http://" + host + ".example/post";
    via->post.request.timeout = 1s;
    via->post.request.send = {protocol::send_all{}, protocol::send_captured{"reference", "ref"}};
    via->post.reply.accepted_when = {at("/result"), {"accepted"}, {}, {}};
    via->post.reply.rejected_when = protocol::condition{at("/result"), {"rejected"}, {}, {}};
    via->post.reply.redirect = at("/url");
    via->late_reply = 2s;
    return via;
}

std::shared_ptr<plan::snapshot> small_plan() {
    auto made = std::make_shared<plan::snapshot>();
    made->verticals.push_back({"auto", small_catalogue()});
    plan::tree tree;
    tree.name = "main";
    tree.currency = "USD";
    tree.deadline = 3s;
    tree.tiers.push_back({"open", plan::tier_mode::auction, {}, {}, {}, {0, 1, 2}});
    for (std::uint32_t number = 0; number < 3; ++number) {
        const std::string name(1, static_cast<char>('a' + number));
        made->buyers.push_back({name, "USD", cap::zone()});
        plan::order order;
        order.name = name;
        order.buyer = number;
        order.via = connection_to(name);
        made->orders.push_back(std::move(order));
        tree.orders.push_back(number);
        tree.tier_of.push_back(0);
    }
    tree.matcher = filter::make_scan(made->verticals[0].fields, {{}, {}, {}});
    made->trees.push_back(std::move(tree));
    plan::seller seller;
    seller.name = "acme";
    seller.keys = {base::sha256("key")};
    plan::program program;
    program.payout = {base::basis_points{8000}, base::money::from_micros(500'000)};
    seller.programs.emplace("auto", std::move(program));
    made->sellers.push_back(std::move(seller));
    return made;
}

}  // namespace

stage::stage()
    : plan(small_plan()),
      with{io.get_executor(), time,   ids,     store, buyers, time, seen,      history, history,
           requests,          claims, unknown, board, {},     {},   in_flight, 100,     100} {
    for (const char* host : {"a", "b", "c"}) {
        const std::string base = std::string("http://") + host + ".example";
        buyers.script[base + "/ping"] = support::says(R"({"status":"no"})");
        buyers.script[base + "/post"] = support::says(R"({"result":"accepted"})");
    }
}

std::shared_ptr<std::optional<served>> stage::send(const std::string& body,
                                                   const std::string& key) {
    auto answer = std::make_shared<std::optional<served>>();
    boost::asio::co_spawn(io, serve_direct(with, plan, plan->sellers[0], body, key),
                          [answer](const std::exception_ptr& failed, served got) {
                              if (failed) std::rethrow_exception(failed);
                              *answer = std::move(got);
                          });
    return answer;
}

served stage::serve(const std::string& body, base::duration limit, const std::string& key) {
    const auto answer = send(body, key.empty() ? "key-" + std::to_string(++requests_sent) : key);
    time.run_until([&] { return answer->has_value(); }, limit);
    EXPECT_TRUE(answer->has_value()) << "no answer at all";
    return answer->value_or(served{});
}

json stage::serve_json() {
    return json::parse(serve().body);
}

std::string stage::lead_body() {
    return json{{"vertical", "auto"},
                {"ref", "r-1"},
                {"fields", {{"zip", "90210"}, {"email", "jane@example.com"}}}}
        .dump();
}

std::string stage::reason_of(const std::string& order) const {
    for (const journal::candidate& one : outcome().candidates)
        if (one.order == order) return one.reason;
    return "not there";
}

journal::outcome stage::outcome() const {
    const auto all = store.all<journal::outcome>();
    EXPECT_EQ(all.size(), 1U);
    return all.empty() ? journal::outcome{} : all.front();
}

void stage::let_pass(base::duration time_to_pass) {
    time.run_until([] { return false; }, time_to_pass);
}

plan::order& stage::order(const std::string& name) {
    for (plan::order& one : plan->orders)
        if (one.name == name) return one;
    throw std::out_of_range(name);
}

}  // namespace pointsman::engine
