#include "market.hpp"
#include "own_cluster.hpp"
#include "traffic.hpp"

#include <support/eventually.hpp>

#include <algorithm>

namespace pointsman::integration {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

// Before the market, which makes its database in it.
struct with_own_cluster {
    own_cluster cluster;
};

class database_stopped : private with_own_cluster, public market {
protected:
    database_stopped() : market(cluster.url()) {}

    void freeze() { cluster.freeze(); }

    void thaw() { cluster.thaw(); }

    // It may have been stored all the same, once the database went on.
    void expect_nobody_was_offered(const std::string& lead_id) const {
        for (const support::seen_request& one : buyers_.seen()) EXPECT_NE(one.lead_id, lead_id);
        const support::http_answer found = get_lead(lead_id);
        if (found.status == 404) return;
        EXPECT_EQ(found.status, 200) << found.body;
        EXPECT_EQ(nlohmann::json::parse(found.body).at("reason"), "interrupted");
    }

    // Nobody waited beyond the lead's deadline, and only while the database stood still was anybody
    // refused.
    static void expect_bounded_answers(const std::vector<sent_lead>& sent,
                                       steady_clock::time_point frozen,
                                       steady_clock::time_point recovered) {
        constexpr milliseconds deadline_and_slack(3000 + 2000);
        std::size_t refusals = 0;
        for (const sent_lead& one : sent) {
            EXPECT_LT(one.elapsed, deadline_and_slack) << one.status << one.answer;
            EXPECT_TRUE(one.status == 200 || one.status == 202 || one.status == 503) << one.status;
            if (one.status != 503) continue;
            ++refusals;
            EXPECT_TRUE(one.retry_after);
            EXPECT_GT(one.sent + one.elapsed, frozen);
            EXPECT_LT(one.sent, recovered);
        }
        EXPECT_GT(refusals, 0u);
    }

    int readiness() const { return ask_admin("GET", "/readyz", "").status; }
};

TEST_F(database_stopped, is_told_to_sellers_and_survived) {
    add_buyer("northstar");
    start();
    traffic clients(server().sellers_port(), 4);
    ASSERT_TRUE(support::eventually([&] { return clients.answered() >= 50; }));

    freeze();
    const auto frozen_at = steady_clock::now();
    EXPECT_TRUE(support::eventually([&] { return readiness() == 503; }, seconds(6)));
    EXPECT_EQ(ask_admin("GET", "/healthz", "").status, 200);
    const support::http_answer refused = post(good_lead());
    EXPECT_EQ(refused.status, 503);
    EXPECT_TRUE(refused.headers.contains("retry-after"));
    EXPECT_EQ(refused.headers.at("content-type"), "application/problem+json");
    std::this_thread::sleep_for(milliseconds(500));
    thaw();
    const auto thawed_at = steady_clock::now();
    EXPECT_TRUE(support::eventually([&] { return readiness() == 200; }, seconds(15)));
    const auto recovered_at = steady_clock::now();
    const std::size_t before = clients.answered();
    EXPECT_TRUE(support::eventually([&] { return clients.answered() >= before + 20; }));
    clients.stop();

    expect_bounded_answers(clients.sent(), frozen_at, recovered_at + seconds(1));
    EXPECT_TRUE(std::ranges::any_of(clients.sent(), [&](const sent_lead& one) {
        return one.sent > thawed_at && one.status == 200;
    }));
    EXPECT_EQ(sell().at("status"), "sold");

    EXPECT_TRUE(support::eventually([&] {
        return database_.value(
                   "select count(*) from lead l where not exists "
                   "(select from outcome o where o.lead_id = l.lead_id)") == "0";
    })) << "every stored lead comes to an end, if only as interrupted";
    expect_posts_are_known();
    EXPECT_EQ(count("sale"),
              std::stoul(database_.value("select count(*) from outcome where status = 'sold'")));
}

// A 503 that names no lead means that nothing was stored; one that names it can be looked up.
TEST_F(database_stopped, leads_refused_meanwhile_are_either_unknown_or_named) {
    add_buyer("northstar");
    start();
    EXPECT_EQ(sell().at("status"), "sold");
    freeze();
    std::vector<sent_lead> sent;
    {
        traffic clients(server().sellers_port(), 4, 1);
        clients.finish();
        sent = clients.sent();
    }
    thaw();
    ASSERT_TRUE(support::eventually([&] { return post(good_lead()).status == 200; }, seconds(15)));
    for (const sent_lead& one : sent) {
        ASSERT_EQ(one.status, 503) << one.answer;
        if (one.answer.contains("lead_id")) expect_nobody_was_offered(one.answer.at("lead_id"));
    }
}

}  // namespace
}  // namespace pointsman::integration
