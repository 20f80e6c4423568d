#include "market_files.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <atomic>

namespace pointsman::integration {

std::string server_yaml(bool tls) {
    const char* identity = tls ? ", tls: {certificate: certificate.pem, key: key.pem}" : "";
    return fmt::format(
        "listen: {{address: \"127.0.0.1:0\"{0}}}\n"
        "admin: {{address: \"127.0.0.1:0\", keys: [\"${{env:ADMIN_KEY}}\"]{0}}}\n"
        "database: ${{env:DATABASE_URL}}\n"
        "personal_data_key: ${{env:PERSONAL_KEY}}\n"
        "private_networks: [127.0.0.0/8]\n"
        "threads: 2\n"
        "limits: {{journal_stall: 1s, stop_time: 10s}}\n",
        identity);
}

std::string vertical_yaml() {
    return R"(vertical: auto
fields:
  zip:        {type: us_zip, required: ping}
  state:      {type: us_state, derive: {from: zip}}
  age:        {type: integer, required: ping, min: 16, max: 110}
  credit:     {type: enum, values: [poor, fair, good, excellent]}
  first_name: {type: text, required: post, personal: true, max_length: 80}
  email:      {type: email, required: post, personal: true}
  phone:      {type: phone, required: post, personal: true}
)";
}

std::string tree_yaml(const std::string& deadline) {
    return fmt::format(
        "tree: main\nvertical: auto\ncurrency: USD\ndeadline: {}\n"
        "tiers: [{{name: open_market, mode: auction}}]\n",
        deadline);
}

std::string seller_yaml(const std::string& name) {
    return fmt::format(
        "seller: {0}\nkeys: [\"${{env:{0}_key}}\"]\n"
        "programs: {{auto: {{tree: main, payout: {{percent: 80}}}}}}\n",
        name);
}

std::string buyer_yaml(const buyer_setup& how) {
    const std::string url = fmt::format("http://127.0.0.1:{}/{}", how.port, how.name);
    const std::string returns =
        how.returns.empty()
            ? ""
            : fmt::format("keys: [\"${{env:{}_key}}\"]\nreturns: {}\n", how.name, how.returns);
    const std::string webhooks =
        how.webhook_file.empty()
            ? ""
            : fmt::format("webhooks: {{secrets: [\"${{file:{}}}\"]}}\n", how.webhook_file);
    std::string text = fmt::format(R"(buyer: {0}
currency: USD
zone: America/Los_Angeles
{6}{7}connections:
  {0}:
    ping:
      request: {{url: "{1}/ping", timeout: {2}, min_time: 1ms}}
      send: [zip, age, {{field: credit, as: credit_rating}}, {{field: phone, as: phone_hash, with: sha256}}]
      reply: {{bid_when: {{path: /status, is: ok}}, declined_when: {{path: /status, is: "no"}}, price: /bid}}
    post:
      request: {{url: "{1}/post", timeout: {3}}}
      send: [all]
      reply: {{accepted_when: {{path: /result, is: accepted}}, rejected_when: {{path: /result, is: rejected}}, reason: /message, reference: /ref{9}}}
      no_answer: {4}
{8}orders:
  {0}:
    vertical: auto
    via: {0}
    sells_in: [{{tree: main, tier: open_market}}]
    price: bid
    paused: {5}
)",
                                   how.name, url, how.ping_timeout, how.post_timeout, how.no_answer,
                                   how.paused, returns + how.more, webhooks, how.calls,
                                   how.names_price ? ", price: /price" : "");
    if (!how.accepts.empty()) text += fmt::format("    accepts: {}\n", how.accepts);
    if (!how.caps.empty()) text += fmt::format("    caps: {}\n", how.caps);
    return text;
}

nlohmann::json good_lead() {
    static std::atomic<int> made = 0;
    return {{"vertical", "auto"},
            {"ref", fmt::format("lead-{}", ++made)},
            {"fields",
             {{"zip", "90210"},
              {"age", 35},
              {"credit", "good"},
              {"first_name", "Ada"},
              {"email", "ada@example.com"},
              {"phone", "(310) 555-0123"}}}};
}

}  // namespace pointsman::integration
