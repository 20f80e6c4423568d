#include <support/example_config.hpp>

#include <map>
#include <stdexcept>

namespace pointsman::support {

namespace {

constexpr const char* server = R"(listen: {address: 127.0.0.1:8080}
admin:  {address: 127.0.0.1:9090, keys: ["${env:ADMIN_KEY}"]}
database: ${env:DATABASE_URL}
personal_data_key: ${env:PERSONAL_KEY}
private_networks: [127.0.0.0/8]
)";

constexpr const char* auto_vertical = R"(vertical: auto
fields:
  zip:        {type: us_zip, required: ping}
  state:      {type: us_state, derive: {from: zip}}
  age:        {type: integer, required: ping, min: 16, max: 110}
  credit:     {type: enum, required: ping, values: [poor, fair, good, excellent]}
  homeowner:  {type: boolean}
  first_name: {type: text, required: post, personal: true}
  email:      {type: email, required: post, personal: true}
  phone:      {type: phone, required: post, personal: true}
)";

constexpr const char* acme = R"(seller: acme
keys: ["${env:ACME_KEY}"]
programs:
  auto:
    tree: auto_main
    payout: {percent: 80, min_margin: "2.00"}
    sources: {site-7: {payout: {percent: 70}}, site-9: {refuse: true}}
)";

constexpr const char* auto_main = R"(tree: auto_main
vertical: auto
currency: USD
deadline: 6s
tiers:
  - {name: first_look, mode: waterfall, floor: "30.00"}
  - {name: open_market, mode: auction, ping_timeout: 800ms}
)";

constexpr const char* northstar = R"(buyer: northstar
currency: USD
zone: America/Los_Angeles
connections:
  main:
    ping:
      request: {url: "https://leads.northstar.example/ping", timeout: 800ms, body: json, headers: {X-Key: "${env:NORTHSTAR_KEY}"}}
      send: [zip, age, {field: credit, as: credit_rating, values: {excellent: A, good: B, fair: C, poor: D}}, {constant: "7", as: campaign}, {field: phone, as: phone_hash, with: sha256}]
      reply: {format: json, bid_when: {path: /status, is: ok}, declined_when: {path: /status, is: no}, error_when: {path: /error, present: true}, price: /bid, reference: /ref, expires_s: /ttl}
    post:
      request: {url: "https://leads.northstar.example/post", timeout: 4s, body: json}
      send: [all, {captured: reference, as: ref}]
      reply: {format: json, accepted_when: {path: /result, is: accepted}, rejected_when: {path: /result, is: rejected}, reason: /message, redirect: /url}
      no_answer: hold
orders:
  northstar_ca:
    vertical: auto
    via: main
    sells_in: [{tree: auto_main, tier: first_look}]
    price: bid
    accepts:
      all:
        - {field: state, in: [CA, NV]}
        - {field: age, between: [25, 70]}
        - any: [{field: credit, in: [good, excellent]}, {field: homeowner, is: true}]
        - {field: zip, not_in_file: lists/blocked_zips.txt}
    hours: {mon-fri: "08:00-20:00", sat: "09:00-13:00"}
    caps: [{on: sale, per: day, count: 200}, {on: sale, per: day, spend: "5000.00"}, {on: ping, per: hour, count: 5000, when: {field: state, is: NV}}]
  northstar_west:
    vertical: auto
    via: main
    sells_in: [{tree: auto_main, tier: open_market}]
    price: bid
    accepts: {field: state, in: [CA, NV, OR, WA]}
)";

constexpr const char* plainview = R"(buyer: plainview
currency: USD
zone: America/New_York
connections:
  direct:
    post:
      request: {url: "https://plainview.example/leads", timeout: 3s, body: form}
      send: [all, {fact: offer_id, as: id}, {fact: price, as: price}]
      reply: {accepted_when: {path: /ok, is: true}, otherwise: rejected}
      no_answer: reject
    void_notice: {request: {url: "https://plainview.example/void"}, send: [{fact: offer_id, as: id}]}
orders:
  plainview_all:
    vertical: auto
    via: direct
    sells_in: [{tree: auto_main, tier: open_market}]
    price: {fixed: "12.50"}
)";

constexpr const char* blocked_zips = R"(# Oil country.
93301
93304  # the old town
)";

const std::map<std::string, std::string, std::less<>>& secrets() {
    static const std::map<std::string, std::string, std::less<>> all{
        {"env:ACME_KEY", example_seller_key},
        {"env:ADMIN_KEY", example_admin_key},
        {"env:DATABASE_URL", "postgresql:///pointsman"},
        {"env:PERSONAL_KEY", "personal-data-key-of-the-example-0001"},
        {"env:NORTHSTAR_KEY", "northstar-secret-key-0001"}};
    return all;
}

}  // namespace

yaml::files example_files() {
    return {{"server.yaml", server},
            {"verticals/auto.yaml", auto_vertical},
            {"sellers/acme.yaml", acme},
            {"trees/auto_main.yaml", auto_main},
            {"buyers/northstar.yaml", northstar},
            {"buyers/plainview.yaml", plainview},
            {"lists/blocked_zips.txt", blocked_zips}};
}

yaml::secret_source example_secrets() {
    return [](std::string_view name) -> std::optional<yaml::secret> {
        const auto found = secrets().find(name);
        if (found == secrets().end()) return std::nullopt;
        return yaml::secret(found->second);
    };
}

std::shared_ptr<const plan::snapshot> plan_of(const yaml::files& files) {
    cap::book counters;
    auto made = yaml::load(files, counters, example_secrets(), yaml::purpose::serve);
    if (made) return std::move(made->plan);
    std::string all = "the example does not load:";
    for (const yaml::problem& each : made.error()) all += "\n" + yaml::to_text(each);
    throw std::logic_error(all);
}

std::shared_ptr<const plan::snapshot> example_plan() {
    return plan_of(example_files());
}

}  // namespace pointsman::support
