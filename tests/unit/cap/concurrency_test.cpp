#include "moments.hpp"

#include <pointsman/cap/book.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <random>
#include <thread>

namespace pointsman::cap {
namespace {

constexpr int thread_count = 16;
constexpr std::int64_t cap_size = 500;
constexpr std::int64_t dollar = 1'000'000;

void run_threads(const std::function<void(unsigned)>& body) {
    std::vector<std::jthread> threads;
    for (unsigned number = 0; number < thread_count; ++number) threads.emplace_back(body, number);
}

class hammered_cap : public testing::Test {
protected:
    limit count_{std::make_shared<counter>(), event::sale, period::day, measure::count, cap_size};
    limit spend_{std::make_shared<counter>(), event::sale, period::day, measure::spend,
                 1'000'000 * dollar};
    std::vector<const limit*> caps_{&count_, &spend_};
    const base::wall_time now_ = utc(2026y / July / 6, 12h);
    const base::wall_time day_ = utc(2026y / July / 6);

    std::optional<reservation> try_sale() const {
        return reserve(caps_, event::sale, now_, {dollar, 0}).reserved;
    }

    bool overshot() const {
        const usage found = count_.used->used(day_);
        return found.committed + found.reserved > cap_size;
    }

    void expect_sold_out() const {
        EXPECT_EQ(count_.used->used(day_).committed, cap_size);
        EXPECT_EQ(count_.used->used(day_).reserved, 0);
        EXPECT_EQ(spend_.used->used(day_).committed, cap_size * dollar);
        EXPECT_EQ(spend_.used->used(day_).reserved, 0);
    }
};

// A count-then-insert check sold 510 of 500 in the same situation.
TEST_F(hammered_cap, sells_exactly_its_size) {
    std::atomic<std::int64_t> sold = 0;
    run_threads([&](unsigned) {
        for (int attempt = 0; attempt < 200; ++attempt) {
            if (auto post = try_sale()) {
                post->commit();
                ++sold;
            }
        }
    });
    EXPECT_EQ(sold, cap_size);
    expect_sold_out();
}

TEST_F(hammered_cap, sells_again_what_is_given_back) {
    std::atomic<std::int64_t> sold = 0;
    std::atomic<bool> too_many = false;
    run_threads([&](unsigned number) {
        std::mt19937 random(number);
        for (int attempt = 0; attempt < 1'000'000 && sold < cap_size; ++attempt) {
            auto post = try_sale();
            if (overshot()) too_many = true;
            if (!post) continue;
            if (random() % 3 == 0) {
                post->commit();
                ++sold;
            } else if (random() % 2 == 0) {
                post->release();
            }  // else the destructor gives it back
        }
    });
    EXPECT_FALSE(too_many);
    EXPECT_EQ(sold, cap_size);
    expect_sold_out();
}

TEST_F(hammered_cap, a_refusal_by_one_cap_leaks_nothing_from_another) {
    spend_.most = 100 * dollar;
    std::atomic<std::int64_t> sold = 0;
    run_threads([&](unsigned) {
        for (int attempt = 0; attempt < 200; ++attempt) {
            if (auto post = try_sale()) {
                post->commit();
                ++sold;
            }
        }
    });
    EXPECT_EQ(sold, 100);
    EXPECT_EQ(count_.used->used(day_).committed, 100);
    EXPECT_EQ(count_.used->used(day_).reserved, 0);
}

// Each thread sells for an order of its own; buyer and tree are the same for all.
TEST_F(hammered_cap, of_several_owners_is_exact_for_each) {
    std::vector<limit> orders;
    for (int i = 0; i < thread_count; ++i)
        orders.push_back(
            {std::make_shared<counter>(), event::sale, period::day, measure::count, 40});
    count_.of = owner::buyer;
    spend_.of = owner::tree;
    spend_.most = 450 * dollar;
    std::atomic<std::int64_t> sold = 0;
    std::atomic<bool> too_many = false;
    run_threads([&](unsigned number) {
        std::mt19937 random(number);
        const std::vector<const limit*> caps{&orders[number], &count_, &spend_};
        for (int attempt = 0; attempt < 1'000'000 && sold < 450; ++attempt) {
            auto post = reserve(caps, event::sale, now_, {dollar, 0}).reserved;
            const usage spent = spend_.used->used(day_);
            if (overshot() || spent.committed + spent.reserved > spend_.most) too_many = true;
            if (!post && orders[number].used->used(day_).committed == 40) break;
            if (!post || random() % 3 != 0) continue;
            post->commit();
            ++sold;
        }
    });
    EXPECT_FALSE(too_many);
    EXPECT_EQ(sold, 450) << "the tree's cap is the tightest";
    EXPECT_EQ(count_.used->used(day_).committed, 450);
    EXPECT_EQ(spend_.used->used(day_).committed, 450 * dollar);
    EXPECT_EQ(count_.used->used(day_).reserved + spend_.used->used(day_).reserved, 0);
    std::int64_t of_orders = 0;
    for (const limit& one : orders) {
        EXPECT_LE(one.used->used(day_).committed, 40);
        of_orders += one.used->used(day_).committed;
    }
    EXPECT_EQ(of_orders, 450);
}

}  // namespace
}  // namespace pointsman::cap
