#include <pointsman/sandbox/random.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace pointsman::sandbox {
namespace {

TEST(random, is_split_mix_64) {
    // The first outputs for seed 1234567 of the reference implementation (Vigna, splitmix64.c).
    random dice(1234567);
    EXPECT_EQ(dice.next(), 6457827717110365317U);
    EXPECT_EQ(dice.next(), 3203168211198807973U);
}

TEST(random, gives_each_name_a_stream_of_its_own) {
    EXPECT_EQ(random(7, "a").next(), random(7, "a").next());
    EXPECT_NE(random(7, "a").next(), random(7, "b").next());
    EXPECT_NE(random(7, "a").next(), random(8, "a").next());
}

TEST(random, stays_within_both_bounds) {
    random dice(3);
    std::vector<std::int64_t> drawn;
    for (int i = 0; i < 1000; ++i) drawn.push_back(dice.between(-2, 2));
    EXPECT_EQ(std::ranges::min(drawn), -2);
    EXPECT_EQ(std::ranges::max(drawn), 2);
}

TEST(random, draws_lognormals_around_their_median) {
    random dice(5);
    int below = 0;
    for (int i = 0; i < 10'000; ++i) below += dice.lognormal(40, 0.5) < 40 ? 1 : 0;
    EXPECT_NEAR(below, 5000, 200);
}

TEST(random, draws_exponentials_with_their_mean) {
    random dice(6);
    double sum = 0;
    for (int i = 0; i < 20'000; ++i) sum += dice.exponential(250);
    EXPECT_NEAR(sum / 20'000, 250, 10);
}

}  // namespace
}  // namespace pointsman::sandbox
