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

TEST_F(crash, leaves_a_lead_that_was_under_way_pending_for_its_seller) {
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
    const support::http_answer found = get_lead(buyers_.seen("/ping").front().lead_id);
    EXPECT_EQ(found.status, 202);
    EXPECT_EQ(json::parse(found.body).at("status"), "pending");
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
