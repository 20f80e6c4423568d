#include "market.hpp"

#include <support/eventually.hpp>

#include <gmock/gmock.h>

// A buyer whose contract takes the post's price: it bids 12.00, and its accept names what it pays.
namespace pointsman::integration {
namespace {

using nlohmann::json;
using testing::HasSubstr;

support::stub_answer accept_at(const std::string& price) {
    return {.body = json{{"result", "accepted"}, {"ref", "R-1"}, {"price", price}}.dump()};
}

class post_price : public market {
protected:
    void start_with(const std::string& no_answer, const std::string& calls = "") {
        folder_.write("secrets/northstar.txt", webhook_secret);
        add_buyer(buyer_setup{.name = "northstar",
                              .no_answer = no_answer,
                              .caps = "[{on: sale, per: total, spend: \"21.50\"}]",
                              .webhook_file = "secrets/northstar.txt",
                              .calls = calls,
                              .more = "prepaid: {floor: \"-30.00\"}\n",
                              .names_price = true});
        buyers_.on("/northstar/ping", support::bid("12.00"));
        start();
    }

    // What a webhook that says "accepted" is told.
    int accept(const std::string& lead, const std::string& price) {
        return tell_outcome("northstar", {{"offer_id", lead + ".northstar.post.0"},
                                          {"result", "accepted"},
                                          {"price", price}})
            .status;
    }

    json account() {
        const auto told = ask_admin("GET", "/v1/admin/balances");
        EXPECT_EQ(told.status, 200) << told.body;
        return json::parse(told.body).at("balances").at(0);
    }

    std::string sale(const std::string& columns) {
        return database_.value("select concat_ws(' ', " + columns + ") from sale");
    }

    json unknown() { return json::parse(ask_admin("GET", "/v1/admin/unknown").body).at("unknown"); }
};

TEST_F(post_price, is_what_everybody_is_told_and_what_counts_also_after_a_restart) {
    buyers_.on("/northstar/post", accept_at("9.50"));
    start_with("hold");
    const json answer = sell();
    EXPECT_EQ(answer.at("status"), "sold");
    EXPECT_EQ(answer.at("payout"), "7.60");
    EXPECT_EQ(json::parse(get_lead(answer.at("lead_id")).body).at("payout"), "7.60");
    EXPECT_EQ(sale("price, payout, margin, reference"), "9500000 7600000 1900000 R-1");
    EXPECT_EQ(database_.value("select string_agg(account || ' ' || amount, ', ' order by line) "
                              "from ledger_entry"),
              "buyer 9500000, seller -7600000, margin -1900000");
    EXPECT_EQ(database_.value("select price from posting"), "12000000");
    EXPECT_EQ(account().at("balance"), "-9.50");
    EXPECT_EQ(account().at("reserved"), "0.00");
    kill();
    start();
    EXPECT_EQ(account().at("balance"), "-9.50");
    // Of the cap's 21.50 there are 12.00 left, which is just what the next bid takes.
    EXPECT_EQ(sell().at("payout"), "7.60");
    EXPECT_EQ(account().at("balance"), "-19.00");
    const json refused = sell();
    EXPECT_EQ(refused.at("status"), "unsold");
    EXPECT_EQ(reasons_of(refused.at("lead_id")).at("northstar"), "cap_lost");
}

TEST_F(post_price, that_is_too_low_leaves_the_lead_to_an_operator_over_a_kill) {
    buyers_.on("/northstar/post", accept_at("9.50"));
    start_with("reject");
    json lead = good_lead();
    lead["min_price"] = "8.00";
    const auto told = post(lead);
    EXPECT_EQ(told.status, 202) << told.body;
    const std::string id = json::parse(told.body).at("lead_id");
    EXPECT_EQ(database_.value("select detail from candidate"),
              "accepted at 9.50, below the seller's minimum");
    EXPECT_EQ(account().at("reserved"), "12.00");
    kill();
    start();
    EXPECT_EQ(account().at("reserved"), "12.00");
    ASSERT_EQ(unknown().size(), 1U);
    const std::string path =
        "/v1/admin/unknown/" + unknown().at(0).at("offer_id").get<std::string>();
    const auto settle = [&](const json& how) {
        return ask_admin("POST", path, admin_key, how).status;
    };
    EXPECT_EQ(unknown().at(0).at("refused_price"), "9.50");
    const auto unpriced = ask_admin("POST", path, admin_key, {{"settle_as", "sold"}});
    EXPECT_EQ(unpriced.status, 422);
    EXPECT_THAT(unpriced.body, HasSubstr("the buyer accepted at 9.50"));
    EXPECT_EQ(settle({{"settle_as", "sold"}, {"price", "free"}}), 422);
    EXPECT_EQ(settle({{"settle_as", "sold"}, {"price", "9.99"}}), 409);
    EXPECT_EQ(settle({{"settle_as", "sold"}, {"price", "10.00"}}), 200);
    EXPECT_EQ(json::parse(get_lead(id).body).at("payout"), "8.00");
    EXPECT_EQ(sale("price, payout, margin"), "10000000 8000000 2000000");
    EXPECT_EQ(account().at("balance"), "-10.00");
    EXPECT_EQ(account().at("reserved"), "0.00");
}

// The posting's row says when silence is settled; the buyer was not silent.
TEST_F(post_price, that_only_a_webhook_named_and_was_not_taken_holds_the_post_over_a_kill) {
    buyers_.on("/northstar/post", {.how = support::stub_answer::manner::hang});
    start_with("hold", "      settle_after: 1h\n      settle_as: sold\n");
    json lead = good_lead();
    lead["min_price"] = "8.00";
    const std::string id = json::parse(post(lead).body).at("lead_id");
    EXPECT_FALSE(unknown().at(0).at("settle_at").is_null());
    EXPECT_EQ(accept(id, "9.50"), 409);
    EXPECT_EQ(accept(id, "9.50"), 409);
    EXPECT_EQ(database_.value("select string_agg(price || ' ' || came_by, ', ') "
                              "from untaken_accept"),
              "9500000 webhook");
    EXPECT_TRUE(unknown().at(0).at("settle_at").is_null());
    EXPECT_EQ(unknown().at(0).at("refused_price"), "9.50");
    kill();
    start();
    ASSERT_EQ(unknown().size(), 1U);
    EXPECT_TRUE(unknown().at(0).at("settle_at").is_null());
    const auto told = ask_admin("GET", "/v1/admin/leads/" + id);
    EXPECT_EQ(json::parse(told.body).at("untaken_accepts").at(0).at("price"), "9.50");
    EXPECT_EQ(accept(id, "10.00"), 204);
    EXPECT_EQ(sale("price, payout, margin"), "10000000 8000000 2000000");
}

TEST_F(post_price, that_contradicts_the_sales_is_refused_and_listed_also_after_a_restart) {
    buyers_.on("/northstar/post", {.how = support::stub_answer::manner::hang});
    start_with("hold");
    const std::string settled = sell().at("lead_id");
    EXPECT_EQ(accept(settled, "9.50"), 204);
    EXPECT_EQ(accept(settled, "9.50"), 204);
    EXPECT_EQ(accept(settled, "9.00"), 409);
    buyers_.on("/northstar/post", accept_at("9.50"));
    const std::string sold = sell().at("lead_id");
    EXPECT_EQ(accept(sold, "9.50"), 204) << "its walk sold it";
    kill();
    start();
    EXPECT_EQ(accept(settled, "9.50"), 204);
    EXPECT_EQ(accept(settled, "9.00"), 409);
    EXPECT_EQ(accept(sold, "8.75"), 409);
    const json listed = json::parse(ask_admin("GET", "/v1/admin/void").body).at("void");
    ASSERT_EQ(listed.size(), 2U);
    EXPECT_EQ(listed.at(0).at("kind"), "contradiction");
    EXPECT_EQ(listed.at(0).at("said"), "accepted");
    EXPECT_EQ(listed.at(0).at("price"), "9.00");
    EXPECT_EQ(listed.at(1).at("price"), "8.75");
    EXPECT_EQ(database_.value("select string_agg(price::text, ' ') from sale"), "9500000 9500000");
}

TEST_F(post_price, of_a_late_accept_settles_the_post) {
    buyers_.on("/northstar/post",
               support::after(std::chrono::milliseconds(1500), accept_at("9.50")));
    start_with("hold");
    const json answer = sell();
    EXPECT_EQ(answer.at("status"), "pending");
    const std::string id = answer.at("lead_id");
    EXPECT_TRUE(support::eventually([&] { return get_lead(id).status == 200; }));
    EXPECT_EQ(json::parse(get_lead(id).body).at("payout"), "7.60");
    EXPECT_EQ(sale("price, payout, margin"), "9500000 7600000 1900000");
    EXPECT_EQ(account().at("balance"), "-9.50");
}

}  // namespace
}  // namespace pointsman::integration
