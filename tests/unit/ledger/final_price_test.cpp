#include <pointsman/ledger/final_price.hpp>

#include <gtest/gtest.h>

#include <string>

namespace pointsman::ledger {
namespace {

base::money dollars(const std::string& text) {
    return *base::parse_money(text);
}

price_limits sample_limits() {
    return {{base::basis_points{8000}, dollars("0.50")}, {}, {}};
}

TEST(final_price, is_what_was_offered_where_nothing_is_named) {
    const split offered = *judge_price(dollars("12.00"), sample_limits());
    EXPECT_EQ(final_price(offered, {}, sample_limits())->price, dollars("12.00"));
}

TEST(final_price, may_be_lower_and_is_never_higher) {
    const split offered = *judge_price(dollars("12.00"), sample_limits());
    const auto lower = final_price(offered, dollars("9.50"), sample_limits());
    ASSERT_TRUE(lower);
    EXPECT_EQ(lower->price, dollars("9.50"));
    EXPECT_EQ(lower->payout, dollars("7.60"));
    EXPECT_EQ(lower->margin, dollars("1.90"));
    for (const char* named : {"12.00", "12.01", "900.00"}) {
        const auto same = final_price(offered, dollars(named), sample_limits());
        ASSERT_TRUE(same) << named;
        EXPECT_EQ(same->price, dollars("12.00")) << named;
        EXPECT_EQ(same->payout, offered.payout) << named;
    }
}

TEST(final_price, keeps_the_floor_the_margin_and_the_sellers_minimum) {
    price_limits limits = sample_limits();
    const split offered = *judge_price(dollars("12.00"), limits);
    limits.floor = dollars("9.50");
    EXPECT_TRUE(final_price(offered, dollars("9.50"), limits));
    EXPECT_EQ(final_price(offered, dollars("9.49"), limits).error(), price_problem::below_floor);
    limits = sample_limits();
    limits.min_payout = dollars("7.60");
    EXPECT_TRUE(final_price(offered, dollars("9.50"), limits));
    EXPECT_EQ(final_price(offered, dollars("9.48"), limits).error(),
              price_problem::below_min_price);
    EXPECT_EQ(final_price(offered, dollars("0.50"), sample_limits()).error(),
              price_problem::margin_too_low);
    limits = {{dollars("8.00"), dollars("0.50")}, {}, {}};
    EXPECT_EQ(final_price(*judge_price(dollars("12.00"), limits), dollars("8.49"), limits).error(),
              price_problem::margin_too_low);
}

TEST(final_price, says_in_words_what_is_wrong) {
    EXPECT_EQ(describe(price_problem::below_floor), "below the tier's floor");
    EXPECT_EQ(describe(price_problem::margin_too_low), "below what leaves our margin");
    EXPECT_EQ(describe(price_problem::below_min_price), "below the seller's minimum");
}

}  // namespace
}  // namespace pointsman::ledger
