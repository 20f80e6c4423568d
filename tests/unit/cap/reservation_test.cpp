#include "moments.hpp"

#include <pointsman/cap/book.hpp>

#include <gtest/gtest.h>

#include <type_traits>

namespace pointsman::cap {
namespace {

static_assert(!std::is_copy_constructible_v<reservation>);
static_assert(std::is_nothrow_move_constructible_v<reservation>);

constexpr std::int64_t dollar = 1'000'000;

// An order with a cap of each kind: 3 sales and $50 a day, 5 pings an hour.
class order_caps : public testing::Test {
protected:
    zone pacific_{"America/Los_Angeles"};
    limit sales_{std::make_shared<counter>(),
                 event::sale,
                 period::day,
                 measure::count,
                 3,
                 owner::order,
                 pacific_};
    limit spend_{std::make_shared<counter>(),
                 event::sale,
                 period::day,
                 measure::spend,
                 50 * dollar,
                 owner::order,
                 pacific_};
    limit pings_{std::make_shared<counter>(),
                 event::ping,
                 period::hour,
                 measure::count,
                 5,
                 owner::order,
                 pacific_};
    std::vector<const limit*> caps_{&sales_, &spend_, &pings_};
    base::wall_time now_ = utc(2026y / July / 6, 20h);

    usage used(const limit& cap, base::wall_time at) const {
        return cap.used->used(window_start(cap.per, pacific_, at));
    }

    reservation sale(std::int64_t price) {
        auto made = reserve(caps_, event::sale, now_, {price, 0});
        EXPECT_TRUE(made.reserved && !made.refused);
        return std::move(made.reserved).value_or(reservation());
    }

    void expect_sales(std::int64_t committed, std::int64_t reserved) const {
        EXPECT_EQ(used(sales_, now_).committed, committed);
        EXPECT_EQ(used(sales_, now_).reserved, reserved);
    }

    void expect_spend(std::int64_t committed, std::int64_t reserved) const {
        EXPECT_EQ(used(spend_, now_).committed, committed);
        EXPECT_EQ(used(spend_, now_).reserved, reserved);
    }
};

TEST_F(order_caps, only_caps_of_the_event_are_charged) {
    reservation post = sale(20 * dollar);
    expect_sales(0, 1);
    expect_spend(0, 20 * dollar);
    EXPECT_EQ(used(pings_, now_).reserved, 0);
    post.commit();
    expect_sales(1, 0);
    expect_spend(20 * dollar, 0);
}

TEST_F(order_caps, a_lower_price_is_committed_and_the_rest_is_free_again) {
    reservation post = sale(20 * dollar);
    post.commit_at({12 * dollar, 9 * dollar});
    expect_sales(1, 0);
    expect_spend(12 * dollar, 0);
    sale(38 * dollar).commit_at({90 * dollar, 90 * dollar});
    expect_spend(50 * dollar, 0);  // never more than was reserved
}

TEST_F(order_caps, a_sellers_spend_is_what_it_is_paid) {
    const limit payouts{std::make_shared<counter>(),
                        event::sale,
                        period::total,
                        measure::spend,
                        50 * dollar,
                        owner::seller};
    const std::vector<const limit*> caps{&payouts};
    auto made = reserve(caps, event::sale, now_, {20 * dollar, 16 * dollar});
    ASSERT_TRUE(made.reserved);
    made.reserved->commit_at({12 * dollar, 9 * dollar});
    EXPECT_EQ(payouts.used->used(base::wall_time::min()).committed, 9 * dollar);
    EXPECT_EQ(payouts.used->used(base::wall_time::min()).reserved, 0);
}

TEST_F(order_caps, a_reject_gives_everything_back) {
    reservation post = sale(20 * dollar);
    post.release();
    expect_sales(0, 0);
    expect_spend(0, 0);
}

TEST_F(order_caps, an_unsettled_reservation_releases_itself) {
    {
        const reservation post = sale(20 * dollar);
    }
    expect_sales(0, 0);
    expect_spend(0, 0);
}

TEST_F(order_caps, an_unknown_post_stays_reserved_until_it_is_settled) {
    std::vector<charge> held;
    {
        reservation post = sale(20 * dollar);
        held = post.hold();
    }
    expect_sales(0, 1);
    expect_spend(0, 20 * dollar);
    reservation(std::move(held)).commit();
    expect_sales(1, 0);
    expect_spend(20 * dollar, 0);
}

TEST_F(order_caps, settling_twice_counts_once) {
    reservation post = sale(20 * dollar);
    post.commit();
    post.release();
    post.commit();
    expect_sales(1, 0);
}

TEST_F(order_caps, moving_hands_the_charges_over) {
    reservation first = sale(10 * dollar);
    reservation second = std::move(first);
    expect_sales(0, 1);
    reservation third = sale(10 * dollar);
    expect_sales(0, 2);
    third = std::move(second);
    expect_sales(0, 1);
    third.commit();
    expect_sales(1, 0);
}

TEST_F(order_caps, all_or_none) {
    sale(40 * dollar).commit();
    const auto made = reserve(caps_, event::sale, now_, {20 * dollar, 0});
    EXPECT_FALSE(made.reserved);
    ASSERT_TRUE(made.refused);
    EXPECT_EQ(made.refused->what, measure::spend);
    EXPECT_EQ(made.refused->per, period::day);
    expect_sales(1, 0);
    expect_spend(40 * dollar, 0);
    EXPECT_TRUE(reserve(caps_, event::sale, now_, {10 * dollar, 0}).reserved);
}

TEST_F(order_caps, the_refusal_names_the_full_cap) {
    for (int i = 0; i < 3; ++i) sale(dollar).commit();
    const auto made = reserve(caps_, event::sale, now_, {dollar, 0});
    ASSERT_TRUE(made.refused);
    EXPECT_EQ(made.refused->what, measure::count);
    expect_spend(3 * dollar, 0);
}

TEST_F(order_caps, a_sale_is_charged_to_the_window_of_its_reservation) {
    now_ = utc(2026y / July / 7, 7h) - 1us;
    reservation post = sale(dollar);
    const base::wall_time next_day = utc(2026y / July / 7, 7h);
    EXPECT_EQ(used(sales_, next_day).reserved, 0);
    post.commit();  // accepted after midnight
    expect_sales(1, 0);
    EXPECT_EQ(used(sales_, next_day).committed, 0);
}

TEST_F(order_caps, the_repeated_hour_has_two_windows) {
    const base::wall_time first_0130 = utc(2026y / November / 1, 8h + 30min);
    const base::wall_time second_0130 = utc(2026y / November / 1, 9h + 30min);
    for (int i = 0; i < 5; ++i) {
        reserve(caps_, event::ping, first_0130, {}).reserved->commit();
    }
    EXPECT_TRUE(reserve(caps_, event::ping, first_0130, {}).refused);
    EXPECT_TRUE(reserve(caps_, event::ping, second_0130, {}).reserved);
}

TEST_F(order_caps, a_free_lead_leaves_no_trace_in_a_spend_cap) {
    reservation post = sale(0);
    expect_spend(0, 0);
    expect_sales(0, 1);
    post.commit();
    expect_sales(1, 0);
}

TEST_F(order_caps, without_caps_everything_is_reserved) {
    const auto made = reserve({}, event::sale, now_, {dollar, 0});
    EXPECT_TRUE(made.reserved);
    EXPECT_FALSE(first_full({}, event::sale, now_));
}

TEST_F(order_caps, first_full_sees_reserved_and_committed) {
    EXPECT_FALSE(first_full(caps_, event::sale, now_));
    sale(dollar).commit();
    sale(dollar).commit();
    EXPECT_FALSE(first_full(caps_, event::sale, now_));
    const reservation post = sale(dollar);
    const std::optional<refusal> full = first_full(caps_, event::sale, now_);
    ASSERT_TRUE(full);
    EXPECT_EQ(full->what, measure::count);
    EXPECT_EQ(full->per, period::day);
    EXPECT_FALSE(first_full(caps_, event::ping, now_));
    expect_sales(2, 1);
}

TEST_F(order_caps, first_full_sees_money_used_up) {
    sale(50 * dollar - 1).commit();
    EXPECT_FALSE(first_full(caps_, event::sale, now_));
    sale(1).commit();
    const std::optional<refusal> full = first_full(caps_, event::sale, now_);
    ASSERT_TRUE(full);
    EXPECT_EQ(full->what, measure::spend);
}

TEST_F(order_caps, a_new_window_opens_a_full_cap) {
    for (int i = 0; i < 3; ++i) sale(dollar).commit();
    EXPECT_TRUE(first_full(caps_, event::sale, utc(2026y / July / 7, 7h) - 1us));
    EXPECT_FALSE(first_full(caps_, event::sale, utc(2026y / July / 7, 7h)));
}

TEST_F(order_caps, give_a_returned_sale_back_to_the_windows_that_it_was_counted_in) {
    const base::wall_time sold = now_;
    for (int i = 0; i < 3; ++i) sale(10 * dollar).commit();
    EXPECT_TRUE(first_full(caps_, event::sale, now_));
    refill(caps_, event::sale, sold + 3h, {10 * dollar, 0});
    expect_sales(2, 0);
    EXPECT_EQ(used(spend_, now_).committed, 20 * dollar);
    EXPECT_FALSE(first_full(caps_, event::sale, now_));
    // Another day's sale makes no room today.
    refill(caps_, event::sale, sold - 24h, {10 * dollar, 0});
    expect_sales(2, 0);
}

TEST_F(order_caps, are_never_refilled_below_nothing_and_keep_what_is_reserved) {
    sale(10 * dollar).commit();
    reservation held = sale(10 * dollar);
    for (int i = 0; i < 3; ++i) refill(caps_, event::sale, now_, {10 * dollar, 0});
    expect_sales(0, 1);
    EXPECT_EQ(used(spend_, now_).committed, 0);
    EXPECT_EQ(used(spend_, now_).reserved, 10 * dollar);
    held.commit();
    expect_sales(1, 0);
}

}  // namespace
}  // namespace pointsman::cap
