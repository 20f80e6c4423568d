#include "market.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <atomic>
#include <thread>
#include <vector>

namespace pointsman::integration {
namespace {

using nlohmann::json;
using support::http_answer;
using testing::HasSubstr;

constexpr const char* automatic = "{window: 7d, reasons: [wrong_number, duplicate]}";
constexpr const char* by_operator = "{window: 7d, reasons: [wrong_number], approve: operator}";
constexpr const char* refilling = "{window: 7d, reasons: [wrong_number], refill_caps: true}";

class returns : public market {
protected:
    // Buyers "northstar", which wins, and "plainview"; sellers that take returns for a day.
    void start_with(const std::string& contract, const std::string& caps = {}) {
        buyers_.on("/plainview/ping", support::bid("15.00"));
        add_buyer(buyer_setup{.name = "northstar", .caps = caps, .returns = contract});
        add_buyer(buyer_setup{.name = "plainview", .paused = true, .returns = contract});
        folder_.write("sellers/acme.yaml",
                      "seller: acme\nkeys: [\"${env:acme_key}\"]\n"
                      "programs: {auto: {tree: main, payout: {percent: 80}, "
                      "returns: {window: 1d}}}\n");
        start();
    }

    http_answer ask(std::uint16_t port, const std::string& method, const std::string& path,
                    const std::string& key, const json& body = nullptr) {
        support::http_headers headers{{"Authorization", "Bearer " + key}};
        if (!body.is_null()) headers["Content-Type"] = "application/json";
        const auto answer = support::exchange(
            port, support::request_text(method, path, headers, body.is_null() ? "" : body.dump()));
        if (answer) return *answer;
        ADD_FAILURE() << "no answer to " << method << " " << path;
        return {};
    }

    http_answer give_back(const json& what, const std::string& key = northstar_key) {
        return ask(server().sellers_port(), "POST", "/v1/returns", key, what);
    }

    http_answer admin(const std::string& path, const json& body = nullptr) {
        return ask(server().admin_port(), body.is_null() ? "GET" : "POST", path, admin_key, body);
    }

    std::string sold() {
        const json answer = sell();
        EXPECT_EQ(answer.at("status"), "sold") << answer;
        return answer.at("lead_id");
    }

    static json of(const std::string& lead, const std::string& reason = "wrong_number") {
        return {{"lead_id", lead}, {"reason", reason}};
    }

    std::string balance_of(const std::string& account) {
        return database_.value(fmt::format(
            "select coalesce(sum(amount), 0) from ledger_entry where account = '{}'", account));
    }
};

TEST_F(returns, undo_the_sale_once) {
    start_with(automatic);
    const std::string lead = sold();
    EXPECT_EQ(balance_of("buyer"), "20000000");
    const http_answer first = give_back(of(lead));
    ASSERT_EQ(first.status, 200) << first.body;
    EXPECT_EQ(json::parse(first.body), json({{"lead_id", lead}, {"status", "returned"}}));
    const http_answer again = give_back(of(lead));
    EXPECT_EQ(again.status, 409);
    EXPECT_EQ(again.headers.at("content-type"), "application/problem+json");
    EXPECT_EQ(json::parse(again.body).at("return_status"), "returned");
    for (const char* account : {"buyer", "seller", "margin"}) EXPECT_EQ(balance_of(account), "0");
    EXPECT_EQ(count("ledger_entry"), 6u);
}

TEST_F(returns, of_one_sale_asked_for_eight_times_at_once_happen_once) {
    start_with(automatic);
    const std::string lead = sold();
    std::atomic<int> returned = 0;
    std::atomic<int> conflicts = 0;
    std::vector<std::thread> clients;
    for (int i = 0; i < 8; ++i)
        clients.emplace_back([&] {
            const int status = give_back(of(lead)).status;
            returned += status == 200;
            conflicts += status == 409;
        });
    for (std::thread& each : clients) each.join();
    EXPECT_EQ(returned, 1);
    EXPECT_EQ(conflicts, 7);
    EXPECT_EQ(count("sale_return"), 1u);
    EXPECT_EQ(balance_of("buyer"), "0");
}

TEST_F(returns, are_refused_with_the_reason_and_keep_nothing) {
    start_with(automatic);
    const std::string lead = sold();
    const http_answer not_agreed = give_back(of(lead, "too_expensive"));
    EXPECT_EQ(not_agreed.status, 422);
    EXPECT_EQ(json::parse(not_agreed.body).at("errors").at(0).at("reason"), "reason_not_agreed");
    const http_answer bad = give_back({{"reason", 7}, {"why", "x"}});
    EXPECT_EQ(bad.status, 422);
    EXPECT_EQ(json::parse(bad.body).at("errors").size(), 3u) << bad.body;
    EXPECT_EQ(give_back(of("01900000-0000-7000-8000-000000000000")).status, 404);
    EXPECT_EQ(give_back(of(lead), plainview_key).status, 404) << "another buyer's";
    for (const char* key : {"", "wrong-key", acme_key, admin_key})
        EXPECT_EQ(give_back(of(lead), key).status, 401) << key;
    EXPECT_EQ(post(good_lead(), northstar_key).status, 401) << "a buyer sells nothing";
    EXPECT_EQ(ask(server().sellers_port(), "GET", "/v1/returns", northstar_key).status, 405);
    EXPECT_EQ(ask(server().sellers_port(), "POST", "/v1/returns", northstar_key).status, 415);
    EXPECT_EQ(count("sale_return"), 0u);
    EXPECT_EQ(count("ledger_entry"), 3u);
}

TEST_F(returns, wait_for_an_operator) {
    start_with(by_operator);
    const std::string lead = sold();
    const std::string other = sold();
    for (const std::string& each : {lead, other}) {
        json what = of(each);
        what["note"] = "nobody answers";
        EXPECT_EQ(json::parse(give_back(what).body).at("status"), "requested");
    }
    const http_answer waiting = admin("/v1/admin/returns");
    ASSERT_EQ(waiting.status, 200) << waiting.body;
    const json list = json::parse(waiting.body).at("returns");
    ASSERT_EQ(list.size(), 2u);
    EXPECT_EQ(list[0].at("lead_id"), lead);
    EXPECT_EQ(list[0].at("buyer"), "northstar");
    EXPECT_EQ(list[0].at("price"), "20.00");
    EXPECT_EQ(list[0].at("note"), "nobody answers");

    const std::string path = "/v1/admin/returns/";
    EXPECT_EQ(admin(path + lead, {{"decide", "perhaps"}}).status, 422);
    const http_answer accepted = admin(path + lead, {{"decide", "accept"}});
    ASSERT_EQ(accepted.status, 200) << accepted.body;
    EXPECT_EQ(json::parse(accepted.body).at("borne_by"), "seller");
    EXPECT_EQ(admin(path + lead, {{"decide", "refuse"}}).status, 409);
    const http_answer refused = admin(path + other, {{"decide", "refuse"}, {"note", "he did"}});
    EXPECT_EQ(json::parse(refused.body).at("status"), "refused");
    EXPECT_EQ(json::parse(give_back(of(other)).body).at("return_status"), "refused");
    EXPECT_EQ(admin(path + "01900000-0000-7000-8000-000000000000", {{"decide", "accept"}}).status,
              404);
    EXPECT_EQ(balance_of("buyer"), "20000000") << "of the one that was refused";
    EXPECT_EQ(json::parse(admin("/v1/admin/returns").body).at("returns").size(), 0u);
}

TEST_F(returns, refill_caps_where_the_contract_says_so_also_after_a_restart) {
    start_with(refilling, "[{on: sale, per: total, count: 1}]");
    const std::string lead = sold();
    EXPECT_EQ(sell().at("status"), "unsold");
    EXPECT_EQ(give_back(of(lead)).status, 200);
    EXPECT_EQ(give_back(of(lead)).status, 409) << "which refills nothing";
    EXPECT_EQ(sell().at("status"), "sold");
    EXPECT_EQ(sell().at("status"), "unsold");
    stop();
    start();
    EXPECT_EQ(sell().at("status"), "unsold") << "the second sale is still counted";
}

TEST_F(returns, leave_caps_as_they_are_otherwise) {
    start_with(automatic, "[{on: sale, per: total, count: 1}]");
    EXPECT_EQ(give_back(of(sold())).status, 200);
    EXPECT_EQ(sell().at("status"), "unsold");
}

TEST_F(returns, and_deposits_stand_in_statements_that_add_up) {
    start_with(automatic);
    sold();
    give_back(of(sold()));
    const json deposit = {
        {"buyer", "northstar"}, {"amount", "100.00"}, {"currency", "USD"}, {"id", "wire-1"}};
    EXPECT_EQ(json::parse(admin("/v1/admin/deposits", deposit).body).at("new"), true);
    EXPECT_EQ(json::parse(admin("/v1/admin/deposits", deposit).body).at("new"), false);
    json other = deposit;
    other["amount"] = "100.01";
    EXPECT_EQ(admin("/v1/admin/deposits", other).status, 409);
    other["buyer"] = "nobody";
    EXPECT_EQ(admin("/v1/admin/deposits", other).status, 422);

    const std::string period = "&from=2020-01-01&to=2099-12-31";
    const http_answer told = admin("/v1/admin/statements?party=buyer:northstar" + period);
    ASSERT_EQ(told.status, 200) << told.body;
    const json part = json::parse(told.body).at("currencies").at(0);
    EXPECT_EQ(part.at("opening"), "0.00");
    EXPECT_EQ(part.at("lines").size(), 4u);
    EXPECT_EQ(part.at("closing"), "-80.00");
    EXPECT_EQ(part.at("lines").back().at("balance"), "-80.00");
    EXPECT_EQ(balance_of("buyer"), "-80000000");
    const http_answer csv = admin("/v1/admin/statements?party=seller:acme&format=csv" + period);
    EXPECT_EQ(csv.headers.at("content-type"), "text/csv; charset=utf-8");
    EXPECT_THAT(csv.body, HasSubstr(",closing,,,USD,,-16.00\r\n"));
    EXPECT_EQ(admin("/v1/admin/statements?party=seller:acme").status, 422);
    EXPECT_EQ(ask(server().admin_port(), "GET", "/v1/admin/returns", acme_key).status, 401);
    EXPECT_EQ(ask(server().sellers_port(), "GET", "/v1/admin/returns", admin_key).status, 404);
}

TEST_F(returns, and_the_ledger_outlive_a_person_who_is_forgotten) {
    start_with(automatic);
    const std::string lead = sold();
    ASSERT_EQ(get_lead(lead).status, 200);
    const http_answer done =
        admin("/v1/admin/erasures", {{"email", " ADA@example.com"}, {"asked_by", "counsel"}});
    ASSERT_EQ(done.status, 200) << done.body;
    EXPECT_EQ(json::parse(done.body).at("leads"), 1);
    EXPECT_EQ(get_lead(lead).status, 410) << "the stored answer cannot be opened any more";
    EXPECT_EQ(count("lead_key"), 0u);
    EXPECT_EQ(database_.value("select asked_by from erasure"), "counsel");
    EXPECT_EQ(admin("/v1/admin/leads/" + lead).status, 200);
    EXPECT_EQ(give_back(of(lead)).status, 200);
    for (const char* account : {"buyer", "seller", "margin"}) EXPECT_EQ(balance_of(account), "0");
    EXPECT_EQ(admin("/v1/admin/erasures", {{"phone", "555"}}).status, 422);
}

// A return is durable when it is answered.
TEST_F(returns, that_were_answered_survive_a_kill) {
    start_with(automatic);
    const std::string lead = sold();
    ASSERT_EQ(give_back(of(lead)).status, 200);
    kill();
    start();
    EXPECT_EQ(json::parse(give_back(of(lead)).body).at("return_status"), "returned");
    EXPECT_EQ(balance_of("buyer"), "0");
}

}  // namespace
}  // namespace pointsman::integration
