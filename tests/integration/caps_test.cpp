#include "market.hpp"
#include "traffic.hpp"

#include <gmock/gmock.h>

#include <csignal>

namespace pointsman::integration {
namespace {

using nlohmann::json;

class caps : public market {
protected:
    void add_buyer_with_cap(const std::string& caps) {
        add_buyer(buyer_setup{.name = "northstar", .caps = caps});
    }

    std::size_t accepted_by_the_buyer() const { return buyers_.seen("/post").size(); }
};

TEST_F(caps, hold_when_many_sellers_hammer_them_at_once) {
    add_buyer_with_cap("[{on: sale, per: total, count: 20}]");
    start();
    traffic hammering(server().sellers_port(), 8, 10);
    hammering.finish();

    std::size_t told_sold = 0;
    for (const sent_lead& one : hammering.sent()) {
        ASSERT_EQ(one.status, 200);
        if (one.answer.at("status") == "sold") ++told_sold;
    }
    EXPECT_EQ(hammering.sent().size(), 80u);
    EXPECT_EQ(told_sold, 20u);
    EXPECT_EQ(accepted_by_the_buyer(), 20u);
    EXPECT_EQ(count("sale"), 20u);
    EXPECT_EQ(database_.value("select count(*) from outcome where status = 'unsold'"), "60");
    EXPECT_EQ(database_.value("select string_agg(distinct reason, ' ' order by reason) from "
                              "candidate where reason not in ('cap_count', 'cap_lost')"),
              "sold");
}

TEST_F(caps, give_a_place_back_when_the_buyer_rejects) {
    add_buyer_with_cap("[{on: sale, per: day, count: 1}]");
    buyers_.on("/northstar/post", support::reject_lead("not today"));
    start();
    EXPECT_EQ(sell().at("status"), "unsold");
    buyers_.on("/northstar/post", support::accept_lead());
    EXPECT_EQ(sell().at("status"), "sold");
    EXPECT_EQ(sell().at("status"), "unsold");
}

// What was sold before counts after, whether the server was stopped or killed in between.
TEST_F(caps, survive_restarts) {
    add_buyer_with_cap(R"([{on: sale, per: total, count: 5}])");
    start();
    for (int i = 0; i < 2; ++i) EXPECT_EQ(sell().at("status"), "sold");
    stop();
    start();
    EXPECT_EQ(server().epoch(), 2);
    EXPECT_EQ(sell().at("status"), "sold");
    kill();
    start();
    for (int i = 0; i < 2; ++i) EXPECT_EQ(sell().at("status"), "sold");
    const json refused = sell();
    EXPECT_EQ(refused.at("status"), "unsold");
    EXPECT_EQ(reasons_of(refused.at("lead_id")).at("northstar"), "cap_count");
    EXPECT_EQ(accepted_by_the_buyer(), 5u);
}

TEST_F(caps, of_money_survive_a_restart) {
    add_buyer_with_cap(R"([{on: sale, per: month, spend: "45.00"}])");
    start();
    EXPECT_EQ(sell().at("status"), "sold");
    stop();
    start();
    EXPECT_EQ(sell().at("status"), "sold");
    EXPECT_EQ(sell().at("status"), "unsold");  // 20.00 more would be 60.00
    EXPECT_EQ(accepted_by_the_buyer(), 2u);
}

}  // namespace
}  // namespace pointsman::integration
