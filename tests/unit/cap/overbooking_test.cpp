#include "moments.hpp"

#include <pointsman/cap/book.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <random>
#include <thread>
#include <vector>

namespace pointsman::cap {
namespace {

TEST(chance_of_more_than, is_the_tail_of_the_binomial_distribution) {
    EXPECT_DOUBLE_EQ(chance_of_more_than(0, 1, 0.25), 0.25);
    EXPECT_NEAR(chance_of_more_than(0, 3, 0.1), 0.271, 1e-12);         // 1 - 0.9^3
    EXPECT_NEAR(chance_of_more_than(1, 2, 0.5), 0.25, 1e-12);          // 1/4
    EXPECT_NEAR(chance_of_more_than(2, 5, 0.5), 0.5, 1e-12);           // 16/32
    EXPECT_NEAR(chance_of_more_than(3, 5, 0.5), 6.0 / 32, 1e-12);      // (5 + 1)/32
    EXPECT_NEAR(chance_of_more_than(2, 4, 0.75), 189.0 / 256, 1e-12);  // (4*27 + 81)/256
    EXPECT_NEAR(chance_of_more_than(1, 10, 0.03), 1 - std::pow(0.97, 9) * 1.27, 1e-12);
}

TEST(chance_of_more_than, knows_its_ends) {
    EXPECT_EQ(chance_of_more_than(3, 3, 0.9), 0);
    EXPECT_EQ(chance_of_more_than(3, 2, 0.9), 0);
    EXPECT_EQ(chance_of_more_than(0, 0, 0.9), 0);
    EXPECT_EQ(chance_of_more_than(3, 4, 1), 1);
    EXPECT_EQ(chance_of_more_than(3, 4, 0), 0);
}

// Beyond the range of a double's factors: about half of 100,000 trials.
TEST(chance_of_more_than, is_exact_enough_for_large_numbers) {
    EXPECT_NEAR(chance_of_more_than(49'999, 100'000, 0.5), 0.5 + 0.5 * 0.00252313, 1e-6);
    EXPECT_NEAR(chance_of_more_than(60'000, 100'000, 0.5), 0, 1e-12);
    EXPECT_NEAR(chance_of_more_than(40'000, 100'000, 0.5), 1, 1e-9);
}

TEST(accept_rate, begins_at_one_and_is_measured) {
    accept_rate rate;
    EXPECT_EQ(rate.estimate(), 1);
    for (int i = 0; i < 9; ++i) rate.count(false);
    EXPECT_DOUBLE_EQ(rate.estimate(), 0.1);
    rate.count(true);
    EXPECT_DOUBLE_EQ(rate.estimate(), 2.0 / 11);
}

TEST(accept_rate, follows_a_buyer_that_changes) {
    accept_rate rate;
    for (int i = 0; i < 10'000; ++i) rate.count(false);
    EXPECT_LT(rate.estimate(), 0.002);
    for (int i = 0; i < 10'000; ++i) rate.count(true);
    EXPECT_GT(rate.estimate(), 0.95);
}

std::shared_ptr<accept_rate> measured(int accepted, int refused) {
    auto rate = std::make_shared<accept_rate>();
    for (int i = 0; i < accepted; ++i) rate->count(true);
    for (int i = 0; i < refused; ++i) rate->count(false);
    return rate;
}

TEST(overbooking, takes_one_more_while_the_risk_is_small_enough) {
    // a = (2 + 1)/(99 + 1) = 0.03: of 12 open posts more than one is accepted with a chance of
    // 4.86 %, of 13 with one of 5.64 %.
    const overbooking soft{measured(2, 97), base::basis_points{500}};
    EXPECT_TRUE(admits({19, 11}, 1, 20, &soft));
    EXPECT_FALSE(admits({19, 12}, 1, 20, &soft));
    EXPECT_FALSE(admits({19, 1}, 1, 20, nullptr)) << "the hard rule";
}

TEST(overbooking, without_a_measured_rate_is_a_hard_cap) {
    const overbooking soft{std::make_shared<accept_rate>(), base::basis_points{5000}};
    EXPECT_TRUE(admits({18, 1}, 1, 20, &soft));
    EXPECT_FALSE(admits({18, 2}, 1, 20, &soft));
}

TEST(overbooking, ends_with_the_last_place) {
    const overbooking soft{measured(0, 999), base::basis_points{5000}};
    EXPECT_TRUE(admits({19, 50}, 1, 20, &soft));
    EXPECT_FALSE(admits({20, 0}, 1, 20, &soft));
    EXPECT_FALSE(admits({21, 0}, 1, 20, &soft));
}

// What was judged outside of the counter's lock holds only while no more is used.
TEST(overbooking, is_reserved_only_as_it_was_judged) {
    const base::wall_time day = utc(2026y / July / 6);
    counter cap;
    EXPECT_TRUE(cap.try_reserve_as_seen(day, 1, {0, 0}));
    EXPECT_FALSE(cap.try_reserve_as_seen(day, 1, {0, 0})) << "one more is reserved";
    EXPECT_TRUE(cap.try_reserve_as_seen(day, 1, {0, 1}));
    cap.commit(day, 1);
    EXPECT_FALSE(cap.try_reserve_as_seen(day, 1, {0, 2})) << "one more is sold";
    EXPECT_TRUE(cap.try_reserve_as_seen(day, 1, {1, 1}));
    cap.release(day, 2);
    EXPECT_TRUE(cap.try_reserve_as_seen(day, 1, {1, 2})) << "less is reserved";
    EXPECT_EQ(cap.used(day).committed, 1);
    EXPECT_EQ(cap.used(day).reserved, 1);
}

// As exact from many threads as from one: 12 open posts are taken beside 19 sold ones, a 13th is
// not.
TEST(overbooking, is_as_exact_from_many_threads) {
    const base::wall_time day = utc(2026y / July / 6);
    limit cap{std::make_shared<counter>(), event::sale, period::day, measure::count, 20};
    cap.soft = overbooking{measured(2, 97), base::basis_points{500}};
    cap.used->restore(day, {19, 0});
    const std::vector<const limit*> caps{&cap};
    std::atomic<bool> too_many = false;
    {
        std::vector<std::jthread> threads;
        for (int number = 0; number < 8; ++number)
            threads.emplace_back([&] {
                for (int i = 0; i < 2000; ++i) {
                    auto post = reserve(caps, event::sale, day + 1h, {}).reserved;
                    if (cap.used->used(day).reserved > 12) too_many = true;
                    if (post && i % 2 == 0) post->release();
                }
            });
    }
    EXPECT_FALSE(too_many);
    EXPECT_EQ(cap.used->used(day).reserved, 0);
    std::vector<reservation> open;
    while (auto post = reserve(caps, event::sale, day + 1h, {}).reserved)
        open.push_back(*std::move(post));
    EXPECT_EQ(open.size(), 12U);
}

// The direct posts of the notes' table: 20 places, 3 % accepts, 20 posts a second that take 3 s. A
// hard cap sells out slowly, because open posts that will be refused hold its last places.
struct day_of_posts {
    int steps = 0;
    std::int64_t sold = 0;
};

day_of_posts sell_out(std::uint32_t seed, bool is_soft) {
    std::mt19937 draw(seed);
    const auto rate = measured(3, 97);
    limit cap{std::make_shared<counter>(), event::sale, period::day, measure::count, 20};
    if (is_soft) cap.soft = overbooking{rate, base::basis_points{500}};
    const std::vector<const limit*> caps{&cap};
    const base::wall_time day = utc(2026y / July / 6);
    std::vector<reservation> open;
    day_of_posts made;
    for (; made.sold < 20 && made.steps < 100'000; ++made.steps) {
        if (open.size() >= 60 || (made.steps > 60 && !open.empty())) {
            const bool is_accepted = draw() % 100 < 3;
            rate->count(is_accepted);
            if (is_accepted) open.front().commit();
            open.erase(open.begin());
        }
        if (auto post = reserve(caps, event::sale, day + 1h, {}).reserved)
            open.push_back(*std::move(post));
        made.sold = cap.used->used(day).committed;
    }
    for (reservation& left : open)
        if (draw() % 100 < 3) left.commit();
    made.sold = cap.used->used(day).committed;
    return made;
}

TEST(overbooking, sells_out_sooner_and_seldom_sells_too_much) {
    int soft_steps = 0;
    int hard_steps = 0;
    std::int64_t over = 0;
    std::int64_t worst = 0;
    constexpr int days = 200;
    for (std::uint32_t seed = 1; seed <= days; ++seed) {
        const day_of_posts hard = sell_out(seed, false);
        const day_of_posts soft = sell_out(seed, true);
        EXPECT_LE(hard.sold, 20);
        hard_steps += hard.steps;
        soft_steps += soft.steps;
        over += soft.sold - std::min<std::int64_t>(20, soft.sold);
        worst = std::max(worst, soft.sold - 20);
    }
    EXPECT_LT(soft_steps, hard_steps);
    EXPECT_LE(over, days) << "0.36 a day in the notes";
    EXPECT_LE(worst, 6);
}

}  // namespace
}  // namespace pointsman::cap
