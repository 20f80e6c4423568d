#include <pointsman/cap/book.hpp>

#include <gtest/gtest.h>

#include <set>
#include <thread>

namespace pointsman::cap {
namespace {

TEST(book, gives_the_same_counter_for_the_same_name_for_ever) {
    book caps;
    const counter* first = caps.counter_of("northstar_ca sale per day count").get();
    EXPECT_EQ(caps.counter_of("northstar_ca sale per day count").get(), first);
    EXPECT_NE(caps.counter_of("northstar_ca sale per day spend").get(), first);
}

TEST(book, agrees_between_threads) {
    book caps;
    std::mutex mutex;
    std::set<std::shared_ptr<counter>> given;
    {
        std::vector<std::jthread> threads;
        for (int number = 0; number < 8; ++number) {
            threads.emplace_back([&] {
                for (int name = 0; name < 100; ++name) {
                    auto found = caps.counter_of(std::to_string(name));
                    const std::lock_guard lock(mutex);
                    given.insert(std::move(found));
                }
            });
        }
    }
    EXPECT_EQ(given.size(), 100U);
}

}  // namespace
}  // namespace pointsman::cap
