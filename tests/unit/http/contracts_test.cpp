#include "contracts.hpp"
#include "office_answers.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <utility>

// What a return or a deposit does to the running server as soon as it is durable.
namespace pointsman::http {
namespace {

constexpr std::int64_t dollar = 1'000'000;

base::money dollars(std::int64_t amount) {
    return base::money::from_micros(amount * dollar);
}

// Order o of buyer b, sold through tree t for seller s: a cap of each has counted one sale.
class contracts : public testing::Test {
protected:
    contracts() {
        plan_->verticals.push_back({"auto", lead::catalogue()});
        plan_->buyers.push_back({"b", "USD", cap::zone()});
        plan_->buyers[0].account.balance = counters_.balance_of("b USD");
        plan_->buyers[0].caps[0] = caps_of(cap::owner::buyer);
        plan_->orders.emplace_back();
        plan_->orders[0].name = "o";
        plan_->orders[0].caps = caps_of(cap::owner::order);
        plan_->trees.emplace_back();
        plan_->trees[0].name = "t";
        plan_->trees[0].caps = caps_of(cap::owner::tree);
        plan_->sellers.emplace_back();
        plan_->sellers[0].name = "s";
        plan_->sellers[0].programs["auto"].caps = caps_of(cap::owner::seller);
    }

    std::vector<plan::conditional_cap> caps_of(cap::owner of) {
        auto counter = counters_.counter_of(std::string(to_text(of)));
        counter->restore(base::wall_time::min(), {10 * dollar, 0});
        std::vector<plan::conditional_cap> caps;
        caps.push_back({{std::move(counter), cap::event::sale, cap::period::total,
                         cap::measure::spend, 100 * dollar, of},
                        std::nullopt});
        return caps;
    }

    std::int64_t used(cap::owner of) {
        return counters_.counter_of(std::string(to_text(of)))
            ->used(base::wall_time::min())
            .committed;
    }

    std::int64_t balance() const { return plan_->buyers[0].account.balance->now().balance_micros; }

    cap::book counters_;
    std::shared_ptr<plan::snapshot> plan_ = std::make_shared<plan::snapshot>();
};

TEST_F(contracts, a_returned_sale_leaves_the_caps_of_every_owner) {
    refill_caps(*plan_, {"o", "b", {}, dollars(10), "t", "s", "auto", dollars(8)});
    EXPECT_EQ(used(cap::owner::order), 0);
    EXPECT_EQ(used(cap::owner::buyer), 0);
    EXPECT_EQ(used(cap::owner::tree), 0);
    EXPECT_EQ(used(cap::owner::seller), 2 * dollar) << "it counted the payout";
    refill_caps(*plan_, {"gone", "gone", {}, dollars(10), "gone", "gone", "gone", dollars(8)});
}

// As a restart counts: the lead's fields tell whether it was counted.
TEST_F(contracts, a_cap_with_when_is_refilled_by_the_leads_that_it_counted) {
    std::vector<lead::field> fields(1);
    fields[0].name = "state";
    fields[0].type = lead::field_type::us_state;
    plan_->verticals[0].fields = lead::catalogue(fields);
    filter::test in_california;
    in_california.operands = {std::string("CA")};
    for (plan::conditional_cap& cap : plan_->buyers[0].caps[0])
        cap.when.emplace(plan_->verticals[0].fields, filter::rule{in_california, "state is CA"});
    engine::cap_refill of_nevada{"o", "b", {}, dollars(10), "t", "s", "auto", dollars(8)};
    of_nevada.fields_json = R"({"state":"NV"})";
    engine::cap_refill of_california = of_nevada;
    of_california.fields_json = R"({"state":"CA"})";
    refill_caps(*plan_, of_nevada);
    EXPECT_EQ(used(cap::owner::buyer), 10 * dollar);
    EXPECT_EQ(used(cap::owner::order), 0);
    refill_caps(*plan_, of_california);
    EXPECT_EQ(used(cap::owner::buyer), 0);
}

TEST_F(contracts, a_return_gives_the_buyer_its_money_back_once_it_is_durable) {
    bool told = false;
    int resold = 0;
    const auto done =
        taking_back(plan_, counters_, [&] { ++resold; }, [&](const auto&) { told = true; });
    EXPECT_EQ(balance(), 0);
    engine::return_standing standing;
    standing.credit = engine::buyer_credit{"b", "USD", dollars(10)};
    done(engine::return_answer(standing));
    EXPECT_TRUE(told);
    EXPECT_EQ(balance(), 10 * dollar);
    EXPECT_EQ(used(cap::owner::order), 10 * dollar) << "no refill was asked for";
    done(base::failure(engine::office_failure{"away"}));
    EXPECT_EQ(balance(), 10 * dollar);
    EXPECT_EQ(resold, 0);
    standing.credit.reset();
    standing.resells = true;
    done(engine::return_answer(standing));
    EXPECT_EQ(resold, 1);
}

TEST_F(contracts, a_deposit_counts_once_it_is_durable_and_only_once) {
    const auto done = crediting(counters_, {"b", "USD", dollars(50)}, [](const auto&) {});
    done(engine::deposit_answer::recorded_before);
    done(engine::deposit_answer::other_deposit);
    done(base::failure(engine::office_failure{"away"}));
    EXPECT_EQ(balance(), 0);
    done(engine::deposit_answer::recorded);
    EXPECT_EQ(balance(), 50 * dollar);
}

TEST_F(contracts, another_currency_is_another_account) {
    credit_buyer(counters_, {"b", "EUR", dollars(50)});
    credit_buyer(counters_, {"gone", "USD", dollars(50)});
    EXPECT_EQ(balance(), 0);
}

TEST_F(contracts, a_buyer_that_is_out_of_the_plan_finds_its_money_when_it_comes_back) {
    std::vector<plan::buyer> buyers = std::exchange(plan_->buyers, {});
    const auto done = taking_back(plan_, counters_, [] {}, [](const auto&) {});
    engine::return_standing standing;
    standing.credit = engine::buyer_credit{"b", "USD", dollars(10)};
    done(engine::return_answer(standing));
    plan_->buyers = std::move(buyers);
    EXPECT_EQ(balance(), 10 * dollar);
}

TEST_F(contracts, operators_see_every_balance) {
    plan::account& account = plan_->buyers[0].account;
    account.floor = -dollars(20);
    account.balance->restore(100 * dollar);
    EXPECT_TRUE(account.balance->try_reserve(30 * dollar, 0));
    EXPECT_EQ(balances_of(*plan_).body,
              R"({"balances":[{"buyer":"b","currency":"USD","balance":"100.00","reserved":"30.00",)"
              R"("prepaid":true,"floor":"-20.00","available":"90.00"}]})"
              "\n");
}

}  // namespace
}  // namespace pointsman::http
