#include <pointsman/ledger/returns.hpp>

#include <gtest/gtest.h>

#include <limits>
#include <ostream>

namespace pointsman::ledger {
namespace {

using namespace std::chrono_literals;
using base::basis_points;
using base::money;

constexpr basis_points tenth{1'000};

const base::wall_time sold_at(std::chrono::sys_days(std::chrono::year(2026) / 11 / 21) + 12h);

buyer_returns a_buyer() {
    return {.terms = {.window = std::chrono::days(7),
                      .reasons = {"wrong_number", "duplicate"},
                      .max_share = tenth},
            .approve = approval::automatic,
            .refill_caps = false};
}

return_terms a_seller() {
    return {.window = std::chrono::days(10), .reasons = {}, .max_share = tenth};
}

// One that both contracts take.
return_case a_case() {
    return {.sold_to_asker = true,
            .already_returned = false,
            .sold_at = sold_at,
            .asked_at = sold_at + 24h,
            .reason = "wrong_number",
            .of_buyer = {100, 9},
            .of_seller = {100, 9}};
}

return_verdict decided(const return_case& what) {
    const buyer_returns buyer = a_buyer();
    const return_terms seller = a_seller();
    return decide_return(&buyer, &seller, what);
}

TEST(decide_return, takes_what_both_contracts_take_and_the_seller_bears_it) {
    EXPECT_EQ(decided(a_case()), return_verdict(return_cost{bearer::seller, std::nullopt}));
}

struct refused_case {
    const char* name;
    void (*change)(return_case&);
    std::optional<return_refusal> expected;
};

void PrintTo(const refused_case& which, std::ostream* out) {
    *out << which.name;
}

class decide_return_by_buyer : public testing::TestWithParam<refused_case> {};

TEST_P(decide_return_by_buyer, says_why_not) {
    return_case what = a_case();
    GetParam().change(what);
    const return_verdict got = decided(what);
    if (GetParam().expected)
        EXPECT_EQ(got, return_verdict(*GetParam().expected));
    else
        EXPECT_TRUE(std::holds_alternative<return_cost>(got));
}

INSTANTIATE_TEST_SUITE_P(
    cases, decide_return_by_buyer,
    testing::Values(
        refused_case{"not_sold", [](return_case& one) { one.sold_to_asker = false; },
                     return_refusal::not_sold_to_you},
        refused_case{"again", [](return_case& one) { one.already_returned = true; },
                     return_refusal::already_returned},
        refused_case{"last_moment",
                     [](return_case& one) { one.asked_at = sold_at + std::chrono::days(7); },
                     std::nullopt},
        refused_case{"too_late",
                     [](return_case& one) { one.asked_at = sold_at + std::chrono::days(7) + 1us; },
                     return_refusal::outside_window},
        refused_case{"second_reason", [](return_case& one) { one.reason = "duplicate"; },
                     std::nullopt},
        refused_case{"other_reason", [](return_case& one) { one.reason = "never_asked"; },
                     return_refusal::reason_not_agreed},
        refused_case{"no_reason", [](return_case& one) { one.reason.clear(); },
                     return_refusal::reason_not_agreed},
        refused_case{"share_used_up", [](return_case& one) { one.of_buyer.returned = 10; },
                     return_refusal::share_exceeded},
        refused_case{"share_of_few", [](return_case& one) { one.of_buyer = {9, 0}; },
                     return_refusal::share_exceeded},
        refused_case{"share_of_ten", [](return_case& one) { one.of_buyer = {10, 0}; },
                     std::nullopt}),
    [](const auto& row) { return std::string(row.param.name); });

class cost_by_seller : public testing::TestWithParam<refused_case> {};

TEST_P(cost_by_seller, is_the_networks_where_the_seller_does_not_take_it) {
    return_case what = a_case();
    GetParam().change(what);
    buyer_returns buyer = a_buyer();
    buyer.terms = {.window = std::chrono::days(30), .reasons = {}, .max_share = {10'000}};
    return_terms seller = a_seller();
    seller.reasons = {"wrong_number"};
    const bearer who = GetParam().expected ? bearer::network : bearer::seller;
    EXPECT_EQ(decide_return(&buyer, &seller, what),
              return_verdict(return_cost{who, GetParam().expected}));
}

INSTANTIATE_TEST_SUITE_P(
    cases, cost_by_seller,
    testing::Values(
        refused_case{"last_moment",
                     [](return_case& one) { one.asked_at = sold_at + std::chrono::days(10); },
                     std::nullopt},
        refused_case{"too_late",
                     [](return_case& one) { one.asked_at = sold_at + std::chrono::days(10) + 1us; },
                     return_refusal::outside_window},
        refused_case{"other_reason", [](return_case& one) { one.reason = "duplicate"; },
                     return_refusal::reason_not_agreed},
        refused_case{"share_used_up", [](return_case& one) { one.of_seller.returned = 10; },
                     return_refusal::share_exceeded}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(decide_return, a_contract_without_returns_is_no_contract_to_return) {
    const buyer_returns buyer = a_buyer();
    const return_terms seller = a_seller();
    EXPECT_EQ(decide_return(nullptr, &seller, a_case()),
              return_verdict(return_refusal::not_agreed));
    EXPECT_EQ(decide_return(&buyer, nullptr, a_case()),
              return_verdict(return_cost{bearer::network, return_refusal::not_agreed}));
}

TEST(decide_return, an_operator_is_asked_only_about_what_the_contract_takes) {
    buyer_returns buyer = a_buyer();
    buyer.approve = approval::by_operator;
    const return_terms seller = a_seller();
    EXPECT_EQ(decide_return(&buyer, &seller, a_case()), return_verdict(needs_operator{}));
    return_case late = a_case();
    late.asked_at += std::chrono::days(30);
    EXPECT_EQ(decide_return(&buyer, &seller, late), return_verdict(return_refusal::outside_window));
}

TEST(most_returns, is_rounded_down_and_exact_for_any_number) {
    EXPECT_EQ(most_returns_rounded_down(0, tenth), 0);
    EXPECT_EQ(most_returns_rounded_down(19, tenth), 1);
    EXPECT_EQ(most_returns_rounded_down(20, tenth), 2);
    EXPECT_EQ(most_returns_rounded_down(7, {10'000}), 7);
    EXPECT_EQ(most_returns_rounded_down(7, {0}), 0);
    EXPECT_EQ(most_returns_rounded_down(3, {3'333}), 0);
    EXPECT_EQ(most_returns_rounded_down(3, {3'334}), 1);
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
    EXPECT_EQ(most_returns_rounded_down(most, {10'000}), most);
    for (std::int64_t sold = 0; sold < 300; ++sold)
        for (std::int32_t share = 0; share <= 10'000; share += 7) {
            const std::int64_t allowed = most_returns_rounded_down(sold, {share});
            ASSERT_LE(allowed * 10'000, sold * share);
            ASSERT_GT((allowed + 1) * 10'000, sold * share);
        }
}

// Every split there can be, in tiny amounts: price, payout (also above the price) and bearer.
TEST(return_entries, undo_every_sale_and_sum_to_zero) {
    for (std::int64_t price = 0; price <= 40; ++price)
        for (std::int64_t payout = 0; payout <= 50; ++payout)
            for (const bearer who : {bearer::seller, bearer::network}) {
                const split sale{money::from_micros(price), money::from_micros(payout),
                                 money::from_micros(price - payout)};
                money sum;
                money of_buyer;
                money of_seller;
                for (const auto& lines :
                     {sale_entries("b", "s", sale), return_entries("b", "s", sale, who)}) {
                    money transaction;
                    for (const entry& line : lines) {
                        transaction += line.amount;
                        if (line.side == account::buyer) of_buyer += line.amount;
                        if (line.side == account::seller) of_seller += line.amount;
                    }
                    ASSERT_EQ(transaction, money{});
                    sum += transaction;
                }
                ASSERT_EQ(sum, money{});
                ASSERT_EQ(of_buyer, money{}) << "the buyer gets back the price, no more, no less";
                ASSERT_EQ(of_seller, who == bearer::seller ? money{} : -sale.payout);
            }
}

TEST(deposit_entries, debit_cash_and_credit_the_buyer) {
    const auto lines = deposit_entries("northstar", money::from_micros(5'000'001));
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_EQ(lines[0].side, account::cash);
    EXPECT_EQ(lines[0].party, "");
    EXPECT_EQ(lines[1].side, account::buyer);
    EXPECT_EQ(lines[1].party, "northstar");
    EXPECT_EQ(lines[1].amount, money::from_micros(-5'000'001));
    EXPECT_EQ(lines[0].amount + lines[1].amount, money{});
}

TEST(return_refusal, is_read_back_as_it_is_written) {
    for (const auto why : {return_refusal::not_sold_to_you, return_refusal::already_returned,
                           return_refusal::not_agreed, return_refusal::outside_window,
                           return_refusal::reason_not_agreed, return_refusal::share_exceeded})
        EXPECT_EQ(parse_return_refusal(to_text(why)), why);
    EXPECT_EQ(parse_return_refusal("because"), std::nullopt);
}

TEST(returns, names_who_bears_the_cost) {
    EXPECT_EQ(to_text(bearer::seller), "seller");
    EXPECT_EQ(to_text(bearer::network), "network");
}

}  // namespace
}  // namespace pointsman::ledger
