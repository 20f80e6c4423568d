#include "market.hpp"

#include <support/eventually.hpp>

#include <gmock/gmock.h>

#include <csignal>
#include <future>

namespace pointsman::integration {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;

class reload : public market {
protected:
    void SetUp() override {
        buyers_.on("/plainview/ping", support::bid("15.00"));
        add_buyer("northstar");
        add_buyer("plainview");
        start();
    }

    void pause_northstar() { add_buyer(buyer_setup{.name = "northstar", .paused = true}); }

    void hang_up_and_wait_for(const std::string& event) {
        const std::size_t before = server().events(event).size();
        server().signal(SIGHUP);
        EXPECT_TRUE(support::eventually([&] { return server().events(event).size() > before; }));
    }
};

TEST_F(reload, by_signal_counts_for_new_leads) {
    EXPECT_EQ(reasons_of(sell().at("lead_id")).at("northstar"), "sold");
    pause_northstar();
    EXPECT_EQ(reasons_of(sell().at("lead_id")).at("northstar"), "sold") << "not told to reload yet";
    hang_up_and_wait_for("reloaded");
    const auto reasons = reasons_of(sell().at("lead_id"));
    EXPECT_EQ(reasons.at("northstar"), "paused");
    EXPECT_EQ(reasons.at("plainview"), "sold");
    EXPECT_EQ(database_.value("select count(distinct plan_hash) from lead"), "2");
}

TEST_F(reload, leaves_a_lead_under_way_its_plan) {
    buyers_.on("/northstar/ping", support::after(milliseconds(700), support::bid("20.00")));
    auto under_way = std::async(std::launch::async, [this] { return sell(); });
    ASSERT_TRUE(support::eventually([&] { return !buyers_.seen("/northstar/ping").empty(); }));
    pause_northstar();
    hang_up_and_wait_for("reloaded");
    const json answer = under_way.get();
    EXPECT_EQ(reasons_of(answer.at("lead_id")).at("northstar"), "sold");
    EXPECT_EQ(reasons_of(sell().at("lead_id")).at("northstar"), "paused");
}

TEST_F(reload, of_a_broken_folder_changes_nothing_and_says_where) {
    folder_.write("buyers/northstar.yaml", "buyer: northstar\ncurrency: USD\nzone: Mars/Olympus\n");
    const support::http_answer answer = ask_admin("POST", "/v1/admin/reload");
    EXPECT_EQ(answer.status, 422);
    EXPECT_THAT(answer.body, testing::HasSubstr("buyers/northstar.yaml:3:7: error: "));
    EXPECT_EQ(json::parse(answer.body).at("reloaded"), false);
    hang_up_and_wait_for("reload_refused");
    EXPECT_EQ(reasons_of(sell().at("lead_id")).at("northstar"), "sold");
    EXPECT_EQ(database_.value("select count(*) from plan"), "1");

    pause_northstar();
    const support::http_answer repaired = ask_admin("POST", "/v1/admin/reload");
    EXPECT_EQ(repaired.status, 200) << repaired.body;
    EXPECT_TRUE(support::eventually(
        [&] { return reasons_of(sell().at("lead_id")).at("northstar") == "paused"; }));
}

TEST_F(reload, keeps_counting_caps) {
    add_buyer(buyer_setup{.name = "northstar", .caps = "[{on: sale, per: total, count: 2}]"});
    hang_up_and_wait_for("reloaded");
    EXPECT_EQ(reasons_of(sell().at("lead_id")).at("northstar"), "sold");
    folder_.write("trees/main.yaml", tree_yaml("2s"));
    hang_up_and_wait_for("reloaded");
    EXPECT_EQ(reasons_of(sell().at("lead_id")).at("northstar"), "sold");
    EXPECT_EQ(reasons_of(sell().at("lead_id")).at("northstar"), "cap_count");
}

}  // namespace
}  // namespace pointsman::integration
