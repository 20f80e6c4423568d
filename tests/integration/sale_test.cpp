#include "market.hpp"

#include <gmock/gmock.h>

namespace pointsman::integration {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

class sale : public market {
protected:
    void SetUp() override {
        buyers_.on("/plainview/ping", support::bid("15.00"));
        add_buyer("northstar");
        add_buyer("plainview");
        add_buyer(buyer_setup{.name = "desert", .accepts = "{field: state, in: [AZ]}"});
        add_buyer(buyer_setup{.name = "sleeper", .paused = true});
        start();
    }
};

TEST_F(sale, is_told_stored_and_explained) {
    const support::http_answer answer = post(good_lead());
    ASSERT_EQ(answer.status, 200) << answer.body;
    const json told = json::parse(answer.body);
    EXPECT_EQ(told.at("status"), "sold");
    EXPECT_EQ(told.at("payout"), "16.00");
    EXPECT_EQ(told.at("currency"), "USD");
    ASSERT_EQ(told.at("sales").size(), 1u);

    const std::string id = told.at("lead_id");
    EXPECT_THAT(reasons_of(id), ElementsAre(Pair("northstar", "sold"), Pair("plainview", "outbid"),
                                            Pair("sleeper", "paused")));
    EXPECT_EQ(count("lead"), 1u);
    EXPECT_THAT(database_.column("select order_name || '.' || phase || '.' || result from attempt "
                                 "order by 1"),
                ElementsAre("northstar.ping.bid", "northstar.post.accepted", "plainview.ping.bid"));
    EXPECT_EQ(database_.value("select order_name || ' ' || price from posting"),
              "northstar 20000000");
    EXPECT_EQ(database_.value("select order_name || ' ' || price || ' ' || payout from sale"),
              "northstar 20000000 16000000");
    EXPECT_THAT(database_.column("select account || ' ' || party from ledger_entry order by 1"),
                testing::SizeIs(3));
    EXPECT_EQ(database_.value("select sum(amount) from ledger_entry"), "0");
    EXPECT_EQ(database_.value("select status from outcome"), "sold");
}

TEST_F(sale, answer_is_given_again_byte_by_byte_to_its_seller_alone) {
    const support::http_answer answer = post(good_lead());
    const std::string id = json::parse(answer.body).at("lead_id");
    const support::http_answer again = get_lead(id);
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(again.body, answer.body);
    EXPECT_EQ(get_lead(id, zenith_key).status, 404);
    EXPECT_EQ(get_lead(id, "wrong-key").status, 401);
    EXPECT_EQ(get_lead("01900000-0000-7000-8000-000000000000").status, 404);
}

TEST_F(sale, timeline_tells_what_the_filters_refused_and_why) {
    const std::string id = sell().at("lead_id");
    const support::http_answer answer = ask_admin("GET", "/v1/admin/leads/" + id);
    ASSERT_EQ(answer.status, 200) << answer.body;
    const json story = json::parse(answer.body);
    ASSERT_EQ(story.at("filtered").size(), 1u) << answer.body;
    const json& refused = story.at("filtered").at(0);
    EXPECT_EQ(refused.at("order"), "desert");
    EXPECT_EQ(refused.at("reason"), "filtered");
    EXPECT_EQ(refused.at("field"), "state");
    EXPECT_EQ(refused.at("value"), "CA");
    EXPECT_THAT(refused.at("rule").get<std::string>(), HasSubstr("AZ"));
    EXPECT_EQ(story.at("postings").size(), 1u);
    EXPECT_EQ(story.at("outcomes").at(0).at("status"), "sold");
}

TEST_F(sale, needs_the_sellers_key_and_the_admin_api_its_own) {
    EXPECT_EQ(post(good_lead(), "wrong-key").status, 401);
    EXPECT_EQ(post(good_lead(), "").status, 401);
    EXPECT_EQ(post(good_lead(), admin_key).status, 401);
    EXPECT_EQ(count("lead"), 0u);
    EXPECT_TRUE(buyers_.seen().empty());

    const std::string any = "/v1/admin/leads/01900000-0000-7000-8000-000000000000";
    EXPECT_EQ(ask_admin("GET", any, acme_key).status, 401);
    EXPECT_EQ(ask_admin("GET", any, "").status, 401);
    EXPECT_EQ(ask_admin("GET", any).status, 404);
    EXPECT_EQ(ask_admin("POST", "/v1/admin/reload", "").status, 401);
    EXPECT_EQ(ask_admin("GET", "/healthz", "").status, 200);
    EXPECT_EQ(ask_admin("GET", "/readyz", "").status, 200);
    EXPECT_THAT(ask_admin("GET", "/metrics", "").body, HasSubstr("pointsman_journal_available 1"));
}

TEST_F(sale, admin_api_is_not_on_the_sellers_port) {
    const auto answer = support::exchange(
        server().sellers_port(),
        support::request_text("POST", "/v1/admin/reload", {{"X-Api-Key", admin_key}}));
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 404);
}

}  // namespace
}  // namespace pointsman::integration
