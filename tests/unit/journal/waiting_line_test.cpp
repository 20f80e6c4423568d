#include <pointsman/journal/waiting_line.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "records.hpp"

namespace pointsman::journal {
namespace {

using namespace std::chrono_literals;
using test::a_received;
using test::an_outcome;
using testing::ElementsAre;

constexpr base::steady_time noon{12h};

using line_of_numbers = waiting_line<int>;

line_limits limits(std::size_t records, std::size_t batch_records = 512) {
    line_limits some;
    some.records = records;
    some.batch_records = batch_records;
    return some;
}

std::vector<int> marks(const std::vector<line_of_numbers::item>& items) {
    std::vector<int> all;
    for (const auto& each : items) all.push_back(each.mark);
    return all;
}

TEST(waiting_line, gives_out_batches_in_order_of_arrival) {
    line_of_numbers line(limits(100, 2));
    for (std::uint8_t i = 1; i <= 3; ++i) EXPECT_TRUE(line.push(a_received(i), i, noon));
    EXPECT_THAT(marks(line.take_batch()), ElementsAre(1, 2));
    EXPECT_THAT(marks(line.take_batch()), ElementsAre(3));
    EXPECT_TRUE(line.take_batch().empty());
    EXPECT_EQ(line.bytes(), 0u);
}

TEST(waiting_line, a_batch_ends_at_its_bytes_but_holds_at_least_one_record) {
    const std::string large(1000, ' ');
    line_limits tight;
    tight.batch_bytes = 2 * approximate_bytes(a_received(1, large));
    line_of_numbers line(tight);
    for (std::uint8_t i = 1; i <= 3; ++i) line.push(a_received(i, large), i, noon);
    line.push(a_received(4, std::string(100'000, ' ')), 4, noon);
    EXPECT_THAT(marks(line.take_batch()), ElementsAre(1, 2));
    EXPECT_THAT(marks(line.take_batch()), ElementsAre(3));
    EXPECT_THAT(marks(line.take_batch()), ElementsAre(4));
}

TEST(waiting_line, submissions_may_use_three_quarters_of_the_room) {
    line_of_numbers line(limits(4));
    for (std::uint8_t i = 1; i <= 3; ++i) EXPECT_TRUE(line.push(a_received(i), i, noon));
    EXPECT_FALSE(line.push(a_received(4), 4, noon));
    EXPECT_TRUE(line.push(an_outcome(1), 5, noon));
    EXPECT_FALSE(line.push(an_outcome(2), 6, noon));
    EXPECT_EQ(line.size(), 4u);
}

TEST(waiting_line, refuses_what_would_need_too_much_memory) {
    line_limits tight;
    tight.bytes = 100'000;
    line_of_numbers line(tight);
    record large = a_received(1, std::string(80'000, ' '));
    EXPECT_FALSE(line.push(std::move(large), 1, noon));
    EXPECT_EQ(std::get<received>(large).fields_json.size(), 80'000u) << "untouched";
    EXPECT_TRUE(line.push(a_received(2, std::string(50'000, ' ')), 2, noon));
    EXPECT_FALSE(line.push(a_received(3, std::string(50'000, ' ')), 3, noon));
    EXPECT_TRUE(line.push(a_received(4), 4, noon));
}

TEST(waiting_line, withdraws_only_submissions) {
    line_of_numbers line(line_limits{});
    line.push(a_received(1), 1, noon);
    line.push(an_outcome(2), 2, noon + 1s);
    line.push(refused{}, 3, noon);
    line.push(posting{}, 4, noon);
    line.push(late_reply{}, 5, noon);
    EXPECT_THAT(marks(line.withdraw_submissions()), ElementsAre(1, 3));
    EXPECT_EQ(line.oldest(), noon + 1s);
    EXPECT_THAT(marks(line.take_all()), ElementsAre(2, 4, 5));
    EXPECT_EQ(line.bytes(), 0u);
    EXPECT_EQ(line.oldest(), std::nullopt);
}

}  // namespace
}  // namespace pointsman::journal
