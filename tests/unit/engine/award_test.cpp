#include "stage.hpp"

#include <pointsman/engine/award.hpp>

#include <gmock/gmock.h>

#include <algorithm>

// What a post takes besides its order's caps: of buyer, tree and seller, money, places and turns.
namespace pointsman::engine {
namespace {

using journal::settled_as;
using testing::Contains;
using testing::Not;

constexpr std::int64_t dollar = 1'000'000;

std::string bids(const std::string& price) {
    return R"({"status":"ok","bid":")" + price + R"(","ref":"r9"})";
}

class award_test : public testing::Test {
protected:
    award_test() {
        on.buyers.script["http://a.example/ping"] = support::says(bids("10.00"));
        on.buyers.script["http://b.example/ping"] = support::says(bids("8.00"));
    }

    plan::conditional_cap cap_of(cap::owner of, cap::measure what, std::int64_t most) {
        return {{on.counters.counter_of(std::string(to_text(of))), cap::event::sale,
                 cap::period::total, what, most, of},
                std::nullopt};
    }

    cap::usage used(const std::string& name) {
        return on.counters.counter_of(name)->used(base::wall_time::min());
    }

    plan::buyer& buyer_a() { return on.plan->buyers.at(0); }

    void make_prepaid(std::int64_t balance_micros, base::money floor) {
        buyer_a().account = {std::make_shared<cap::balance>(), floor};
        buyer_a().account.balance->restore(balance_micros);
    }

    cap::balance::state balance() { return buyer_a().account.balance->now(); }

    // Serves one lead and forgets what was written about those before.
    std::string next() {
        on.store.records.clear();
        on.buyers.asked.clear();
        return on.serve_json()["status"];
    }

    std::string detail_of(const std::string& order) {
        for (const journal::candidate& one : on.outcome().candidates)
            if (one.order == order) return one.detail;
        return "not there";
    }

    settling settle(settled_as how) {
        std::optional<settling> came;
        on.unknown.settle(offer_id_of(on.unknown.list().at(0)),
                          {how, settled_by::operator_decision, "", "", ""}, on.time.now().wall,
                          [&](settling result) { came = result; });
        on.time.run_until([&] { return came.has_value(); }, 1s);
        return came.value();
    }

    stage on;
};

// --- Caps of buyer, tree and seller
// -----------------------------------------------------------------------------

TEST_F(award_test, a_buyers_cap_counts_all_its_orders) {
    on.order("b").buyer = 0;
    buyer_a().caps[0].push_back(cap_of(cap::owner::buyer, cap::measure::count, 2));
    EXPECT_EQ(next(), "sold");
    on.order("a").paused = plan::pause{};
    EXPECT_EQ(next(), "sold");
    EXPECT_EQ(on.reason_of("b"), "sold");
    on.order("a").paused.reset();
    EXPECT_EQ(next(), "unsold");
    EXPECT_EQ(on.reason_of("a"), "cap_count");
    EXPECT_EQ(on.reason_of("b"), "cap_count");
    EXPECT_EQ(detail_of("b"), "sale count per total of the buyer");
    EXPECT_EQ(used("buyer").committed, 2);
}

TEST_F(award_test, the_caps_of_tree_and_seller_count_every_buyers_sales) {
    on.plan->trees.at(0).caps.push_back(cap_of(cap::owner::tree, cap::measure::spend, 29 * dollar));
    auto& program = on.plan->sellers.at(0).programs.at("auto");
    program.caps.push_back(cap_of(cap::owner::seller, cap::measure::spend, 18 * dollar));
    EXPECT_EQ(next(), "sold");
    EXPECT_EQ(used("tree").committed, 10 * dollar);
    EXPECT_EQ(used("seller").committed, 8 * dollar) << "the payout";
    EXPECT_EQ(next(), "sold");
    // 9 are left for prices, which is too little for a; 2 for payouts, too little for b's 6.40.
    // Nobody's cap keeps a trace.
    EXPECT_EQ(next(), "unsold");
    EXPECT_EQ(on.reason_of("a"), "cap_lost");
    EXPECT_EQ(detail_of("a"), "sale spend per total of the tree");
    EXPECT_EQ(detail_of("b"), "sale spend per total of the seller");
    EXPECT_EQ(used("tree").reserved, 0);
    program.caps.at(0).limit.most = 16 * dollar;
    EXPECT_EQ(next(), "unsold");
    EXPECT_EQ(on.reason_of("c"), "cap_spend");
    EXPECT_EQ(detail_of("c"), "sale spend per total of the seller");
    EXPECT_THAT(on.buyers.urls(), Not(Contains("http://c.example/ping"))) << "nobody is asked";
}

TEST_F(award_test, a_buyers_ping_cap_counts_the_pings_of_all_its_orders) {
    on.order("b").buyer = 0;
    plan::conditional_cap cap = cap_of(cap::owner::buyer, cap::measure::count, 3);
    cap.limit.on = cap::event::ping;
    buyer_a().caps[0].push_back(std::move(cap));
    on.serve();
    on.serve();
    const auto urls = on.buyers.urls();
    EXPECT_EQ(std::ranges::count(urls, "http://a.example/ping") +
                  std::ranges::count(urls, "http://b.example/ping"),
              3);
}

// --- Prepaid buyers
// ---------------------------------------------------------------------------------------------

TEST_F(award_test, a_prepaid_buyer_buys_for_its_balance_and_no_more) {
    make_prepaid(25 * dollar, {});
    EXPECT_EQ(next(), "sold");
    EXPECT_EQ(next(), "sold");
    EXPECT_EQ(balance().balance_micros, 5 * dollar);
    // Something is left, so it is asked; what it bids is more, so the next one buys.
    EXPECT_EQ(next(), "sold");
    EXPECT_EQ(on.reason_of("a"), "no_balance");
    EXPECT_EQ(on.outcome().sale->order, "b");
    EXPECT_THAT(on.buyers.urls(), Contains("http://a.example/ping"));
    buyer_a().account.balance->credit(10 * dollar);
    EXPECT_EQ(next(), "sold");
    EXPECT_EQ(on.reason_of("a"), "sold") << "a deposit counts at once";
}

TEST_F(award_test, a_prepaid_buyer_without_money_is_not_asked) {
    make_prepaid(10 * dollar, *base::parse_money("10.00"));
    EXPECT_EQ(next(), "sold");
    EXPECT_EQ(on.reason_of("a"), "no_balance");
    EXPECT_THAT(on.buyers.urls(), Not(Contains("http://a.example/ping")));
}

TEST_F(award_test, less_than_the_tiers_floor_is_no_money) {
    on.plan->trees.at(0).tiers.at(0).floor = *base::parse_money("9.00");
    make_prepaid(8 * dollar, {});
    next();
    EXPECT_EQ(on.reason_of("a"), "no_balance");
    EXPECT_THAT(on.buyers.urls(), Not(Contains("http://a.example/ping")));
}

TEST_F(award_test, a_credit_line_is_a_floor_below_nothing) {
    make_prepaid(0, -*base::parse_money("10.00"));
    EXPECT_EQ(next(), "sold");
    EXPECT_EQ(on.reason_of("a"), "sold");
    EXPECT_EQ(balance().balance_micros, -10 * dollar);
    next();
    EXPECT_EQ(on.reason_of("a"), "no_balance");
}

TEST_F(award_test, what_the_post_costs_less_than_the_bid_is_free_again) {
    make_prepaid(10 * dollar, {});
    buyer_a().caps[0].push_back(cap_of(cap::owner::buyer, cap::measure::spend, 12 * dollar));
    auto& program = on.plan->sellers.at(0).programs.at("auto");
    program.caps.push_back(cap_of(cap::owner::seller, cap::measure::spend, 18 * dollar));
    auto via = std::make_shared<plan::connection>(*on.order("a").via);
    via->post.reply.price = json::json_pointer("/price");
    on.order("a").via = via;
    on.buyers.script["http://a.example/post"] =
        support::says(R"({"result":"accepted","price":"2.50"})");
    on.store.records.clear();
    EXPECT_EQ(on.serve_json()["payout"], "2.00");
    EXPECT_EQ(on.outcome().sale->money.price, *base::parse_money("2.50"));
    EXPECT_EQ(on.outcome().entries.at(0).amount, *base::parse_money("2.50"));
    EXPECT_EQ(on.outcome().attempts.back().price, base::parse_money("2.50"));
    EXPECT_EQ(balance().balance_micros, 7'500'000);
    EXPECT_EQ(balance().reserved_micros, 0);
    EXPECT_EQ(used("buyer").committed, 2'500'000);
    EXPECT_EQ(used("buyer").reserved, 0);
    EXPECT_EQ(used("seller").committed, 2 * dollar);
    EXPECT_EQ(used("seller").reserved, 0);
    EXPECT_EQ(on.store.all<journal::posting>().at(0).price, *base::parse_money("10.00"));
}

TEST_F(award_test, a_refusal_gives_the_money_back) {
    make_prepaid(10 * dollar, {});
    on.buyers.script["http://a.example/post"] = support::says(R"({"result":"rejected"})");
    next();
    EXPECT_EQ(balance().balance_micros, 10 * dollar);
    EXPECT_EQ(balance().reserved_micros, 0);
}

TEST_F(award_test, an_unknown_post_holds_money_and_place_until_it_is_settled) {
    make_prepaid(10 * dollar, {});
    on.order("a").open_posts = {std::make_shared<cap::open_posts>()};
    on.buyers.script["http://a.example/post"] = support::silent();
    EXPECT_EQ(next(), "pending");
    EXPECT_EQ(balance().reserved_micros, 10 * dollar);
    EXPECT_EQ(on.order("a").open_posts.open->count(), 1);
    EXPECT_EQ(settle(settled_as::sold), settling::settled);
    EXPECT_EQ(balance().balance_micros, 0);
    EXPECT_EQ(balance().reserved_micros, 0);
    EXPECT_EQ(on.order("a").open_posts.open->count(), 0);
}

// --- Open posts and pacing
// --------------------------------------------------------------------------------------

TEST_F(award_test, as_many_posts_are_open_as_the_order_may_have) {
    on.order("a").open_posts = {std::make_shared<cap::open_posts>(), 1};
    on.buyers.script["http://a.example/post"] = support::silent();
    EXPECT_EQ(next(), "pending");
    EXPECT_EQ(next(), "sold");
    EXPECT_EQ(on.reason_of("a"), "concurrency");
    EXPECT_EQ(detail_of("a"), "1 posts of the order are open");
    EXPECT_THAT(on.buyers.urls(), Not(Contains("http://a.example/ping")));
    EXPECT_EQ(settle(settled_as::rejected), settling::settled);
    on.buyers.script["http://a.example/post"] = support::says(R"({"result":"accepted"})");
    EXPECT_EQ(next(), "sold");
    EXPECT_EQ(on.reason_of("a"), "sold");
}

TEST_F(award_test, the_places_of_a_buyer_are_for_all_its_orders) {
    on.order("b").buyer = 0;
    buyer_a().open_posts = {std::make_shared<cap::open_posts>(), 1};
    on.buyers.script["http://a.example/post"] = support::silent();
    EXPECT_EQ(next(), "pending");
    EXPECT_EQ(next(), "unsold");
    EXPECT_EQ(on.reason_of("b"), "concurrency");
    EXPECT_EQ(detail_of("b"), "1 posts of the buyer are open");
}

// Two leads bid at once for one place: whoever comes second learns it at its award.
TEST_F(award_test, a_place_that_is_gone_at_the_award_is_the_reason_too) {
    on.order("a").open_posts = {std::make_shared<cap::open_posts>(), 1};
    const auto first = on.send(stage::lead_body(), "k1");
    json other = json::parse(stage::lead_body());
    other["ref"] = "r-2";
    other["fields"]["email"] = "ann@example.com";
    const auto second = on.send(other.dump(), "k2");
    on.buyers.script["http://a.example/post"] = support::says(R"({"result":"accepted"})", 100);
    on.time.run_until([&] { return first->has_value() && second->has_value(); }, 10s);
    std::vector<std::string> reasons;
    for (const journal::outcome& end : on.store.all<journal::outcome>())
        for (const journal::candidate& one : end.candidates)
            if (one.order == "a") reasons.push_back(one.reason);
    EXPECT_THAT(reasons, testing::UnorderedElementsAre("sold", "concurrency"));
    EXPECT_EQ(on.order("a").open_posts.open->count(), 0);
}

TEST_F(award_test, pacing_goes_by_the_steady_clock) {
    on.order("a").pacing = plan::pacing{std::make_shared<cap::pacer>(), 30s};
    EXPECT_EQ(next(), "sold");
    EXPECT_EQ(on.reason_of("a"), "sold");
    on.time.set_wall_clock(1h);
    EXPECT_EQ(next(), "sold");
    EXPECT_EQ(on.reason_of("a"), "pacing");
    EXPECT_THAT(on.buyers.urls(), Not(Contains("http://a.example/ping")));
    on.time.set_wall_clock(-2h);
    on.time.advance(31s);
    EXPECT_EQ(next(), "sold");
    EXPECT_EQ(on.reason_of("a"), "sold");
}

TEST_F(award_test, takes_nothing_at_all_when_one_thing_lacks) {
    make_prepaid(5 * dollar, {});
    buyer_a().open_posts = {std::make_shared<cap::open_posts>(), 5};
    on.order("a").open_posts = {std::make_shared<cap::open_posts>(), 5};
    on.order("a").pacing = plan::pacing{std::make_shared<cap::pacer>(), 30s};
    on.order("a").caps.push_back(cap_of(cap::owner::order, cap::measure::count, 5));
    next();
    EXPECT_EQ(on.reason_of("a"), "no_balance");
    EXPECT_EQ(used("order").reserved + used("order").committed, 0);
    EXPECT_EQ(on.order("a").open_posts.open->count(), 0);
    EXPECT_EQ(buyer_a().open_posts.open->count(), 0);
    EXPECT_EQ(balance().reserved_micros, 0);
    EXPECT_TRUE(on.order("a").pacing->last->may_pass(on.time.now().steady, 30s));
}

TEST_F(award_test, the_accept_rate_takes_silence_for_an_accept) {
    const auto rate = std::make_shared<cap::accept_rate>();
    on.order("a").accept_rate = rate;
    on.buyers.script["http://a.example/post"] = support::says(R"({"result":"rejected"})");
    next();
    EXPECT_EQ(rate->estimate(), 0.5);
    on.buyers.script["http://a.example/post"] = support::fails(true);
    next();
    EXPECT_EQ(on.reason_of("a"), "post_error");
    EXPECT_EQ(rate->estimate(), 0.5) << "nobody saw it";
    on.buyers.script["http://a.example/post"] = support::silent();
    next();
    EXPECT_DOUBLE_EQ(rate->estimate(), 2.0 / 3) << "it may be a sale";
    on.buyers.script["http://a.example/post"] = support::says(R"({"result":"accepted"})");
    next();
    EXPECT_DOUBLE_EQ(rate->estimate(), 3.0 / 4);
}

}  // namespace
}  // namespace pointsman::engine
