#include <pointsman/engine/resale.hpp>

#include "stage.hpp"

#include <gmock/gmock.h>

// A returned lead on its second way.
namespace pointsman::engine {
namespace {

using testing::HasSubstr;

class resale : public testing::Test {
protected:
    resale() {
        on.plan->sellers[0].programs.at("auto").resale = plan::resale{{{"duplicate"}, 24h}, 0};
        bids("a", "10.00");
        bids("b", "8.00");
    }

    void bids(const std::string& host, const std::string& price) {
        on.buyers.script["http://" + host + ".example/ping"] =
            support::says(R"({"status":"ok","bid":")" + price + R"(","ref":"r"})");
    }

    // About consumers, by e-mail, that were sold within a day.
    void add_rule(duplicate::action then) {
        duplicate::rule rule;
        rule.key.fields = {2};
        rule.within = duplicate::scope::vertical;
        rule.on = duplicate::event::sold;
        rule.then = then;
        rule.text = "email";
        rule.window = 24h;
        on.plan->verticals[0].duplicates.push_back(rule);
    }

    // Sold to a, which gives it back.
    returned_lead a_returned_lead() {
        EXPECT_EQ(on.serve_json()["sales"][0]["buyer"], "a");
        const auto lead = on.store.all<journal::received>().front();
        return {{lead.id, 0}, on.time.now().wall + 24h, 0, false, lead,
                {lead.id},    {{"a", lead.id}}};
    }

    std::optional<resale_end> sell_again(const returned_lead& what) {
        std::optional<resale_end> end;
        boost::asio::co_spawn(on.io, serve_resale(on.with, on.plan, what),
                              [&end](const std::exception_ptr& failed, resale_end how) {
                                  if (failed) std::rethrow_exception(failed);
                                  end = how;
                              });
        on.time.run_until([&end] { return end.has_value(); }, 30s);
        return end;
    }

    journal::received child() const { return on.store.all<journal::received>().back(); }

    journal::outcome outcome_of_child() const {
        const auto end = on.store.all<journal::outcome>().back();
        EXPECT_EQ(end.id, child().id);
        return end;
    }

    stage on;
};

TEST_F(resale, is_a_new_lead_with_the_same_data_for_another_buyer) {
    const returned_lead what = a_returned_lead();
    EXPECT_EQ(sell_again(what), resale_end::done);
    const journal::received again = child();
    EXPECT_NE(again.id, what.lead.id);
    EXPECT_EQ(again.resale, (journal::resale{what.sale, 0}));
    EXPECT_EQ(again.ref, "r-1");
    EXPECT_EQ(again.fields_json, what.lead.fields_json);
    EXPECT_EQ(again.hashes.front().value, what.lead.hashes.front().value);
    const journal::outcome end = outcome_of_child();
    ASSERT_TRUE(end.sale);
    EXPECT_EQ(end.sale->buyer, "b");
    EXPECT_EQ(base::to_text(end.sale->money.payout), "6.40");
    EXPECT_THAT(on.buyers.asked.back().request.body, HasSubstr("jane@example.com"));
    EXPECT_EQ(on.seen.answered, 1) << "no seller waited for the second";
    EXPECT_EQ(on.seen.resales, std::vector<std::string>{"sold"});
}

TEST_F(resale, is_for_nobody_who_had_the_lead_nor_for_their_group) {
    const returned_lead what = a_returned_lead();
    on.plan->buyers[0].group = on.plan->buyers[1].group = "same";
    EXPECT_EQ(sell_again(what), resale_end::done);
    const journal::outcome end = outcome_of_child();
    EXPECT_FALSE(end.sale);
    for (const journal::candidate& one : end.candidates) {
        if (one.order == "c") continue;
        EXPECT_EQ(one.reason, "duplicate_at_buyer");
        EXPECT_EQ(one.detail, "a had this lead before, as " + to_text(what.lead.id));
    }
}

TEST_F(resale, pays_nothing_more_to_a_seller_that_kept_its_payout) {
    returned_lead what = a_returned_lead();
    what.lead.min_price = base::money::from_micros(7'000'000);
    what.seller_keeps_payout = true;
    EXPECT_EQ(sell_again(what), resale_end::done);
    const journal::outcome end = outcome_of_child();
    ASSERT_TRUE(end.sale);
    EXPECT_EQ(end.sale->money.payout, base::money());
    EXPECT_EQ(end.sale->money.margin, end.sale->money.price);
}

TEST_F(resale, pays_the_sellers_minimum_again_where_the_payout_came_back) {
    returned_lead what = a_returned_lead();
    what.lead.min_price = base::money::from_micros(7'000'000);
    EXPECT_EQ(sell_again(what), resale_end::done);
    EXPECT_FALSE(outcome_of_child().sale) << "80 % of 8.00 is less";
}

TEST_F(resale, goes_through_the_tree_of_the_program) {
    plan::tree aged;
    aged.name = "aged";
    aged.currency = "USD";
    aged.deadline = 1s;
    aged.tiers.push_back({"open", plan::tier_mode::auction, {}, {}, {}, {2}});
    aged.orders = {2};
    aged.tier_of = {0};
    aged.matcher = filter::make_scan(on.plan->verticals[0].fields, {{}});
    on.plan->trees.push_back(std::move(aged));
    on.plan->sellers[0].programs.at("auto").resale->tree = 1;
    bids("c", "5.00");
    EXPECT_EQ(sell_again(a_returned_lead()), resale_end::done);
    EXPECT_EQ(child().tree, "aged");
    EXPECT_EQ(outcome_of_child().sale->buyer, "c");
}

TEST_F(resale, is_no_duplicate_of_what_it_is_a_resale_of) {
    add_rule(duplicate::action::reject);
    const returned_lead what = a_returned_lead();
    EXPECT_EQ(sell_again(what), resale_end::done);
    EXPECT_TRUE(outcome_of_child().sale);
    EXPECT_EQ(on.serve_json()["status"], "duplicate");
}

TEST_F(resale, of_a_consumer_that_came_and_was_sold_meanwhile_is_a_duplicate) {
    add_rule(duplicate::action::flag);
    const returned_lead what = a_returned_lead();
    EXPECT_EQ(on.serve_json()["status"], "sold");
    on.plan->verticals[0].duplicates[0].then = duplicate::action::reject;
    EXPECT_EQ(sell_again(what), resale_end::done);
    const auto refused = on.store.all<journal::refused>();
    ASSERT_EQ(refused.size(), 1U);
    EXPECT_EQ(refused[0].reason, "duplicate");
    EXPECT_EQ(refused[0].resale, (journal::resale{what.sale, 0}));
    EXPECT_EQ(on.seen.resales, std::vector<std::string>{"duplicate"});
}

TEST_F(resale, happens_once_however_often_it_is_tried) {
    const returned_lead what = a_returned_lead();
    EXPECT_EQ(sell_again(what), resale_end::done);
    EXPECT_EQ(sell_again(what), resale_end::done) << "told as a copy is";
    EXPECT_EQ(on.store.all<journal::received>().size(), 2U);
}

TEST_F(resale, that_was_interrupted_is_another_request_the_next_time) {
    returned_lead what = a_returned_lead();
    EXPECT_EQ(sell_again(what), resale_end::done);
    what.tries = 1;
    EXPECT_EQ(sell_again(what), resale_end::done);
    EXPECT_EQ(on.store.all<journal::received>().size(), 3U);
    EXPECT_EQ(child().resale, (journal::resale{what.sale, 1}));
}

TEST_F(resale, waits_while_no_leads_are_taken) {
    const returned_lead what = a_returned_lead();
    on.store.stalled = true;
    EXPECT_EQ(sell_again(what), resale_end::closed);
    on.store.stalled = false;
    on.store.refuses = [](const journal::record&) { return true; };
    EXPECT_EQ(sell_again(what), resale_end::failed);
    EXPECT_EQ(on.store.all<journal::received>().size(), 1U);
    EXPECT_EQ(on.seen.refused_with, 0) << "no request was";
}

TEST_F(resale, that_no_contract_covers_any_more_comes_perhaps_later) {
    const returned_lead what = a_returned_lead();
    on.plan->trees.emplace_back().currency = "EUR";
    auto& program = on.plan->sellers[0].programs.at("auto");
    program.resale->tree = 1;
    EXPECT_EQ(sell_again(what), resale_end::later) << "its money was dollars";
    program.resale.reset();
    EXPECT_EQ(sell_again(what), resale_end::later);
    EXPECT_TRUE(on.store.all<journal::refused>().empty());
}

TEST_F(resale, of_an_erased_person_fails) {
    returned_lead what = a_returned_lead();
    what.lead.wrapped_key.clear();
    EXPECT_EQ(sell_again(what), resale_end::failed);
    EXPECT_EQ(on.store.all<journal::received>().size(), 1U);
}

TEST_F(resale, comes_later_while_the_seller_is_paused) {
    const returned_lead what = a_returned_lead();
    on.plan->sellers[0].paused.emplace();
    EXPECT_EQ(sell_again(what), resale_end::later);
    on.plan->sellers[0].paused.reset();
    EXPECT_EQ(sell_again(what), resale_end::done);
    EXPECT_TRUE(outcome_of_child().sale);
}

TEST_F(resale, comes_later_while_the_consumer_may_not_be_called) {
    const returned_lead what = a_returned_lead();
    cap::contact_hours& hours = on.plan->verticals[0].contact_hours.emplace();
    hours.where = cap::zone_map({{90001, 90999, "UTC"}}, {});
    hours.open = cap::span_of_day{0, 0};
    EXPECT_EQ(sell_again(what), resale_end::later);
    hours.open = cap::span_of_day{0, 1440};
    EXPECT_EQ(sell_again(what), resale_end::done);
    EXPECT_TRUE(outcome_of_child().sale);
}

TEST_F(resale, comes_later_when_all_who_never_had_it_are_closed) {
    const returned_lead what = a_returned_lead();
    for (const char* name : {"b", "c"}) on.order(name).paused.emplace();
    EXPECT_EQ(sell_again(what), resale_end::later);
    on.order("b").paused.reset();
    EXPECT_EQ(sell_again(what), resale_end::done);
    EXPECT_TRUE(outcome_of_child().sale);
}

TEST_F(resale, that_nobody_is_left_for_is_over) {
    returned_lead what = a_returned_lead();
    on.plan->buyers[0].group = on.plan->buyers[1].group = "same";
    const base::lead_id first{on.ids.next(on.time.now().wall)};
    what.had_by = {{"a", what.sale.lead}, {"b", first}, {"c", what.sale.lead}};
    EXPECT_EQ(sell_again(what), resale_end::done);
    EXPECT_EQ(outcome_of_child().reason, "no_candidates");
    EXPECT_EQ(outcome_of_child().candidates.at(1).detail,
              "b had this lead before, as " + to_text(first));
}

}  // namespace
}  // namespace pointsman::engine
