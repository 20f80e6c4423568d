#include "run.hpp"

#include <gtest/gtest.h>

namespace pointsman::sim {
namespace {

TEST(simulation, two_hundred_seeds_break_nothing) {
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        const result got = run_seed(seed);
        ASSERT_EQ(got.violation, "") << "scripts/sim --seed " << seed << " --trace";
    }
}

TEST(simulation, the_same_seed_gives_the_same_trace) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed)
        EXPECT_EQ(run_seed(seed).hash, run_seed(seed).hash);
}

TEST(simulation, another_seed_gives_another_trace) {
    EXPECT_NE(run_seed(1).hash, run_seed(2).hash);
}

}  // namespace
}  // namespace pointsman::sim
