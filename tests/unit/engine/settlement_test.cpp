#include "stage.hpp"

#include <gmock/gmock.h>

namespace pointsman::engine {
namespace {

using journal::settled_as;
using testing::HasSubstr;

// A lead whose one post was read and never answered.
class settlement_test : public testing::Test {
protected:
    settlement_test() {
        on.buyers.script["http://a.example/ping"] =
            support::says(R"({"status":"ok","bid":"10.00","ref":"r"})");
        on.buyers.script["http://a.example/post"] = support::silent();
        on.order("a").caps.push_back({{on.counters.counter_of("x"), cap::event::sale,
                                       cap::period::total, cap::measure::count, 5},
                                      std::nullopt});
    }

    // The offer id of the one post that waits.
    std::string hold() {
        EXPECT_EQ(on.serve_json()["status"], "pending");
        const auto waiting = on.unknown.list();
        EXPECT_EQ(waiting.size(), 1U);
        return waiting.empty() ? "" : offer_id_of(waiting[0]);
    }

    settling settle(const std::string& offer_id, settled_as how) {
        std::optional<settling> came;
        on.unknown.settle(offer_id, {how, settled_by::operator_decision, "ref-9", "", "by phone"},
                          on.time.now().wall, [&](settling result) { came = result; });
        on.time.run_until([&] { return came.has_value(); }, 1s);
        return came.value();
    }

    // By `who`, at a price if one is given.
    settling settle_at(const std::string& offer_id, settled_by who, const std::string& price) {
        std::optional<settling> came;
        on.unknown.settle(offer_id, {settled_as::sold, who, {}, {}, {}, base::parse_money(price)},
                          on.time.now().wall, [&](settling result) { came = result; });
        on.time.run_until([&] { return came.has_value(); }, 1s);
        return came.value();
    }

    // The contract of `a`, which has a cap on what it spends.
    void take_the_posts_price() {
        auto via = std::make_shared<plan::connection>(*on.order("a").via);
        via->post.reply.price = json::json_pointer("/price");
        on.order("a").via = via;
        on.order("a").caps.push_back({{on.counters.counter_of("money"), cap::event::sale,
                                       cap::period::total, cap::measure::spend, 50'000'000},
                                      std::nullopt});
    }

    cap::usage spent() { return on.counters.counter_of("money")->used(base::wall_time::min()); }

    cap::usage used() { return on.counters.counter_of("x")->used(base::wall_time::min()); }

    journal::outcome last() { return on.store.all<journal::outcome>().back(); }

    stage on;
};

TEST_F(settlement_test, sold_moves_the_money_once_and_keeps_the_cap) {
    const std::string offer = hold();
    EXPECT_EQ(used().reserved, 1);
    EXPECT_EQ(settle(offer, settled_as::sold), settling::settled);
    EXPECT_EQ(used().reserved, 0);
    EXPECT_EQ(used().committed, 1);
    EXPECT_EQ(last().status, "sold");
    EXPECT_EQ(last().sale->reference, "ref-9");
    EXPECT_EQ(last().sale->money.price, *base::parse_money("10.00"));
    EXPECT_EQ(last().sale->money.payout, *base::parse_money("8.00"));
    base::money sum;
    for (const ledger::entry& each : last().entries) sum += each.amount;
    EXPECT_EQ(sum, base::money());
    ASSERT_EQ(last().candidates.size(), 1U);
    EXPECT_EQ(last().candidates[0].reason, "sold");
    EXPECT_THAT(last().candidates[0].detail, HasSubstr("an operator: by phone"));
    EXPECT_EQ(settle(offer, settled_as::sold), settling::repeated);
    EXPECT_EQ(settle(offer, settled_as::rejected), settling::contradicted);
    EXPECT_EQ(on.store.all<journal::outcome>().size(), 2U);
}

TEST_F(settlement_test, rejected_gives_the_cap_back_and_sells_to_nobody_else) {
    on.buyers.script["http://b.example/ping"] = support::says(R"({"status":"ok","bid":"9.00"})");
    const std::string offer = hold();
    EXPECT_EQ(settle(offer, settled_as::rejected), settling::settled);
    EXPECT_EQ(used().reserved, 0);
    EXPECT_EQ(used().committed, 0);
    EXPECT_EQ(last().status, "unsold");
    EXPECT_EQ(last().reason, "all_rejected");
    EXPECT_FALSE(last().sale);
    EXPECT_EQ(on.store.all<journal::posting>().size(), 1U);
}

TEST_F(settlement_test, the_sellers_answer_becomes_final) {
    const served pending = on.serve(stage::lead_body(), 30s, "k");
    EXPECT_EQ(pending.http_status, 202);
    settle(offer_id_of(on.unknown.list().at(0)), settled_as::sold);
    const served final = on.serve(stage::lead_body(), 30s, "k");
    EXPECT_EQ(final.http_status, 200);
    EXPECT_EQ(json::parse(final.body)["payout"], "8.00");
}

TEST_F(settlement_test, a_late_accept_settles_the_post) {
    on.buyers.script["http://a.example/post"] =
        support::says(R"({"result":"accepted","url":"https://a.example/x"})", 2000);
    hold();
    on.let_pass(3s);
    EXPECT_EQ(on.unknown.size(), 0U);
    EXPECT_EQ(last().status, "sold");
    EXPECT_EQ(used().committed, 1);
    EXPECT_THAT(last().candidates[0].detail, HasSubstr("late reply"));
    EXPECT_EQ(on.store.all<journal::late_reply>().size(), 1U);
}

TEST_F(settlement_test, a_late_answer_before_the_pending_outcome_is_durable_is_kept) {
    on.buyers.script["http://a.example/post"] = support::says(R"({"result":"rejected"})", 1001);
    on.store.commit_time = 20ms;
    on.serve();
    on.let_pass(3s);
    EXPECT_EQ(on.unknown.size(), 0U);
    EXPECT_EQ(last().status, "unsold");
    EXPECT_EQ(used().reserved, 0);
}

// The line answers at the very moment at which the time is up, before the alarm has rung.
TEST_F(settlement_test, an_accept_in_the_event_that_ends_the_time_settles_the_post) {
    on.buyers.script["http://a.example/post"] = support::says(R"({"result":"accepted"})", 1000);
    on.serve();
    on.let_pass(3s);
    EXPECT_EQ(on.unknown.size(), 0U);
    EXPECT_EQ(last().status, "sold");
}

TEST_F(settlement_test, under_reject_a_late_accept_has_no_effect) {
    auto via = std::make_shared<plan::connection>(*on.order("a").via);
    via->no_answer = plan::silence::reject;
    on.order("a").via = via;
    on.buyers.script["http://a.example/post"] = support::says(R"({"result":"accepted"})", 2000);
    EXPECT_EQ(on.serve_json()["status"], "unsold");
    on.let_pass(3s);
    EXPECT_EQ(on.store.all<journal::outcome>().size(), 1U);
    EXPECT_EQ(used().committed, 0);
    EXPECT_EQ(on.store.all<journal::late_reply>().at(0).result, "accepted");
}

TEST_F(settlement_test, the_contract_settles_what_stays_silent) {
    auto via = std::make_shared<plan::connection>(*on.order("a").via);
    via->settle_after = 1h;
    via->settle_as = settled_as::sold;
    on.order("a").via = via;
    hold();
    on.unknown.settle_due(on.time.now().wall + 59min);
    on.let_pass(1s);
    EXPECT_EQ(on.unknown.size(), 1U);
    on.unknown.settle_due(on.time.now().wall + 1h);
    on.let_pass(1s);
    EXPECT_EQ(on.unknown.size(), 0U);
    EXPECT_EQ(last().status, "sold");
    EXPECT_THAT(last().candidates[0].detail, HasSubstr("contract"));
}

TEST_F(settlement_test, only_one_of_many_at_once_has_an_effect) {
    const std::string offer = hold();
    std::vector<settling> came;
    const auto note = [&](settling result) { came.push_back(result); };
    for (const settled_as how : {settled_as::rejected, settled_as::sold, settled_as::sold})
        on.unknown.settle(offer, {how, settled_by::webhook, {}, {}, {}}, on.time.now().wall, note);
    on.let_pass(1s);
    EXPECT_EQ(came, (std::vector{settling::under_way, settling::under_way, settling::settled}));
    EXPECT_EQ(on.store.all<journal::outcome>().size(), 2U);
    EXPECT_EQ(last().status, "unsold");
}

TEST_F(settlement_test, what_cannot_be_written_down_stays_open) {
    const std::string offer = hold();
    on.store.refuses = [](const journal::record&) { return true; };
    EXPECT_EQ(settle(offer, settled_as::sold), settling::unavailable);
    EXPECT_EQ(used().reserved, 1);
    on.store.refuses = nullptr;
    EXPECT_EQ(settle(offer, settled_as::sold), settling::settled);
}

TEST_F(settlement_test, a_clock_set_back_does_not_reorder_the_posts_of_a_walk) {
    on.buyers.script["http://a.example/post"] = support::says(R"({"result":"rejected"})");
    on.buyers.script["http://b.example/ping"] = support::says(R"({"status":"ok","bid":"9.00"})");
    on.buyers.on_call = [this](const buyer_call& call) {
        if (call.request.url == "http://a.example/post") on.time.set_wall_clock(-1h);
    };
    on.serve();
    const auto posts = on.store.all<journal::posting>();
    ASSERT_EQ(posts.size(), 2U);
    EXPECT_EQ(posts[1].order, "b");
    EXPECT_LT(posts[0].at, posts[1].at);
}

// --- The price that the buyer names
// -----------------------------------------------------------------------------

TEST_F(settlement_test, a_late_accept_names_the_price) {
    take_the_posts_price();
    on.buyers.script["http://a.example/post"] =
        support::says(R"({"result":"accepted","price":"7.00"})", 2000);
    hold();
    on.let_pass(3s);
    EXPECT_EQ(on.unknown.size(), 0U);
    EXPECT_EQ(last().sale->money.price, *base::parse_money("7.00"));
    EXPECT_EQ(last().sale->money.payout, *base::parse_money("5.60"));
    EXPECT_EQ(last().entries.at(0).amount, *base::parse_money("7.00"));
    EXPECT_EQ(spent().committed, 7'000'000);
    EXPECT_EQ(spent().reserved, 0);
    const auto late = on.store.all<journal::late_reply>().at(0);
    EXPECT_EQ(late.result, "accepted");
    EXPECT_EQ(late.price, base::parse_money("7.00"));
}

TEST_F(settlement_test, an_operator_may_name_a_lower_price_and_no_higher_one) {
    for (const auto& [named, sold] : {std::pair{"7.00", "7.00"}, std::pair{"11.00", "10.00"}}) {
        on.store.records.clear();
        const std::string offer = hold();
        EXPECT_EQ(settle_at(offer, settled_by::operator_decision, named), settling::settled);
        EXPECT_EQ(last().sale->money.price, *base::parse_money(sold));
    }
}

TEST_F(settlement_test, a_price_that_cannot_be_taken_leaves_it_to_an_operator) {
    on.plan->trees.at(0).tiers.at(0).floor = *base::parse_money("6.00");
    take_the_posts_price();
    auto via = std::make_shared<plan::connection>(*on.order("a").via);
    via->settle_after = 1h;
    via->settle_as = settled_as::rejected;
    on.order("a").via = via;
    on.buyers.script["http://a.example/post"] =
        support::says(R"({"result":"accepted","price":"5.99"})", 2000);
    const std::string offer = hold();
    on.let_pass(3s);
    EXPECT_EQ(on.unknown.size(), 1U);
    EXPECT_EQ(spent().reserved, 10'000'000);
    EXPECT_EQ(on.store.all<journal::late_reply>().at(0).result, "unknown");
    ASSERT_FALSE(on.seen.troubles.empty());
    EXPECT_THAT(on.seen.troubles.back(), HasSubstr("accepted at 5.99, below the tier's floor"));
    // It was not silent, so its contract settles nothing; nor does its own word without a price.
    EXPECT_FALSE(on.unknown.list().at(0).settle_at);
    on.unknown.settle_due(on.time.now().wall + 2h);
    on.let_pass(1s);
    EXPECT_EQ(on.unknown.size(), 1U);
    EXPECT_EQ(settle_at(offer, settled_by::webhook, ""), settling::price_refused);
    EXPECT_EQ(settle_at(offer, settled_by::operator_decision, "5.00"), settling::price_refused);
    EXPECT_EQ(on.unknown.list_page({}, 1).at(0).refused_price, base::parse_money("5.99"));
    EXPECT_EQ(settle(offer, settled_as::sold), settling::price_refused) << "at what, then?";
    EXPECT_EQ(settle_at(offer, settled_by::operator_decision, "10.00"), settling::settled);
    EXPECT_EQ(last().sale->money.price, *base::parse_money("10.00"));
    EXPECT_EQ(spent().committed, 10'000'000);
}

TEST_F(settlement_test, an_accept_in_time_at_such_a_price_is_held_under_any_contract) {
    on.plan->trees.at(0).tiers.at(0).floor = *base::parse_money("6.00");
    take_the_posts_price();
    auto via = std::make_shared<plan::connection>(*on.order("a").via);
    via->no_answer = plan::silence::reject;
    on.order("a").via = via;
    on.buyers.script["http://a.example/post"] =
        support::says(R"({"result":"accepted","price":"5.99"})");
    const std::string offer = hold();
    EXPECT_EQ(spent().reserved, 10'000'000);
    const journal::attempt post = last().attempts.back();
    EXPECT_EQ(post.result, "unknown");
    EXPECT_EQ(post.price, base::parse_money("5.99"));
    EXPECT_EQ(last().candidates[0].detail, "accepted at 5.99, below the tier's floor");
    EXPECT_EQ(settle_at(offer, settled_by::webhook, ""), settling::price_refused);
    EXPECT_EQ(settle_at(offer, settled_by::webhook, "6.00"), settling::settled);
    EXPECT_EQ(last().sale->money.price, *base::parse_money("6.00"));
    EXPECT_EQ(spent().committed, 6'000'000);
    EXPECT_EQ(spent().reserved, 0);
}

TEST_F(settlement_test, without_the_terms_of_the_posting_no_lower_price_is_taken) {
    unknown_post post;
    post.posting.price = *base::parse_money("10.00");
    post.posting.payout = *base::parse_money("8.00");
    settlement how{settled_as::sold, settled_by::status, {}, {}, {}, base::parse_money("9.00")};
    EXPECT_THAT(sold_money(post, how).error(), HasSubstr("terms of the posting are not known"));
    how.price = base::parse_money("10.00");
    EXPECT_EQ(sold_money(post, how)->price, post.posting.price);
}

TEST_F(settlement_test, an_unknown_offer_is_not_known) {
    EXPECT_EQ(settle("nonsense", settled_as::sold), settling::not_known);
}

TEST_F(settlement_test, too_many_unknown_posts_stop_new_leads) {
    on.with.unknown_posts_max = 1;
    hold();
    EXPECT_EQ(on.serve().http_status, 503);
}

}  // namespace
}  // namespace pointsman::engine
