#include "moments.hpp"

#include <pointsman/cap/book.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

// Against a model that keeps books by hand: posts of random cost at random moments, over midnights,
// months, both changes of DST and limits that are lowered in between.
namespace pointsman::cap {
namespace {

constexpr std::int64_t dollar = 1'000'000;

struct open_post {
    reservation held;
    std::vector<std::pair<std::pair<std::size_t, base::wall_time>, std::int64_t>> parts;
};

class books {
public:
    explicit books(std::uint32_t seed) : draw_(seed) {
        const zone pacific("America/Los_Angeles");
        const zone eastern("America/New_York");
        add(period::day, measure::count, 6, owner::order, pacific);
        add(period::hour, measure::count, 3, owner::order, pacific);
        add(period::day, measure::spend, 90 * dollar, owner::buyer, pacific);
        add(period::week, measure::count, 25, owner::tree, eastern);
        add(period::month, measure::spend, 600 * dollar, owner::seller, zone());
        add(period::total, measure::count, 120, owner::buyer, pacific);
        for (const limit& one : limits_) caps_.push_back(&one);
    }

    void step() {
        switch (below(10)) {
            case 0: pass_time(); break;
            case 1:
            case 2:
            case 3: end_one(); break;
            case 4: change_limit(); break;
            default: award();
        }
        check();
    }

    std::size_t awards() const { return awards_; }

    std::size_t refusals() const { return refusals_; }

private:
    using place = std::pair<std::size_t, base::wall_time>;  // which limit, which window

    std::int64_t below(std::int64_t most) {
        return static_cast<std::int64_t>(draw_() % static_cast<std::uint64_t>(most));
    }

    void add(period per, measure what, std::int64_t most, owner of, const zone& where) {
        limits_.push_back(
            {std::make_shared<counter>(), event::sale, per, what, most, of, where, {}});
    }

    // Mostly on, sometimes back; a leap now and then.
    void pass_time() {
        now_ += std::chrono::seconds(below(5400) - 600);
        if (below(40) == 0) now_ += std::chrono::hours(below(400));
    }

    void change_limit() {
        limit& one = limits_[static_cast<std::size_t>(below(std::ssize(limits_)))];
        const std::int64_t unit = one.what == measure::count ? 1 : dollar;
        one.most = std::max(unit, one.most + (below(5) - 2) * unit);
    }

    std::int64_t available(const place& at) const {
        const auto found = model_.find(at);
        const usage used = found == model_.end() ? usage{} : found->second;
        return limits_[at.first].most - used.committed - used.reserved;
    }

    void award() {
        const cost spent{(below(30) + 1) * dollar, (below(20) + 1) * dollar};
        open_post made;
        bool fits = true;
        for (std::size_t i = 0; i < limits_.size(); ++i) {
            const place at{i, window_start(limits_[i].per, limits_[i].where, now_)};
            const std::int64_t amount = amount_of(limits_[i], spent);
            fits = fits && amount <= available(at);
            made.parts.emplace_back(at, amount);
        }
        auto reserved = reserve(caps_, event::sale, now_, spent);
        ASSERT_EQ(reserved.reserved.has_value(), fits);
        ++(fits ? awards_ : refusals_);
        if (!fits) return;
        made.held = *std::move(reserved.reserved);
        for (const auto& [at, amount] : made.parts) {
            model_[at].reserved += amount;
            ASSERT_GE(available(at), 0) << "never more than the limit in force";
        }
        open_.push_back(std::move(made));
    }

    void end_one() {
        if (open_.empty()) return;
        const auto which = open_.begin() + below(std::ssize(open_));
        const bool sold = below(2) == 0;
        if (sold && below(2) == 0)
            reservation(which->held.hold()).commit();  // by way of an unknown answer
        else if (sold)
            which->held.commit();
        else
            which->held.release();
        for (const auto& [at, amount] : which->parts) {
            model_[at].reserved -= amount;
            if (sold) model_[at].committed += amount;
        }
        open_.erase(which);
    }

    // Windows that hold nothing open may be forgotten once they are old; all others are exact.
    void check() const {
        for (const auto& [at, used] : model_) {
            const usage counted = limits_[at.first].used->used(at.second);
            const limit& one = limits_[at.first];
            const bool is_current = at.second == window_start(one.per, one.where, now_);
            ASSERT_EQ(counted.reserved, used.reserved);
            if (is_current || used.reserved > 0) {
                ASSERT_EQ(counted.committed, used.committed);
                ASSERT_EQ(counted.committed + counted.reserved + available(at), one.most);
            }
        }
    }

    std::mt19937 draw_;
    // A day and a half before DST ends, which a run of some weeks passes.
    base::wall_time now_ = utc(2026y / std::chrono::October / 30, 18h);
    std::vector<limit> limits_;
    std::vector<const limit*> caps_;
    std::map<place, usage> model_;
    std::vector<open_post> open_;
    std::size_t awards_ = 0;
    std::size_t refusals_ = 0;
};

TEST(caps_of_several_owners, add_up_at_every_moment_in_every_window) {
    std::size_t awards = 0;
    std::size_t refusals = 0;
    for (std::uint32_t seed = 1; seed <= 60; ++seed) {
        SCOPED_TRACE(seed);
        books kept(seed);
        for (int i = 0; i < 800 && !testing::Test::HasFatalFailure(); ++i) kept.step();
        if (testing::Test::HasFatalFailure()) return;
        awards += kept.awards();
        refusals += kept.refusals();
    }
    EXPECT_GT(awards, 1000U) << "the runs must do something";
    EXPECT_GT(refusals, 1000U);
}

TEST(caps_of_several_owners, spend_what_their_owner_spends) {
    limit of_buyer{
        std::make_shared<counter>(), event::sale, period::day, measure::spend, 100, owner::buyer};
    limit of_seller = of_buyer;
    of_seller.used = std::make_shared<counter>();
    of_seller.of = owner::seller;
    const std::vector<const limit*> caps{&of_buyer, &of_seller};
    const base::wall_time now = utc(2026y / July / 6, 12h);
    reserve(caps, event::sale, now, {10, 8}).reserved->commit();
    EXPECT_EQ(of_buyer.used->used(utc(2026y / July / 6)).committed, 10);
    EXPECT_EQ(of_seller.used->used(utc(2026y / July / 6)).committed, 8);
}

TEST(caps_of_several_owners, name_the_owner_of_the_one_that_is_full) {
    limit of_order{std::make_shared<counter>(), event::sale, period::day, measure::count, 5};
    limit of_tree{
        std::make_shared<counter>(), event::sale, period::day, measure::count, 1, owner::tree};
    const std::vector<const limit*> caps{&of_order, &of_tree};
    const base::wall_time now = utc(2026y / July / 6, 12h);
    const auto first = reserve(caps, event::sale, now, {});
    EXPECT_EQ(first_full(caps, event::sale, now)->of, owner::tree);
    EXPECT_EQ(reserve(caps, event::sale, now, {}).refused->of, owner::tree);
    EXPECT_EQ(of_order.used->used(utc(2026y / July / 6)).reserved, 1) << "all or none";
}

}  // namespace
}  // namespace pointsman::cap
