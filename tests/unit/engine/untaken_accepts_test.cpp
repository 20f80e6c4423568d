#include "stage.hpp"

#include <gmock/gmock.h>

// A buyer accepts a post of unknown answer at a price that cannot be taken.
namespace pointsman::engine {
namespace {

using journal::settled_as;
using testing::ElementsAre;
using testing::HasSubstr;

class untaken_accepts_test : public testing::Test {
protected:
    untaken_accepts_test() {
        auto via = std::make_shared<plan::connection>(*on.order("a").via);
        via->post.reply.price = json::json_pointer("/price");
        via->settle_after = 1h;
        via->settle_as = settled_as::sold;
        on.order("a").via = via;
        on.plan->trees.at(0).tiers.at(0).floor = *base::parse_money("6.00");
        on.buyers.script["http://a.example/ping"] = support::says(R"({"status":"ok","bid":"10"})");
        on.buyers.script["http://a.example/post"] = support::silent();
        EXPECT_EQ(on.serve_json()["status"], "pending");
        offer = offer_id_of(on.unknown.list().at(0));
    }

    static settlement accept(const std::string& price, settled_by who = settled_by::webhook) {
        return {settled_as::sold, who, {}, {}, {}, base::parse_money(price)};
    }

    // What has come of it when a little time has passed.
    std::optional<settling> settle(const settlement& how) {
        const auto came = std::make_shared<std::optional<settling>>();
        on.unknown.settle(offer, how, on.time.now().wall,
                          [came](settling result) { *came = result; });
        on.let_pass(1s);
        return *came;
    }

    std::vector<std::string> untaken() const {
        std::vector<std::string> prices;
        for (const auto& one : on.store.all<journal::untaken_accept>())
            prices.push_back(base::to_text(one.price) + " " + one.came_by);
        return prices;
    }

    stage on;
    std::string offer;
};

TEST_F(untaken_accepts_test, are_written_down_once_for_each_price_before_the_buyer_is_told) {
    on.store.hung = true;
    EXPECT_EQ(settle(accept("5.00")), std::nullopt) << "nothing is told before it is durable";
    on.store.wake();
    EXPECT_EQ(settle(accept("5.00")), settling::price_refused);
    EXPECT_EQ(settle(accept("")), settling::price_refused) << "a price was named before";
    EXPECT_THAT(untaken(), ElementsAre("5.00 webhook"));
    EXPECT_EQ(settle(accept("4.00", settled_by::status)), settling::price_refused);
    EXPECT_EQ(settle(accept("5.00", settled_by::repost)), settling::price_refused);
    EXPECT_THAT(untaken(), ElementsAre("5.00 webhook", "4.00 status", "5.00 repost"));
    const auto first = on.store.all<journal::untaken_accept>().at(0);
    EXPECT_EQ(first.order, "a");
    EXPECT_EQ(first.buyer, "a");
    EXPECT_EQ(on.unknown.size(), 1U);
}

TEST_F(untaken_accepts_test, are_the_buyers_word_not_an_operators) {
    EXPECT_EQ(settle(accept("5.00", settled_by::operator_decision)), settling::price_refused);
    EXPECT_TRUE(untaken().empty());
    EXPECT_TRUE(on.unknown.list().at(0).settle_at) << "the buyer is silent";
}

TEST_F(untaken_accepts_test, of_a_start_before_are_not_written_down_again) {
    unknown_posts fresh(on.store, on.seen);
    unknown_post again = on.unknown.find(offer).value();
    again.refused_price = base::parse_money("5.00");
    fresh.add(again);
    std::optional<settling> came;
    fresh.settle(offer, accept("5.00"), on.time.now().wall,
                 [&](settling result) { came = result; });
    EXPECT_EQ(came, settling::price_refused);
    EXPECT_TRUE(untaken().empty());
    fresh.settle_due(on.time.now().wall + 2h);
    on.let_pass(1s);
    EXPECT_EQ(fresh.size(), 1U) << "its contract settles nothing";
}

TEST_F(untaken_accepts_test, that_the_journal_refuses_are_to_be_sent_again) {
    on.store.refuses = [](const journal::record&) { return true; };
    EXPECT_EQ(settle(accept("5.00")), settling::unavailable);
    EXPECT_TRUE(on.seen.troubles.empty());
    on.unknown.settle_due(on.time.now().wall + 2h);
    on.let_pass(1s);
    EXPECT_EQ(on.unknown.size(), 1U) << "it was not silent all the same";
    on.store.refuses = nullptr;
    EXPECT_EQ(settle(accept("5.00")), settling::price_refused);
    EXPECT_THAT(untaken(), ElementsAre("5.00 webhook"));
}

TEST_F(untaken_accepts_test, that_nobody_repeats_are_kept_while_the_journal_refuses_them) {
    on.store.refuses = [](const journal::record&) { return true; };
    on.unknown.settle_when_possible(offer, accept("5.00", settled_by::status), on.time.now().wall);
    on.unknown.settle_due(on.time.now().wall);
    on.let_pass(1s);
    EXPECT_TRUE(untaken().empty());
    on.store.refuses = nullptr;
    for (int second = 0; second < 3; ++second) {
        on.unknown.settle_due(on.time.now().wall);
        on.let_pass(1s);
    }
    EXPECT_THAT(untaken(), ElementsAre("5.00 status"));
    EXPECT_THAT(on.seen.troubles, ElementsAre(HasSubstr("accepted at 5.00, below the tier's")));
}

TEST_F(untaken_accepts_test,
       that_the_journal_refuses_for_ever_hold_the_post_and_are_not_tried_again) {
    int tries = 0;
    on.store.poisons = [&](const journal::record&) { return ++tries > 0; };
    EXPECT_EQ(settle(accept("5.00")), settling::price_refused);
    EXPECT_EQ(settle(accept("5.00")), settling::price_refused);
    EXPECT_EQ(tries, 1);
    EXPECT_THAT(on.seen.troubles, testing::Contains(HasSubstr("PostgreSQL refuses an accept")));
    EXPECT_FALSE(on.unknown.list().at(0).settle_at);
}

TEST_F(untaken_accepts_test, let_no_other_answer_come_between) {
    on.store.hung = true;
    std::vector<settling> came;
    const auto note = [&](settling result) { came.push_back(result); };
    on.unknown.settle(offer, accept("5.00"), on.time.now().wall, note);
    on.unknown.settle(offer, accept("7.00"), on.time.now().wall, note);
    on.unknown.settle_when_possible(offer, accept("8.00", settled_by::late_reply),
                                    on.time.now().wall);
    EXPECT_THAT(came, ElementsAre(settling::under_way));
    on.store.wake();
    EXPECT_THAT(came, ElementsAre(settling::under_way, settling::price_refused));
    on.unknown.settle_due(on.time.now().wall);
    on.let_pass(1s);
    EXPECT_EQ(on.unknown.size(), 0U) << "what was kept is heard";
    EXPECT_EQ(on.store.all<journal::outcome>().back().sale->money.price,
              *base::parse_money("8.00"));
}

}  // namespace
}  // namespace pointsman::engine
