#include "script.hpp"

#include <map>
#include <random>
#include <set>

// Whatever buyers do and in whatever order, a walk keeps its promises: seeded, so a failure can be
// run again.
namespace pointsman::walk {
namespace {

class random_walk {
public:
    explicit random_walk(std::uint32_t seed) : random_(seed), walk_(make_rules()) {}

    void run() {
        perform(walk_.start(at_ms(0), at_ms(0)));
        for (int now_ms = 1; !walk_.finished(); ++now_ms) {
            ASSERT_LE(now_ms, 2001) << "the walk outlived its deadline";
            if (at_ms(now_ms) >= walk_.next_wake()) perform(walk_.resume(tick{}, at_ms(now_ms)));
            answer(now_ms);
        }
        check_end();
    }

private:
    std::uint32_t draw(std::uint32_t below) { return random_() % below; }

    terms make_rules() {
        terms made;
        const std::uint32_t tiers = 1 + draw(3);
        for (std::uint32_t tier = 0; tier < tiers; ++tier) {
            made.tiers.push_back(draw(2) ? auction() : waterfall());
            if (draw(3) == 0) made.tiers.back().floor = dollars("5.00");
            if (draw(3) == 0) made.tiers.back().deadline = std::chrono::milliseconds(draw(900));
            for (std::uint32_t i = draw(5); i > 0; --i) {
                candidate one = draw(3) ? pinged(tier, std::chrono::milliseconds(1 + draw(400)))
                                        : direct(tier, "6.00");
                one.post_timeout = std::chrono::milliseconds(1 + draw(600));
                one.lot = draw(1000);
                if (draw(2)) one.no_answer = plan::silence::reject;
                made.candidates.push_back(one);
            }
        }
        made.payout = {base::basis_points{8000}, dollars("0.10")};
        made.deadline = 2s;
        made.max_posts = 1 + draw(4);
        rules_ = made;
        return made;
    }

    void perform(const std::vector<action>& actions) {
        for (const action& one : actions)
            std::visit([this](const auto& wanted) { note(wanted); }, one);
    }

    void note(const send_ping& ping) {
        ASSERT_TRUE(pinged_.insert(ping.to).second) << "pinged twice";
        open_pings_.insert(ping.to);
    }

    void note(const prepare_post& post) {
        ASSERT_TRUE(reserved_.insert(post.to).second) << "prepared twice";
        ASSERT_TRUE(open_posts_.empty()) << "a second post while one is open";
        preparing_.insert(post.to);
    }

    void note(const send_post& post) {
        ASSERT_TRUE(stored_.contains(post.to)) << "posted before the intent was stored";
        ASSERT_TRUE(posted_.insert(post.to).second) << "posted twice";
        open_posts_.insert(post.to);
        ASSERT_LE(posted_.size() - unsent_, rules_.max_posts);
    }

    void note(const settle_cap& settled) {
        ASSERT_TRUE(reserved_.contains(settled.of));
        ASSERT_TRUE(settled_.emplace(settled.of, settled.how).second) << "settled twice";
        open_posts_.erase(settled.of);
    }

    // Some of the open calls are answered, in or out of time.
    void answer(int now_ms) {
        for (const candidate_number who : std::set(open_pings_)) {
            if (walk_.finished() || draw(100) != 0) continue;
            open_pings_.erase(who);
            perform(walk_.resume(ping_event(who), at_ms(now_ms)));
        }
        for (const candidate_number who : std::set(preparing_)) {
            if (walk_.finished() || draw(5) != 0) continue;
            preparing_.erase(who);
            stored_.insert(who);
            if (draw(8) == 0)
                lose_cap(who, now_ms);
            else
                perform(walk_.resume(posting_stored{who}, at_ms(now_ms)));
        }
        for (const candidate_number who : std::set(open_posts_)) {
            if (walk_.finished() || draw(200) != 0) continue;
            perform(walk_.resume(post_event(who), at_ms(now_ms)));
        }
    }

    void lose_cap(candidate_number who, int now_ms) {
        reserved_.erase(who);
        perform(walk_.resume(cap_refused{who, "full"}, at_ms(now_ms)));
    }

    event ping_event(candidate_number who) {
        switch (draw(4)) {
            case 0: return ping_declined{who, ""};
            case 1: return ping_failed{who, ""};
            default: return bid(who, std::to_string(1 + draw(20)));
        }
    }

    event post_event(candidate_number who) {
        switch (draw(5)) {
            case 0: return post_accepted{who, "", ""};
            case 1: return post_unknown{who, ""};
            case 2: ++unsent_; return post_unsent{who, ""};
            default: return post_rejected{who, ""};
        }
    }

    void check_end() {
        const outcome& end = walk_.result();
        ASSERT_EQ(end.endings.size(), rules_.candidates.size());
        std::size_t sold = 0;
        for (const ending& one : end.endings) sold += one.why == candidate_reason::sold ? 1 : 0;
        EXPECT_EQ(sold, end.status == status::sold ? 1U : 0U);
        EXPECT_EQ(end.sale.has_value(), end.status == status::sold);
        std::map<settlement, std::size_t> settlements;
        for (const auto& [who, how] : settled_) ++settlements[how];
        EXPECT_EQ(settlements[settlement::commit], sold);
        EXPECT_EQ(settlements[settlement::hold], end.status == status::held ? 1U : 0U);
        EXPECT_EQ(settled_.size(), reserved_.size()) << "a reservation leaked";
    }

    std::mt19937 random_;
    terms rules_;
    tree_walk walk_;
    std::set<candidate_number> pinged_, open_pings_, preparing_, stored_, reserved_, posted_,
        open_posts_;
    std::map<candidate_number, settlement> settled_;
    std::size_t unsent_ = 0;
};

TEST(random_walk, keeps_its_promises_whatever_buyers_do) {
    for (std::uint32_t seed = 1; seed <= 2000; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        random_walk(seed).run();
        if (testing::Test::HasFailure()) return;
    }
}

}  // namespace
}  // namespace pointsman::walk
