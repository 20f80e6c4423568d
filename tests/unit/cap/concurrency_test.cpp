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
        return reserve(caps_, event::sale, zone(), now_, dollar).reserved;
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

}  // namespace
}  // namespace pointsman::cap
