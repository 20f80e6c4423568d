#include "market.hpp"

#include <pointsman/base/crypto.hpp>

#include <fmt/format.h>

#include <chrono>
#include <csignal>
#include <set>
#include <utility>

// libpqxx 6.4 forgets a result of libpq's, about a kilobyte, whenever it finds its connection lost.
extern "C" const char* __lsan_default_suppressions() {
    return "leak:libpq.so";
}

namespace pointsman::integration {

using nlohmann::json;
using support::http_answer;

namespace {

constexpr std::chrono::seconds stop_bound(20);

http_answer answered(std::optional<http_answer> answer) {
    if (answer) return *std::move(answer);
    ADD_FAILURE() << "no answer";
    return {};
}

std::string bearer(const std::string& key) {
    return "Bearer " + key;
}

}  // namespace

std::string lead_request(const json& lead, const std::string& key) {
    return support::request_text(
        "POST", "/v1/direct",
        {{"Authorization", bearer(key)}, {"Content-Type", "application/json"}}, lead.dump());
}

market::market(const std::string& cluster_url) : database_(cluster_url, POINTSMAN_PROGRAM) {
    folder_.write("server.yaml", server_yaml());
    folder_.write("verticals/auto.yaml", vertical_yaml());
    folder_.write("trees/main.yaml", tree_yaml());
    folder_.write("sellers/acme.yaml", seller_yaml("acme"));
    folder_.write("sellers/zenith.yaml", seller_yaml("zenith"));
}

void market::TearDown() {
    if (server_ && server_->running()) stop();
    if (HasFailure() && server_) fmt::print("--- the server's log\n{}", server_->log());
}

void market::add_buyer(buyer_setup how) {
    if (how.port == 0) how.port = buyers_.port();
    folder_.write("buyers/" + how.name + ".yaml", buyer_yaml(how));
}

void market::start() {
    server_ = std::make_unique<support::server_process>(
        POINTSMAN_PROGRAM, folder_.path(),
        std::map<std::string, std::string>{{"DATABASE_URL", database_.server_url()},
                                           {"PERSONAL_KEY", "personal-data-key-of-the-tests-00001"},
                                           {"ADMIN_KEY", admin_key},
                                           {"acme_key", acme_key},
                                           {"zenith_key", zenith_key},
                                           {"northstar_key", northstar_key},
                                           {"plainview_key", plainview_key}});
}

void market::stop() {
    server_->signal(SIGTERM);
    EXPECT_EQ(server_->wait(stop_bound), 0) << "the exit code of a graceful stop";
}

void market::kill() {
    server_->signal(SIGKILL);
    ASSERT_EQ(server_->wait(stop_bound), 128 + SIGKILL);
}

http_answer market::post(const json& lead, const std::string& key) const {
    return answered(support::exchange(server_->sellers_port(), lead_request(lead, key)));
}

http_answer market::get_lead(const std::string& id, const std::string& key) const {
    return answered(
        support::exchange(server_->sellers_port(),
                          support::request_text("GET", "/v1/leads/" + id, {{"X-Api-Key", key}})));
}

http_answer market::ask_admin(const std::string& method, const std::string& path,
                              const std::string& key, const json& body) const {
    support::http_headers headers;
    if (!key.empty()) headers["Authorization"] = bearer(key);
    if (!body.is_null()) headers["Content-Type"] = "application/json";
    const std::string text = body.is_null() ? "" : body.dump();
    return answered(support::exchange(server_->admin_port(),
                                      support::request_text(method, path, headers, text)));
}

http_answer market::tell_outcome(const std::string& buyer, const json& what) const {
    const std::string body = what.dump();
    const std::string time = std::to_string(std::chrono::duration_cast<std::chrono::seconds>(
                                                std::chrono::system_clock::now().time_since_epoch())
                                                .count());
    const auto key = base::from_base64(std::string_view(webhook_secret).substr(6));
    const auto signature = base::hmac_sha256(*key, "msg_1." + time + "." + body);
    return answered(support::exchange(
        server().sellers_port(),
        support::request_text("POST", "/v1/buyers/" + buyer + "/outcomes",
                              {{"Content-Type", "application/json"},
                               {"webhook-id", "msg_1"},
                               {"webhook-timestamp", time},
                               {"webhook-signature", "v1," + base::to_base64(signature)}},
                              body)));
}

json market::sell() const {
    const http_answer answer = post(good_lead());
    EXPECT_TRUE(answer.status == 200 || answer.status == 202) << answer.status << answer.body;
    return json::parse(answer.body);
}

std::map<std::string, std::string> market::reasons_of(const std::string& lead_id) {
    std::map<std::string, std::string> all;
    for (const std::string& line : database_.column(fmt::format(
             "select order_name || ' ' || reason from candidate where lead_id = '{}'", lead_id)))
        all[line.substr(0, line.find(' '))] = line.substr(line.find(' ') + 1);
    return all;
}

std::size_t market::count(const std::string& table) {
    return std::stoul(database_.value("select count(*) from " + table));
}

void market::expect_posts_are_known() {
    std::set<std::string> known;
    for (std::string& one : database_.column("select lead_id || ' ' || order_name from posting"))
        known.insert(std::move(one));
    std::set<std::string> seen;
    for (const support::seen_request& post : buyers_.seen("/post")) {
        const std::string offer = post.lead_id + " " + post.order;
        EXPECT_TRUE(known.contains(offer)) << offer;
        EXPECT_TRUE(seen.insert(offer).second) << "posted twice: " << offer;
    }
}

}  // namespace pointsman::integration
