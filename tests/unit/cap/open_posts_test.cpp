#include <pointsman/cap/open_posts.hpp>
#include <pointsman/cap/pacer.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

namespace pointsman::cap {
namespace {

using namespace std::chrono_literals;

TEST(open_posts, are_counted_until_they_end_however_that_is) {
    const auto open = std::make_shared<open_posts>();
    EXPECT_TRUE(open->try_take(2));
    EXPECT_TRUE(open->try_take(2));
    EXPECT_FALSE(open->has_room(2));
    EXPECT_FALSE(open->try_take(2));
    reservation({{open, {}, 1}}).commit();
    EXPECT_EQ(open->count(), 1);
    reservation({{open, {}, 1}}).release();
    EXPECT_EQ(open->count(), 0);
}

TEST(open_posts, keep_the_place_of_an_unknown_until_it_is_settled) {
    const auto open = std::make_shared<open_posts>();
    EXPECT_TRUE(open->try_take(1));
    const std::vector<charge> held = reservation({{open, {}, 1}}).hold();
    EXPECT_FALSE(open->try_take(1));
    reservation(held).release();
    EXPECT_TRUE(open->try_take(1));
}

TEST(open_posts, are_counted_without_a_limit_too_for_the_day_when_there_is_one) {
    open_posts open;
    for (int i = 0; i < 5; ++i) EXPECT_TRUE(open.try_take(std::nullopt));
    open.take_again();
    EXPECT_EQ(open.count(), 6);
    EXPECT_FALSE(open.try_take(6));
    EXPECT_TRUE(open.try_take(7));
}

TEST(open_posts, never_are_more_than_the_limit_from_any_thread) {
    const auto open = std::make_shared<open_posts>();
    std::atomic<bool> too_many = false;
    std::atomic<int> taken = 0;
    {
        std::vector<std::jthread> threads;
        for (int number = 0; number < 16; ++number)
            threads.emplace_back([&] {
                for (int i = 0; i < 2000; ++i) {
                    if (!open->try_take(5)) continue;
                    ++taken;
                    if (open->count() > 5) too_many = true;
                    reservation({{open, {}, 1}}).commit();
                }
            });
    }
    EXPECT_FALSE(too_many);
    EXPECT_GT(taken, 0);
    EXPECT_EQ(open->count(), 0);
}

TEST(pacer, lets_one_pass_in_each_interval) {
    const base::steady_time begin(1h);
    pacer turn;
    EXPECT_TRUE(turn.may_pass(begin, 30s));
    EXPECT_TRUE(turn.try_pass(begin, 30s));
    EXPECT_FALSE(turn.try_pass(begin, 30s));
    EXPECT_FALSE(turn.try_pass(begin - 1s, 30s)) << "a thread that read the clock before";
    EXPECT_FALSE(turn.try_pass(begin + 30s - 1us, 30s));
    EXPECT_FALSE(turn.may_pass(begin + 30s - 1us, 30s));
    EXPECT_TRUE(turn.try_pass(begin + 30s, 30s)) << "what was refused does not count";
    EXPECT_FALSE(turn.try_pass(begin + 59s, 30s));
}

TEST(pacer, follows_a_reload_that_changes_the_interval) {
    const base::steady_time begin(1h);
    pacer turn;
    EXPECT_TRUE(turn.try_pass(begin, 30s));
    EXPECT_FALSE(turn.try_pass(begin + 10s, 30s));
    EXPECT_TRUE(turn.try_pass(begin + 10s, 10s));
}

TEST(pacer, lets_one_thread_pass_of_all_that_come_at_once) {
    pacer turn;
    std::atomic<int> passed = 0;
    {
        std::vector<std::jthread> threads;
        for (int number = 0; number < 16; ++number)
            threads.emplace_back([&] {
                for (int i = 0; i < 1000; ++i)
                    if (turn.try_pass(base::steady_time(1h + i * 1ms), 100ms)) ++passed;
            });
    }
    EXPECT_LE(passed, 10);
    EXPECT_GE(passed, 1);
}

}  // namespace
}  // namespace pointsman::cap
