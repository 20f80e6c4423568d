#include "market.hpp"
#include "own_cluster.hpp"
#include "traffic.hpp"

#include <support/eventually.hpp>

#include <algorithm>

namespace pointsman::integration {
namespace {

using std::chrono::steady_clock;

// Generous, so that a slow machine decides nothing.
constexpr std::chrono::seconds patience(30);

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

    // Every lead has an answer; those refused are told when to come again.
    static void expect_whole_answers(const std::vector<sent_lead>& sent) {
        std::size_t refusals = 0;
        for (const sent_lead& one : sent) {
            EXPECT_TRUE(one.status == 200 || one.status == 202 || one.status == 503) << one.status;
            if (one.status != 503) continue;
            ++refusals;
            EXPECT_TRUE(one.retry_after);
        }
        EXPECT_GT(refusals, 0u);
    }

    int readiness() const { return ask_admin("GET", "/readyz", "").status; }
};

TEST_F(database_stopped, is_told_to_sellers_and_survived) {
    add_buyer("northstar");
    start();
    constexpr std::size_t sellers = 4;
    traffic clients(server().sellers_port(), sellers);
    ASSERT_TRUE(support::eventually([&] { return clients.answered() >= 50; }, patience));

    freeze();
    const std::size_t answered_before = clients.answered();
    EXPECT_TRUE(support::eventually([&] { return readiness() == 503; }, patience));
    EXPECT_EQ(ask_admin("GET", "/healthz", "").status, 200);
    const support::http_answer refused = post(good_lead());
    EXPECT_EQ(refused.status, 503);
    EXPECT_TRUE(refused.headers.contains("retry-after"));
    EXPECT_EQ(refused.headers.at("content-type"), "application/problem+json");
    // The leads under way, and one after each of them.
    EXPECT_TRUE(support::eventually(
        [&] { return clients.answered() >= answered_before + 2 * sellers; }, patience))
        << "sellers have their answers while the database stands still";

    thaw();
    const auto thawed_at = steady_clock::now();
    EXPECT_TRUE(support::eventually([&] { return readiness() == 200; }, patience));
    const auto sold_again = [&] {
        return std::ranges::any_of(clients.sent(), [&](const sent_lead& one) {
            return one.sent > thawed_at && one.status == 200;
        });
    };
    EXPECT_TRUE(support::eventually(sold_again, patience));
    clients.stop();

    expect_whole_answers(clients.sent());
    EXPECT_EQ(sell().at("status"), "sold");

    EXPECT_TRUE(support::eventually(
        [&] {
            return database_.value(
                       "select count(*) from lead l where not exists "
                       "(select from outcome o where o.lead_id = l.lead_id)") == "0";
        },
        patience))
        << "every stored lead comes to an end, if only as interrupted";
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
    ASSERT_TRUE(support::eventually([&] { return post(good_lead()).status == 200; }, patience));
    for (const sent_lead& one : sent) {
        ASSERT_EQ(one.status, 503) << one.answer;
        if (one.answer.contains("lead_id")) expect_nobody_was_offered(one.answer.at("lead_id"));
    }
}

}  // namespace
}  // namespace pointsman::integration
