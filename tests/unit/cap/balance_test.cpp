#include <pointsman/cap/balance.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <random>
#include <thread>
#include <vector>

namespace pointsman::cap {
namespace {

constexpr std::int64_t dollar = 1'000'000;

void expect(const balance& held, std::int64_t balance_micros, std::int64_t reserved_micros) {
    EXPECT_EQ(held.now().balance_micros, balance_micros);
    EXPECT_EQ(held.now().reserved_micros, reserved_micros);
}

TEST(balance, is_reserved_down_to_its_floor_and_no_further) {
    balance held;
    held.restore(100 * dollar);
    EXPECT_TRUE(held.try_reserve(60 * dollar, 0));
    EXPECT_FALSE(held.try_reserve(40 * dollar + 1, 0));
    EXPECT_TRUE(held.covers(40 * dollar, 0));
    EXPECT_TRUE(held.try_reserve(40 * dollar, 0));
    EXPECT_FALSE(held.covers(1, 0));
    expect(held, 100 * dollar, 100 * dollar);
}

TEST(balance, moves_with_what_becomes_of_the_post) {
    balance held;
    held.restore(100 * dollar);
    EXPECT_TRUE(held.try_reserve(30 * dollar, 0));
    held.commit({}, 30 * dollar);
    expect(held, 70 * dollar, 0);
    EXPECT_TRUE(held.try_reserve(70 * dollar, 0));
    held.release({}, 70 * dollar);
    expect(held, 70 * dollar, 0);
    held.credit(30 * dollar);  // returned
    expect(held, 100 * dollar, 0);
}

TEST(balance, may_have_a_floor_above_or_below_nothing) {
    balance held;
    EXPECT_TRUE(held.try_reserve(50 * dollar, -50 * dollar)) << "a credit line";
    EXPECT_FALSE(held.try_reserve(1, -50 * dollar));
    held.release({}, 50 * dollar);
    held.credit(10 * dollar);
    EXPECT_FALSE(held.try_reserve(1, 10 * dollar)) << "something always stays";
}

TEST(balance, without_a_floor_only_keeps_the_books) {
    balance held;
    EXPECT_TRUE(held.try_reserve(500 * dollar, std::nullopt));
    held.commit({}, 500 * dollar);
    expect(held, -500 * dollar, 0);
    EXPECT_FALSE(held.try_reserve(1, 0)) << "a reload put a floor above it";
}

TEST(balance, is_restored_once_whatever_was_kept_before) {
    balance held;
    EXPECT_FALSE(held.is_restored());
    held.restore(20 * dollar);
    held.restore(20 * dollar);
    EXPECT_TRUE(held.is_restored());
    held.reserve_again(30 * dollar);
    expect(held, 20 * dollar, 30 * dollar);
    EXPECT_FALSE(held.try_reserve(1, 0)) << "open posts hold more than there is";
}

// A buyer that is not in the plan yet: what is committed or credited is in the ledger already.
TEST(balance, is_restored_with_what_happened_to_it_before) {
    balance held;
    held.reserve_again(30 * dollar);
    held.reserve_again(5 * dollar);
    held.commit({}, 30 * dollar);
    held.credit(7 * dollar);
    held.restore(20 * dollar);
    expect(held, 20 * dollar, 5 * dollar);
}

// I7: with deposits, sales, refusals and posts of unknown answer from 16 threads.
TEST(balance, is_never_below_its_floor_from_any_thread) {
    constexpr std::int64_t floor = -20 * dollar;
    const auto held = std::make_shared<balance>();
    held->restore(500 * dollar);
    std::atomic<bool> too_low = false;
    std::atomic<std::int64_t> sold = 0;
    std::atomic<std::int64_t> credited = 0;
    std::atomic<std::int64_t> unknown = 0;
    {
        std::vector<std::jthread> threads;
        for (unsigned number = 0; number < 16; ++number)
            threads.emplace_back([&, number] {
                std::mt19937 draw(number);
                for (int i = 0; i < 3000; ++i) {
                    if (draw() % 100 == 0) {
                        held->credit(5 * dollar);
                        credited += 5 * dollar;
                    }
                    const auto price = static_cast<std::int64_t>(draw() % 30 + 1) * dollar;
                    const bool reserved = held->try_reserve(price, floor);
                    const balance::state now = held->now();
                    if (now.balance_micros - now.reserved_micros < floor) too_low = true;
                    if (!reserved) continue;
                    reservation post({{held, {}, price}});
                    const auto fate = draw() % 8;
                    if (fate < 2) {
                        post.commit();
                        sold += price;
                    } else if (fate == 2) {
                        post.hold();
                        unknown += price;
                    }  // else it is given back
                }
            });
    }
    EXPECT_FALSE(too_low);
    expect(*held, 500 * dollar + credited - sold, unknown);
    EXPECT_GE(500 * dollar + credited - sold - unknown, floor);
    EXPECT_GT(sold, 100 * dollar);
}

}  // namespace
}  // namespace pointsman::cap
