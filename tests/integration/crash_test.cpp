#include "market.hpp"
#include "traffic.hpp"

#include <support/eventually.hpp>

#include <gmock/gmock.h>

#include <set>

namespace pointsman::integration {
namespace {

using nlohmann::json;

class crash : public market {
protected:
    // What a seller was told is in the database, with that very status.
    void expect_answers_are_stored(const std::vector<sent_lead>& sent) {
        std::set<std::string> stored;
        for (std::string& one : database_.column("select lead_id || ' ' || status from outcome"))
            stored.insert(std::move(one));
        for (const sent_lead& one : sent) {
            if (one.status != 200) continue;
            const std::string told = one.answer.at("lead_id").get<std::string>() + " " +
                                     one.answer.at("status").get<std::string>();
            EXPECT_TRUE(stored.contains(told)) << told;
        }
    }
};

TEST_F(crash, under_traffic_loses_nothing_that_was_told_or_posted) {
    buyers_.on("/northstar/ping",
               support::after(std::chrono::milliseconds(3), support::bid("20.00")));
    buyers_.on("/plainview/ping", support::bid("15.00"));
    buyers_.on("/northstar/post", [](const support::seen_request& post) {
        return post.lead_id.back() < '4' ? support::reject_lead("no") : support::accept_lead();
    });
    add_buyer("northstar");
    add_buyer("plainview");
    start();
    const int first_epoch = server().epoch();

    traffic clients(server().sellers_port(), 6);
    EXPECT_TRUE(
        support::eventually([&] { return clients.answered() >= 300; }, std::chrono::seconds(20)));
    kill();
    clients.finish();

    const auto sent = clients.sent();
    EXPECT_GE(sent.size(), 300u);
    for (const sent_lead& one : sent) EXPECT_TRUE(one.status == 200 || one.status == 0);
    // The last commit may still be on its way through PostgreSQL.
    EXPECT_TRUE(support::eventually([&] {
        return database_.value(
                   "select count(*) from pg_stat_activity where usename = "
                   "'pointsman_server' and datname = current_database()") == "0";
    }));
    expect_answers_are_stored(sent);
    expect_posts_are_known();
    EXPECT_EQ(database_.value("select coalesce(sum(amount), 0) from ledger_entry"), "0");
    EXPECT_EQ(count("sale"),
              std::stoul(database_.value("select count(*) from outcome where status = 'sold'")));

    start();
    EXPECT_GT(server().epoch(), first_epoch);
    const json after = sell();
    EXPECT_EQ(after.at("status"), "sold");
    EXPECT_EQ(database_.value("select count(distinct epoch) from lead"), "2");
}

TEST_F(crash, a_lead_that_was_only_pinged_ends_unsold) {
    add_buyer(buyer_setup{.name = "northstar", .ping_timeout = "2s"});
    buyers_.on("/northstar/ping", {.how = support::stub_answer::manner::hang});
    start();
    traffic one(server().sellers_port(), 1, 1);
    ASSERT_TRUE(support::eventually([&] { return buyers_.seen("/ping").size() == 1; }));
    kill();
    one.stop();
    EXPECT_EQ(count("lead"), 1u);
    EXPECT_EQ(count("outcome"), 0u);
    start();
    const std::string lead = buyers_.seen("/ping").front().lead_id;
    EXPECT_TRUE(support::eventually([&] { return get_lead(lead).status == 200; }));
    const json told = json::parse(get_lead(lead).body);
    EXPECT_EQ(told.at("status"), "unsold");
    EXPECT_EQ(told.at("reason"), "interrupted");
    EXPECT_EQ(reasons_of(lead).at("northstar"), "stopped");
    EXPECT_EQ(database_.value("select phase || ' ' || result from attempt"), "ping interrupted");
}

// A post that a buyer read and the server did not live to hear the answer of.
class crash_in_a_post : public crash {
protected:
    void SetUp() override {
        add_buyer(buyer_setup{
            .name = "northstar", .post_timeout = "2s", .caps = "[{on: sale, per: day, count: 1}]"});
        buyers_.on("/northstar/post", {.how = support::stub_answer::manner::hang});
        start();
        traffic one(server().sellers_port(), 1, 1);
        ASSERT_TRUE(support::eventually([&] { return buyers_.seen("/post").size() == 1; }));
        kill();
        one.stop();
        start();
        lead_ = buyers_.seen("/post").front().lead_id;
        ASSERT_TRUE(support::eventually([&] { return unknown().size() == 1; }));
        offer_ = unknown().at(0).at("offer_id");
    }

    json unknown() const {
        return json::parse(ask_admin("GET", "/v1/admin/unknown").body).at("unknown");
    }

    int settle(const std::string& settle_as) const {
        return ask_admin("POST", "/v1/admin/unknown/" + offer_, admin_key,
                         {{"settle_as", settle_as}, {"reference", "N-1"}, {"note", "by phone"}})
            .status;
    }

    std::string lead_;
    std::string offer_;
};

TEST_F(crash_in_a_post, holds_the_lead_until_it_is_settled_as_sold) {
    EXPECT_EQ(unknown().at(0).at("lead_id"), lead_);
    EXPECT_EQ(get_lead(lead_).status, 202);
    EXPECT_EQ(reasons_of(lead_).at("northstar"), "post_unknown");
    EXPECT_EQ(sell().at("status"), "unsold") << "the one place of the cap is held";
    EXPECT_EQ(buyers_.seen("/post").size(), 1u) << "nothing is posted again";

    EXPECT_EQ(settle("sold"), 200);
    EXPECT_EQ(settle("sold"), 200);
    EXPECT_EQ(settle("rejected"), 409);
    EXPECT_TRUE(unknown().empty());
    const json told = json::parse(get_lead(lead_).body);
    EXPECT_EQ(told.at("status"), "sold");
    EXPECT_EQ(told.at("payout"), "16.00");
    EXPECT_EQ(count("sale"), 1u);
    EXPECT_EQ(database_.value("select sum(amount) from ledger_entry"), "0");

    kill();
    start();
    EXPECT_EQ(sell().at("status"), "unsold") << "and stays used across a restart";
}

TEST_F(crash_in_a_post, gives_the_place_back_when_it_is_settled_as_rejected) {
    EXPECT_EQ(
        ask_admin("POST", "/v1/admin/unknown/" + offer_, admin_key, {{"settle_as", "perhaps"}})
            .status,
        422);
    EXPECT_EQ(
        ask_admin("POST", "/v1/admin/unknown/nonsense", admin_key, {{"settle_as", "sold"}}).status,
        404);
    EXPECT_EQ(settle("rejected"), 200);
    EXPECT_EQ(json::parse(get_lead(lead_).body).at("status"), "unsold");
    buyers_.on("/northstar/post", support::accept_lead());
    EXPECT_EQ(sell().at("status"), "sold");
}

TEST_F(crash, second_server_on_the_same_database_is_refused) {
    add_buyer("northstar");
    start();
    try {
        const support::server_process second(
            POINTSMAN_PROGRAM, folder_.path(),
            {{"DATABASE_URL", database_.server_url()},
             {"PERSONAL_KEY", "personal-data-key-of-the-tests-00001"},
             {"ADMIN_KEY", admin_key},
             {"acme_key", acme_key},
             {"zenith_key", zenith_key}});
        ADD_FAILURE() << "two servers serve on one database";
    } catch (const std::runtime_error& refused) {
        EXPECT_THAT(refused.what(), testing::HasSubstr("another pointsman serves"));
    }
    EXPECT_EQ(sell().at("status"), "sold");
}

}  // namespace
}  // namespace pointsman::integration
