#include <pointsman/journal/back_off.hpp>

#include <gtest/gtest.h>

#include <set>

namespace pointsman::journal {
namespace {

using namespace std::chrono_literals;

TEST(back_off, doubles_up_to_the_longest_and_leaves_away_at_most_half) {
    back_off delays(20ms, 100ms, 7);
    for (const base::duration step : {20ms, 40ms, 80ms, 100ms, 100ms}) {
        const base::duration wait = delays.next();
        EXPECT_GE(wait, step / 2);
        EXPECT_LE(wait, step);
    }
}

TEST(back_off, starts_again_after_a_reset) {
    back_off delays(20ms, 10s, 7);
    for (int i = 0; i < 8; ++i) delays.next();
    delays.reset();
    EXPECT_LE(delays.next(), 20ms);
}

TEST(back_off, differs_by_seed_and_repeats_by_seed) {
    std::set<base::duration> first_waits;
    for (std::uint64_t seed = 1; seed <= 8; ++seed)
        first_waits.insert(back_off(1s, 1s, seed).next());
    EXPECT_GT(first_waits.size(), 4u);
    EXPECT_EQ(back_off(1s, 1s, 3).next(), back_off(1s, 1s, 3).next());
}

}  // namespace
}  // namespace pointsman::journal
