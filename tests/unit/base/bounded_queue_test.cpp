#include <pointsman/base/bounded_queue.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <thread>
#include <vector>

namespace pointsman::base {
namespace {

TEST(bounded_queue, gives_items_in_order_and_no_more_than_asked) {
    bounded_queue<int> queue(3);
    for (int i = 1; i <= 3; ++i) EXPECT_TRUE(queue.try_push(int{i}));
    EXPECT_EQ(queue.pop_up_to(2), (std::vector{1, 2}));
    EXPECT_EQ(queue.pop_up_to(2), (std::vector{3}));
}

TEST(bounded_queue, refuses_when_full_and_leaves_the_item_untouched) {
    bounded_queue<std::unique_ptr<int>> queue(1);
    ASSERT_TRUE(queue.try_push(std::make_unique<int>(1)));
    auto second = std::make_unique<int>(2);
    EXPECT_FALSE(queue.try_push(std::move(second)));
    EXPECT_NE(second, nullptr);
    EXPECT_EQ(queue.size(), queue.capacity());
}

TEST(bounded_queue, drains_after_closing_and_then_is_empty) {
    bounded_queue<int> queue(2);
    ASSERT_TRUE(queue.try_push(7));
    queue.close();
    EXPECT_FALSE(queue.try_push(8));
    EXPECT_EQ(queue.pop_up_to(5), std::vector{7});
    EXPECT_TRUE(queue.pop_up_to(5).empty());
}

TEST(bounded_queue, removes_the_picked_items_and_keeps_the_order_of_the_others) {
    bounded_queue<int> queue(4);
    for (int i = 1; i <= 4; ++i) ASSERT_TRUE(queue.try_push(int{i}));
    EXPECT_EQ(queue.remove_if([](int i) { return i % 2 == 0; }), (std::vector{2, 4}));
    EXPECT_EQ(queue.pop_up_to(4), (std::vector{1, 3}));
}

TEST(bounded_queue, hands_every_item_to_the_consumer_exactly_once) {
    constexpr int count = 1000;
    bounded_queue<int> queue(8);
    std::vector<int> received;
    std::jthread consumer([&] {
        for (auto items = queue.pop_up_to(3); !items.empty(); items = queue.pop_up_to(3))
            received.insert(received.end(), items.begin(), items.end());
    });
    for (int i = 0; i < count;)
        if (queue.try_push(int{i})) ++i;
    queue.close();
    consumer.join();

    ASSERT_EQ(received.size(), count);
    for (int i = 0; i < count; ++i) EXPECT_EQ(received[static_cast<std::size_t>(i)], i);
}

}  // namespace
}  // namespace pointsman::base
