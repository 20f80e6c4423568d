#include "market.hpp"

#include <gmock/gmock.h>

#include <chrono>

// Money and caps of a buyer as a whole: through the real server, its ledger and its restarts. Every
// lead is bought by northstar for 20.00.
namespace pointsman::integration {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class prepaid : public market {
protected:
    void start_with(const std::string& terms) {
        add_buyer(buyer_setup{.name = "northstar",
                              .returns = "{window: 7d, reasons: [wrong_number]}",
                              .more = terms});
        start();
    }

    void pay_in(const std::string& id, const std::string& amount) {
        const json deposit = {
            {"buyer", "northstar"}, {"amount", amount}, {"currency", "USD"}, {"id", id}};
        EXPECT_EQ(ask_admin("POST", "/v1/admin/deposits", admin_key, deposit).status, 200);
    }

    std::string sold() {
        const json answer = sell();
        EXPECT_EQ(answer.at("status"), "sold") << answer;
        return answer.at("lead_id");
    }

    void expect_no_balance() {
        const json answer = sell();
        EXPECT_EQ(answer.at("status"), "unsold");
        EXPECT_EQ(reasons_of(answer.at("lead_id")).at("northstar"), "no_balance");
    }

    json account() {
        const auto told = ask_admin("GET", "/v1/admin/balances");
        EXPECT_EQ(told.status, 200) << told.body;
        return json::parse(told.body).at("balances").at(0);
    }

    void give_back(const std::string& lead) {
        const auto answer = support::exchange(
            server().sellers_port(),
            support::request_text("POST", "/v1/returns",
                                  {{"Authorization", std::string("Bearer ") + northstar_key},
                                   {"Content-Type", "application/json"}},
                                  json{{"lead_id", lead}, {"reason", "wrong_number"}}.dump()));
        ASSERT_TRUE(answer);
        EXPECT_EQ(answer->status, 200) << answer->body;
    }
};

TEST_F(prepaid, buys_for_what_is_deposited_and_given_back_also_after_a_restart) {
    start_with("prepaid: {floor: \"0.00\"}\n");
    expect_no_balance();
    EXPECT_TRUE(buyers_.seen("/northstar/ping").empty()) << "it is not even asked";
    pay_in("wire-1", "45.00");
    const std::string first = sold();
    sold();
    expect_no_balance();  // 5.00 are left, and it bids 20.00
    EXPECT_EQ(account().at("balance"), "5.00");
    EXPECT_EQ(account().at("available"), "5.00");
    give_back(first);
    EXPECT_EQ(account().at("balance"), "25.00");
    kill();
    start();
    EXPECT_EQ(account().at("balance"), "25.00");
    sold();
    expect_no_balance();
    EXPECT_THAT(ask_admin("GET", "/metrics").body,
                HasSubstr("pointsman_buyer_balance{buyer=\"northstar\",currency=\"USD\"} 5"));
    EXPECT_EQ(database_.value("select sum(amount) from ledger_entry where account = 'buyer'"),
              "-5000000");
}

TEST_F(prepaid, money_in_an_open_post_stays_reserved_over_a_kill) {
    buyers_.on("/northstar/post", support::after(std::chrono::seconds(30), support::accept_lead()));
    start_with("prepaid: {floor: \"-30.00\"}\n");
    EXPECT_EQ(sell().at("status"), "pending");
    EXPECT_EQ(account().at("reserved"), "20.00");
    kill();
    start();
    EXPECT_EQ(account().at("balance"), "0.00");
    EXPECT_EQ(account().at("reserved"), "20.00");
    expect_no_balance();
}

TEST_F(prepaid, a_reload_puts_a_floor_under_the_balance_at_once) {
    start_with("");
    sold();
    EXPECT_EQ(account().at("balance"), "-20.00");
    EXPECT_EQ(account().at("prepaid"), false);
    add_buyer(buyer_setup{.name = "northstar", .more = "prepaid: {floor: \"-20.00\"}\n"});
    EXPECT_EQ(ask_admin("POST", "/v1/admin/reload").status, 200);
    expect_no_balance();
}

TEST_F(prepaid, caps_of_buyer_tree_and_seller_survive_a_restart) {
    folder_.write("trees/main.yaml", tree_yaml() + "caps: [{on: sale, per: total, count: 3}]\n");
    start_with("caps: [{on: sale, per: month, spend: \"40.00\"}]\n");
    sold();
    stop();
    start();
    sold();
    EXPECT_EQ(sell().at("status"), "unsold");
    add_buyer("northstar");
    EXPECT_EQ(ask_admin("POST", "/v1/admin/reload").status, 200);
    sold();
    const json refused = sell();
    EXPECT_EQ(refused.at("status"), "unsold");
    EXPECT_EQ(reasons_of(refused.at("lead_id")).at("northstar"), "cap_count");
    EXPECT_EQ(database_.value("select detail from candidate order by lead_id desc limit 1"),
              "sale count per total of the tree");
}

}  // namespace
}  // namespace pointsman::integration
