#include <pointsman/http/address_book.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>

namespace pointsman::http {
namespace {

using boost::asio::ip::make_address;
using namespace std::chrono_literals;

constexpr base::duration ttl = 60s;
constexpr auto patience = 20s;

class settable_clock final : public base::clock {
public:
    base::instant now() const override {
        const std::lock_guard lock(mutex_);
        return {base::steady_time(now_), base::wall_time(now_)};
    }

    void advance(base::duration by) {
        const std::lock_guard lock(mutex_);
        now_ += by;
    }

private:
    mutable std::mutex mutex_;
    base::duration now_ = 1h;
};

class address_book_test : public ::testing::Test {
protected:
    resolution ask(const std::string& host) {
        std::promise<resolution> answer;
        book_.resolve(host, [&](resolution got) { answer.set_value(std::move(got)); });
        return answer.get_future().get();
    }

    void answer_with(resolution next) {
        const std::lock_guard lock(mutex_);
        next_ = std::move(next);
    }

    bool becomes_known(const std::string& host, const resolution& expected) {
        const auto until = std::chrono::steady_clock::now() + patience;
        while (std::chrono::steady_clock::now() < until) {
            if (book_.known(host) == expected) return true;
            std::this_thread::yield();
        }
        return false;
    }

    std::mutex mutex_;
    resolution next_ = addresses{make_address("8.8.8.8")};
    std::atomic<int> asked_ = 0;
    settable_clock clock_;
    address_book book_{{{"127.0.0.0", 8}},
                       ttl,
                       [this](const std::string&) {
                           const std::lock_guard lock(mutex_);
                           ++asked_;
                           return next_;
                       },
                       clock_};
};

const addresses one = {make_address("8.8.8.8")};
const addresses other = {make_address("9.9.9.9")};
const resolution failure = base::failure<std::string>("no such name");

TEST_F(address_book_test, asks_once_and_remembers) {
    EXPECT_FALSE(book_.known("buyer.example"));
    EXPECT_EQ(ask("buyer.example"), one);
    EXPECT_EQ(ask("buyer.example"), one);
    EXPECT_EQ(book_.known("buyer.example"), resolution(one));
    EXPECT_EQ(asked_, 1);
}

TEST_F(address_book_test, knows_literals_without_asking) {
    EXPECT_EQ(book_.known("8.8.4.4"), resolution(addresses{make_address("8.8.4.4")}));
    EXPECT_TRUE(book_.known("127.0.0.1")->has_value());
    EXPECT_FALSE(book_.known("10.0.0.1")->has_value());
    EXPECT_FALSE(book_.known("::1")->has_value());
    EXPECT_FALSE(book_.known("::ffff:10.0.0.1")->has_value());
    EXPECT_EQ(asked_, 0);
}

TEST_F(address_book_test, refuses_a_name_for_one_of_its_addresses) {
    answer_with(addresses{make_address("8.8.8.8"), make_address("169.254.169.254")});
    const auto got = ask("buyer.example");
    ASSERT_FALSE(got);
    EXPECT_EQ(
        got.error(),
        "buyer.example may not be called: 169.254.169.254 is a link-local address and in none "
        "of private_networks");
}

TEST_F(address_book_test, refreshes_in_the_background_while_in_use) {
    EXPECT_EQ(ask("buyer.example"), one);
    answer_with(other);
    clock_.advance(ttl / 2);
    EXPECT_EQ(book_.known("buyer.example"), resolution(one));  // at once, and starts the refresh
    EXPECT_TRUE(becomes_known("buyer.example", other));
    EXPECT_EQ(asked_, 2);
}

TEST_F(address_book_test, asks_again_after_a_long_pause) {
    EXPECT_EQ(ask("buyer.example"), one);
    answer_with(other);
    clock_.advance(ttl);
    EXPECT_EQ(ask("buyer.example"), other);
}

TEST_F(address_book_test, uses_what_it_knew_when_a_refresh_fails) {
    EXPECT_EQ(ask("buyer.example"), one);
    answer_with(failure);
    clock_.advance(ttl);
    EXPECT_EQ(ask("buyer.example"), one);
    EXPECT_EQ(book_.known("buyer.example"), resolution(one));
    clock_.advance(address_book::max_stale);
    EXPECT_EQ(ask("buyer.example"), failure);
}

TEST_F(address_book_test, does_not_use_what_it_knew_when_the_name_moved_to_a_private_address) {
    EXPECT_EQ(ask("buyer.example"), one);
    answer_with(addresses{make_address("10.0.0.1")});
    clock_.advance(ttl);
    EXPECT_FALSE(ask("buyer.example"));
    EXPECT_FALSE(book_.known("buyer.example")->has_value());
}

TEST_F(address_book_test, remembers_a_failure_for_a_moment) {
    answer_with(failure);
    EXPECT_EQ(ask("buyer.example"), failure);
    EXPECT_EQ(ask("buyer.example"), failure);
    EXPECT_EQ(asked_, 1);
    answer_with(one);
    clock_.advance(address_book::retry_after);
    EXPECT_EQ(ask("buyer.example"), one);
}

TEST_F(address_book_test, is_bounded) {
    EXPECT_EQ(ask("first.example"), one);
    for (std::size_t i = 0; i < address_book::max_names; ++i) {
        clock_.advance(base::duration(1));
        EXPECT_EQ(ask("buyer-" + std::to_string(i) + ".example"), one);
    }
    EXPECT_FALSE(book_.known("first.example"));
    EXPECT_TRUE(book_.known("buyer-0.example"));
}

TEST(address_book_threads, a_slow_name_delays_no_other) {
    const base::system_clock clock;
    std::promise<void> go_on;
    auto gate = go_on.get_future().share();
    address_book book(
        {}, ttl,
        [gate](const std::string& name) -> resolution {
            if (name == "slow.example") gate.wait();
            return one;
        },
        clock);
    std::promise<resolution> slow;
    std::promise<resolution> quick;
    book.resolve("slow.example", [&](resolution got) { slow.set_value(std::move(got)); });
    book.resolve("quick.example", [&](resolution got) { quick.set_value(std::move(got)); });
    EXPECT_EQ(quick.get_future().get(), one);
    go_on.set_value();
    EXPECT_EQ(slow.get_future().get(), one);
}

TEST(address_book_threads, a_resolver_that_throws_is_a_failure) {
    const base::system_clock clock;
    address_book book(
        {}, ttl, [](const std::string&) -> resolution { throw std::runtime_error("broken"); },
        clock);
    std::promise<resolution> answer;
    book.resolve("buyer.example", [&](resolution got) { answer.set_value(std::move(got)); });
    EXPECT_EQ(answer.get_future().get().error(), "cannot find buyer.example: broken");
}

TEST(system_resolver, reads_addresses_and_odd_spellings_of_them) {
    EXPECT_EQ(system_resolver()("127.0.0.1"), addresses{make_address("127.0.0.1")});
    // inet_aton's spellings pass as names, and are checked as what they stand for.
    EXPECT_EQ(system_resolver()("0x7f.1"), addresses{make_address("127.0.0.1")});
    EXPECT_FALSE(system_resolver()("no such name"));
}

}  // namespace
}  // namespace pointsman::http
