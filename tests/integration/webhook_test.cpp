#include "market.hpp"

namespace pointsman::integration {
namespace {

using nlohmann::json;

// A buyer that read the lead, was silent, and tells later what became of it.
class webhook : public market {
protected:
    void SetUp() override {
        folder_.write("secrets/northstar.txt", webhook_secret);
        add_buyer(buyer_setup{
            .name = "northstar", .post_timeout = "200ms", .webhook_file = "secrets/northstar.txt"});
        buyers_.on("/northstar/post", {.how = support::stub_answer::manner::hang});
        start();
        lead_ = sell().at("lead_id");
        EXPECT_EQ(get_lead(lead_).status, 202);
    }

    json outcome(const std::string& result) const {
        return {{"offer_id", lead_ + ".northstar.post.0"},
                {"result", result},
                {"reference", "N-7"},
                {"reason", "told late"}};
    }

    int tell(const json& what, const std::string& buyer = "northstar") const {
        return tell_outcome(buyer, what).status;
    }

    std::string lead_;
};

TEST_F(webhook, settles_the_post_and_is_told_the_same_again) {
    EXPECT_EQ(tell(outcome("accepted")), 204);
    const json told = json::parse(get_lead(lead_).body);
    EXPECT_EQ(told.at("status"), "sold");
    EXPECT_EQ(database_.value("select reference from sale"), "N-7");
    EXPECT_EQ(tell(outcome("accepted")), 204);
    EXPECT_EQ(tell(outcome("rejected")), 409);
    EXPECT_EQ(count("sale"), 1u);
    EXPECT_EQ(database_.value("select sum(amount) from ledger_entry"), "0");
    EXPECT_EQ(database_.value("select count(*) from candidate where detail like '%told late%'"),
              "0");
}

TEST_F(webhook, that_is_not_the_buyers_or_not_understood_changes_nothing) {
    EXPECT_EQ(tell(outcome("accepted"), "somebody"), 401);
    json other = outcome("accepted");
    other["offer_id"] = "nonsense";
    EXPECT_EQ(tell(other), 404);
    EXPECT_EQ(tell(outcome("perhaps")), 422);
    other = outcome("accepted");
    other["reference"] = "ada@example.com";
    EXPECT_EQ(tell(other), 422);
    other = outcome("accepted");
    other["price"] = "0.02";
    EXPECT_EQ(tell(other), 422) << "its contract is at the price of the post";
    const auto unsigned_call = support::exchange(
        server().sellers_port(), support::request_text("POST", "/v1/buyers/northstar/outcomes", {},
                                                       outcome("accepted").dump()));
    EXPECT_EQ(unsigned_call->status, 401);
    EXPECT_EQ(get_lead(lead_).status, 202);
    EXPECT_EQ(tell(outcome("rejected")), 204);
    EXPECT_EQ(json::parse(get_lead(lead_).body).at("status"), "unsold");
}

}  // namespace
}  // namespace pointsman::integration
