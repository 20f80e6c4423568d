#include "market.hpp"

#include <support/eventually.hpp>

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace pointsman::integration {
namespace {

using nlohmann::json;

// Northstar wins, gives the lead back, and plainview gets it.
class resale : public market {
protected:
    static constexpr const char* contract = "{window: 7d, reasons: [wrong_number, not_our_area]}";

    void SetUp() override {
        buyers_.on("/northstar/ping", support::bid("20.00"));
        buyers_.on("/plainview/ping", support::bid("15.00"));
        add_buyer(buyer_setup{.name = "northstar", .returns = contract});
        add_buyer("plainview");
        write_seller("returns: {window: 1d}, resale: {reasons: [not_our_area], within: 1d}");
    }

    void write_seller(const std::string& terms) {
        folder_.write(
            "sellers/acme.yaml",
            fmt::format("seller: acme\nkeys: [\"${{env:acme_key}}\"]\n"
                        "programs: {{auto: {{tree: main, payout: {{percent: 80}}, {}}}}}\n",
                        terms));
    }

    int give_back(const std::string& lead, const std::string& reason) {
        const json body = {{"lead_id", lead}, {"reason", reason}};
        const auto answer = support::exchange(
            server().sellers_port(),
            support::request_text("POST", "/v1/returns",
                                  {{"Authorization", std::string("Bearer ") + northstar_key},
                                   {"Content-Type", "application/json"}},
                                  body.dump()));
        return answer ? answer->status : 0;
    }

    std::string sold_to_northstar() {
        const json answer = sell();
        EXPECT_EQ(answer.at("sales").at(0).at("buyer"), "northstar") << answer;
        return answer.at("lead_id");
    }

    bool has_sales(std::size_t count_of) {
        return support::eventually([&] { return count("sale") == count_of; });
    }

    json timeline_of(const std::string& lead) const {
        return json::parse(ask_admin("GET", "/v1/admin/leads/" + lead).body);
    }

    std::string sum_of(const std::string& account) {
        return database_.value(fmt::format(
            "select coalesce(sum(amount), 0) from ledger_entry where account = '{}'", account));
    }
};

TEST_F(resale, sells_a_returned_lead_to_a_buyer_that_never_had_it) {
    start();
    const std::string lead = sold_to_northstar();
    EXPECT_EQ(give_back(lead, "not_our_area"), 200);
    ASSERT_TRUE(has_sales(2));
    EXPECT_EQ(sum_of("buyer"), "15000000");
    EXPECT_EQ(sum_of("seller"), "-12000000");

    const json first = timeline_of(lead);
    ASSERT_EQ(first.at("returns").size(), 1U) << first;
    EXPECT_EQ(first.at("returns").at(0).at("decision"), "accepted");
    const std::string again = first.at("returns").at(0).at("resold_as");
    EXPECT_EQ(reasons_of(again).at("northstar"), "duplicate_at_buyer");
    EXPECT_EQ(reasons_of(again).at("plainview"), "sold");
    EXPECT_EQ(timeline_of(again).at("received").at("resale_of").at("lead_id"), lead);
    EXPECT_EQ(buyers_.seen("/plainview/post").size(), 1U);
    const json posted = json::parse(buyers_.seen("/plainview/post").front().body);
    EXPECT_EQ(posted.at("email"),
              json::parse(buyers_.seen("/northstar/post").front().body).at("email"));
    expect_posts_are_known();
}

TEST_F(resale, leaves_alone_what_was_returned_for_what_it_is) {
    start();
    EXPECT_EQ(give_back(sold_to_northstar(), "wrong_number"), 200);
    const std::string good = sold_to_northstar();
    EXPECT_EQ(give_back(good, "not_our_area"), 200);
    ASSERT_TRUE(has_sales(3));
    EXPECT_EQ(count("resale"), 1U);
    EXPECT_EQ(database_.value("select of_lead_id from resale"), good);
}

TEST_F(resale, keeps_all_for_the_network_where_it_bore_the_return) {
    write_seller("resale: {reasons: [not_our_area], within: 1d}");
    start();
    EXPECT_EQ(give_back(sold_to_northstar(), "not_our_area"), 200);
    ASSERT_TRUE(has_sales(2));
    EXPECT_EQ(sum_of("seller"), "-16000000") << "of the first sale alone";
    EXPECT_EQ(sum_of("buyer"), "15000000");
    EXPECT_EQ(sum_of("margin"), "1000000");
}

// The new lead is on its way to a buyer, but nobody has it.
TEST_F(resale, that_a_kill_cuts_off_before_the_post_is_begun_anew) {
    start();
    const std::string lead = sold_to_northstar();
    buyers_.on("/plainview/ping", {.how = support::stub_answer::manner::hang});
    EXPECT_EQ(give_back(lead, "not_our_area"), 200);
    ASSERT_TRUE(support::eventually([&] { return buyers_.seen("/plainview/ping").size() == 2; }));
    kill();
    buyers_.on("/plainview/ping", support::bid("15.00"));
    start();
    ASSERT_TRUE(has_sales(2));
    EXPECT_EQ(count("resale"), 2U);
    EXPECT_EQ(buyers_.seen("/plainview/post").size(), 1U);
    expect_posts_are_known();
}

TEST_F(resale, is_made_up_for_after_a_crash) {
    start();
    const std::string lead = sold_to_northstar();
    // As if the server had died between the return and the resale.
    kill();
    database_.value(fmt::format(
        "insert into sale_return select lead_id, slot, now(), buyer, 'not_our_area', '', node, "
        "epoch from sale where lead_id = '{0}'; "
        "insert into return_decision (lead_id, slot, at, decision, decided_by, note, bears, "
        "because, refills, node, epoch, resell_until) select lead_id, slot, now(), 'accepted', "
        "'contract', '', 'seller', '', false, node, epoch, now() + interval '1 hour' from sale "
        "where lead_id = '{0}'",
        lead));
    start();
    ASSERT_TRUE(has_sales(2));
    stop();
    start();
    EXPECT_EQ(sell().at("status"), "sold");
    EXPECT_EQ(count("resale"), 1U) << "and once";
}

}  // namespace
}  // namespace pointsman::integration
