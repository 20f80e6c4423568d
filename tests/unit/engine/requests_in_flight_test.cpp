#include <pointsman/engine/requests_in_flight.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace pointsman::engine {
namespace {

const intake::request_identity one{"acme", "key:1", {1}, {}};

void ignore(const served&) {}

TEST(requests_in_flight, the_same_key_of_another_seller_is_another_request) {
    requests_in_flight all;
    const auto mine = all.join(one, ignore);
    intake::request_identity other = one;
    other.seller = "zeta";
    const auto theirs = all.join(other, ignore);
    EXPECT_TRUE(std::holds_alternative<requests_in_flight::first>(mine));
    EXPECT_TRUE(std::holds_alternative<requests_in_flight::first>(theirs));
    EXPECT_EQ(all.size(), 2U);
}

TEST(requests_in_flight, a_duty_that_ends_without_an_answer_tells_503) {
    requests_in_flight all;
    int status = 0;
    {
        auto mine = all.join(one, ignore);
        all.join(one, [&](const served& told) { status = told.http_status; });
        EXPECT_EQ(status, 0);
    }
    EXPECT_EQ(status, 503);
    EXPECT_EQ(all.size(), 0U);
}

TEST(requests_in_flight, what_is_dropped_is_told_nothing) {
    requests_in_flight all;
    bool told = false;
    auto mine = all.join(one, ignore);
    all.join(one, [&](const served&) { told = true; });
    all.drop();
    std::get<requests_in_flight::first>(mine).duty.answer({200, "x", {}});
    std::get<requests_in_flight::first>(mine).duty.end();
    EXPECT_FALSE(told);
    EXPECT_EQ(all.size(), 0U);
}

TEST(requests_in_flight, of_many_threads_one_is_first_and_all_are_told) {
    requests_in_flight all;
    std::atomic<int> firsts = 0;
    std::atomic<int> told = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&] {
            for (int round = 0; round < 200; ++round) {
                intake::request_identity who = one;
                who.key = "key:" + std::to_string(round);
                auto joined = all.join(who, [&](const served&) { ++told; });
                auto* first = std::get_if<requests_in_flight::first>(&joined);
                if (first == nullptr) continue;
                ++firsts;
                first->duty.answer({200, "x", {}});
            }
        });
    for (std::thread& each : threads) each.join();
    EXPECT_EQ(firsts + told, 8 * 200);
    EXPECT_GE(firsts, 200);
    EXPECT_EQ(all.size(), 0U);
}

}  // namespace
}  // namespace pointsman::engine
