#include <pointsman/duplicate/claims.hpp>

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <barrier>
#include <random>
#include <thread>
#include <vector>

#include "samples.hpp"

namespace pointsman::duplicate {
namespace {

using namespace test;

constexpr int copies = 4;
constexpr int consumers = 500;

// In each round every thread brings a copy of the same consumer; none looks at a database, so only
// those that overlap may stop each other. All copies arrive before the first one ends.
TEST(claims_threads, one_of_simultaneous_copies_is_sold) {
    claims all;
    const rule by = once_per_buyer(event::sold);
    std::vector<std::atomic<int>> sold(consumers);
    std::barrier together(copies);
    const auto bring = [&](std::uint8_t number) {
        for (std::size_t consumer = 0; consumer < consumers; ++consumer) {
            const base::digest same = base::sha256(std::to_string(consumer));
            auto came = all.arrive(a_lead(number), keys({same}));
            together.arrive_and_wait();
            const auto post = came->own.try_post({&by, 1}, {"northstar", ""}, noon);
            if (!post) continue;
            ++sold[consumer];
            came->own.settle(*post, settlement::sold);
        }
    };
    {
        std::vector<std::jthread> threads;
        for (std::uint8_t number = 1; number <= copies; ++number)
            threads.emplace_back(bring, number);
    }
    for (const std::atomic<int>& each : sold) EXPECT_EQ(each, 1);
    EXPECT_EQ(all.size(), 0U);
}

// Few consumers, many leads, every call at random: nothing is left over and nothing is lost.
TEST(claims_threads, remembers_nothing_once_all_have_ended) {
    claims all;
    const rule by = once_per_buyer(event::posted);
    const auto come_and_go = [&](unsigned seed) {
        std::mt19937 random(seed);
        std::vector<claim> held;
        for (int i = 0; i < 2000; ++i) {
            auto came = all.arrive(a_lead(static_cast<std::uint8_t>(random() % 200)),
                                   keys({key(static_cast<std::uint8_t>(random() % 4))}));
            ASSERT_TRUE(came);
            const auto post = came->own.try_post({&by, 1}, {"northstar", ""}, noon);
            if (post) came->own.settle(*post, static_cast<settlement>(random() % 4));
            held.push_back(std::move(came->own));
            if (held.size() > 5) held.erase(held.begin() + static_cast<int>(random() % 5));
        }
    };
    {
        std::vector<std::jthread> threads;
        for (unsigned seed = 1; seed <= copies; ++seed) threads.emplace_back(come_and_go, seed);
    }
    EXPECT_EQ(all.size(), 0U);
}

}  // namespace
}  // namespace pointsman::duplicate
