#include <pointsman/ledger/terms.hpp>

#include <gtest/gtest.h>

#include <random>

namespace pointsman::ledger {
namespace {

using base::basis_points;
using base::money;

constexpr money micros(std::int64_t amount) {
    return money::from_micros(amount);
}

constexpr money cents(std::int64_t amount) {
    return micros(amount * 10'000);
}

payout_terms percent(std::int32_t hundredths, money min_margin = {}) {
    return {basis_points{hundredths}, min_margin};
}

payout_terms fixed(money payout, money min_margin = {}) {
    return {payout, min_margin};
}

struct division {
    const char* name;
    money price;
    payout_terms terms;
    std::optional<money> payout;  // nothing: the price cannot carry the terms
};

class divide_price : public testing::TestWithParam<division> {};

TEST_P(divide_price, leaves_the_rest_as_margin) {
    const division& expected = GetParam();
    const std::optional<split> got = divide(expected.price, expected.terms);
    ASSERT_EQ(got.has_value(), expected.payout.has_value());
    if (!got) return;
    EXPECT_EQ(got->price, expected.price);
    EXPECT_EQ(got->payout, *expected.payout);
    EXPECT_EQ(got->margin, expected.price - *expected.payout);
}

INSTANTIATE_TEST_SUITE_P(
    terms, divide_price,
    testing::Values(
        division{"share", cents(10'00), percent(8000), cents(8'00)},
        division{"share_rounded_down", cents(9'99), percent(8000), cents(7'99)},
        division{"sub_cent_price", micros(1'234'567), percent(8000), cents(98)},
        division{"share_just_leaves_margin", cents(10'00), percent(8000, cents(2'00)), cents(8'00)},
        division{"share_reduced", cents(5'00), percent(8000, cents(2'00)), cents(3'00)},
        division{"reduced_share_is_rounded_down", micros(5'005'001), percent(8000, cents(2'00)),
                 cents(3'00)},
        division{"whole_price", cents(5'00), percent(10000), cents(5'00)},
        division{"margin_takes_all", cents(2'00), percent(8000, cents(2'00)), std::nullopt},
        division{"price_below_margin", cents(1'00), percent(8000, cents(2'00)), std::nullopt},
        division{"less_than_a_cent_left", micros(2'009'999), percent(8000, cents(2'00)),
                 std::nullopt},
        division{"share_of_one_cent", cents(1), percent(8000), std::nullopt},
        division{"share_of_nothing", money{}, percent(8000), std::nullopt},
        division{"no_share_promised", cents(5'00), percent(0, cents(2'00)), money{}},
        division{"no_share_but_margin_missing", cents(1'00), percent(0, cents(2'00)), std::nullopt},
        division{"fixed", cents(10'00), fixed(cents(7'00), cents(2'00)), cents(7'00)},
        division{"fixed_is_not_rounded", cents(10'00), fixed(micros(7'123'456)), micros(7'123'456)},
        division{"fixed_just_leaves_margin", cents(9'00), fixed(cents(7'00), cents(2'00)),
                 cents(7'00)},
        division{"fixed_is_never_reduced", cents(8'99), fixed(cents(7'00), cents(2'00)),
                 std::nullopt},
        division{"fixed_above_price", cents(5'00), fixed(cents(7'00)), std::nullopt}),
    [](const auto& row) { return std::string(row.param.name); });

payout_terms random_terms(std::mt19937_64& random) {
    const money min_margin = micros(static_cast<std::int64_t>(random() % 5'000'000));
    if (random() % 4 == 0)
        return fixed(micros(static_cast<std::int64_t>(random() % 50'000'000)), min_margin);
    return percent(static_cast<std::int32_t>(random() % 10'001), min_margin);
}

TEST(divide, never_makes_or_loses_a_micro_unit) {
    std::mt19937_64 random(20260308);
    int sold = 0;
    for (int round = 0; round < 200'000; ++round) {
        const money price = micros(static_cast<std::int64_t>(random() % 100'000'000));
        const payout_terms terms = random_terms(random);
        const std::optional<split> got = divide(price, terms);
        if (!got) continue;
        ++sold;
        ASSERT_EQ(got->payout + got->margin, price);
        ASSERT_GE(got->margin, terms.min_margin);
        ASSERT_GE(got->payout, money{});
        if (const auto* part = std::get_if<basis_points>(&terms.pays)) {
            ASSERT_EQ(got->payout, base::rounded_down_to_cent(got->payout));
            ASSERT_LE(got->payout, base::share_rounded_down(price, *part));
        } else {
            ASSERT_EQ(got->payout, std::get<money>(terms.pays));
        }
    }
    EXPECT_GT(sold, 100'000);
}

TEST(divide, carries_the_largest_price) {
    const std::optional<split> got = divide(base::money_max, percent(10'000));
    ASSERT_TRUE(got);
    EXPECT_EQ(got->payout, base::rounded_down_to_cent(base::money_max));
    EXPECT_EQ(got->margin, micros(9'999));
}

TEST(sale_entries, debit_the_buyer_and_credit_seller_and_margin) {
    const split sale{cents(10'00), cents(7'99), cents(2'01)};
    const std::vector<entry> entries = sale_entries("northstar", "acme_media", sale);
    ASSERT_EQ(entries.size(), 3U);
    EXPECT_EQ(entries[0].side, account::buyer);
    EXPECT_EQ(entries[0].party, "northstar");
    EXPECT_EQ(entries[0].amount, cents(10'00));
    EXPECT_EQ(entries[1].side, account::seller);
    EXPECT_EQ(entries[1].party, "acme_media");
    EXPECT_EQ(entries[1].amount, -cents(7'99));
    EXPECT_EQ(entries[2].side, account::margin);
    EXPECT_EQ(entries[2].party, "");
    EXPECT_EQ(entries[2].amount, -cents(2'01));
}

TEST(sale_entries, sum_to_zero) {
    std::mt19937_64 random(20261101);
    for (int round = 0; round < 20'000; ++round) {
        const money price = micros(static_cast<std::int64_t>(random() % 100'000'000));
        const std::optional<split> sale = divide(price, random_terms(random));
        if (!sale) continue;
        money sum;
        for (const entry& line : sale_entries("buyer", "seller", *sale)) sum += line.amount;
        ASSERT_EQ(sum, money{});
    }
}

TEST(account, has_a_name) {
    EXPECT_EQ(to_text(account::buyer), "buyer");
    EXPECT_EQ(to_text(account::seller), "seller");
    EXPECT_EQ(to_text(account::margin), "margin");
    EXPECT_EQ(to_text(account::cash), "cash");
}

}  // namespace
}  // namespace pointsman::ledger
