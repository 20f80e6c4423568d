#include <pointsman/duplicate/claims.hpp>

#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <string>
#include <vector>

#include "samples.hpp"

// Every order in which two and three copies of one consumer can go through their calls, with a
// database in which each sees what was committed before its look-up.
namespace pointsman::duplicate {
namespace {

using namespace test;

const buyer_identity northstar{"northstar", "stars"};

// What is committed, as look-ups find it: a post without an answer is not settled, and a sale is
// one event more.
class database {
public:
    void commit(past_event what) { events_.push_back(std::move(what)); }

    void settle_posts_of(const base::lead_id& id) {
        for (past_event& each : events_)
            if (each.lead == id) each.is_settled = true;
    }

    const std::vector<past_event>& all() const { return events_; }

private:
    std::vector<past_event> events_;
};

// One lead's way, a call at a time. All of them want to sell to the same buyer.
class copy {
public:
    // How fine the steps are: with `fine` every call and every commit is a step of its own.
    enum class steps { fine, coarse };

    copy(std::uint8_t number, settlement answer, const rule& by, claims& all, database& stored)
        : facts_(a_lead(number)), answer_(answer), by_(by), all_(all), stored_(stored) {}

    static std::size_t count(steps how) { return how == steps::fine ? 7 : 4; }

    void perform(std::size_t step, steps how) {
        if (how == steps::coarse) {
            switch (step) {
                case 0: return arrive();
                case 1: return look_up();
                case 2: return commit_received_and_try_post(), commit_posting();
                default: return hear_answer(), commit_outcome(), end();
            }
        }
        switch (step) {
            case 0: return arrive();
            case 1: return look_up();
            case 2: return commit_received_and_try_post();
            case 3: return commit_posting();
            case 4: return hear_answer();
            case 5: return commit_outcome();
            default: return end();
        }
    }

    bool was_posted() const { return post_.has_value(); }

    // By the buyer's own book: it has the lead, or may have it.
    bool may_be_sold() const {
        return was_posted() && (answer_ == settlement::sold || answer_ == settlement::unknown);
    }

private:
    past_event what_i_did(event what) const {
        past_event mine = an_event(what, noon);
        mine.lead = facts_.id;
        if (what != event::seen) mine.buyer_group = northstar.group;
        return mine;
    }

    void arrive() {
        auto came = all_.arrive(facts_, keys({key(1)}));
        own_ = std::move(came->own);
        known_ = std::move(came->others);
    }

    void look_up() {
        known_.insert(known_.end(), stored_.all().begin(), stored_.all().end());
        const verdict made = judge({&by_, 1}, keys({key(1)}), facts_, known_, noon);
        stopped_ = made.rejected || made.excludes(northstar.name, northstar.group) != nullptr;
        // A lead that is rejected is not received, so it was not seen either.
        is_rejected_ = made.rejected.has_value();
        if (is_rejected_) own_.end();
    }

    void commit_received_and_try_post() {
        if (is_rejected_) return;
        stored_.commit(what_i_did(event::seen));
        if (stopped_) return;
        if (const auto granted = own_.try_post({&by_, 1}, northstar, noon)) post_ = *granted;
    }

    void commit_posting() {
        if (!post_) return;
        past_event open = what_i_did(event::posted);
        open.is_settled = false;
        stored_.commit(open);
    }

    void hear_answer() {
        if (post_) own_.settle(*post_, answer_);
    }

    void commit_outcome() {
        if (!post_ || answer_ == settlement::unknown) return;
        stored_.settle_posts_of(facts_.id);
        if (answer_ == settlement::sold) stored_.commit(what_i_did(event::sold));
    }

    void end() { own_.end(); }

    lead_facts facts_;
    settlement answer_;
    const rule& by_;
    claims& all_;
    database& stored_;
    claim own_;
    std::vector<past_event> known_;
    bool stopped_ = false;
    bool is_rejected_ = false;
    std::optional<post_number> post_;
};

using order = std::vector<std::size_t>;  // which copy takes its next step

std::string to_text(const order& of) {
    std::string text;
    for (const std::size_t each : of) text += static_cast<char>('A' + each);
    return text;
}

// Every order of the steps of `leads` copies in which they arrive by their number: the copies are
// alike, so other orders of arrival are the same ones under other names.
void for_each_order(std::size_t leads, std::size_t steps,
                    const std::function<void(const order&)>& visit) {
    std::vector<std::size_t> done(leads, 0);
    order so_far;
    const std::function<void()> go_on = [&] {
        if (so_far.size() == leads * steps) return visit(so_far);
        for (std::size_t who = 0; who < leads; ++who) {
            if (done[who] == steps) continue;
            if (done[who] == 0 && who > 0 && done[who - 1] == 0) continue;
            ++done[who];
            so_far.push_back(who);
            go_on();
            so_far.pop_back();
            --done[who];
        }
    };
    go_on();
}

struct result {
    int posted = 0;
    int may_be_sold = 0;
};

result play(const order& in, const std::vector<settlement>& answers, const rule& by,
            copy::steps how) {
    claims all;
    database stored;
    std::vector<copy> leads;
    for (std::size_t i = 0; i < answers.size(); ++i)
        leads.emplace_back(static_cast<std::uint8_t>(i + 1), answers[i], by, all, stored);
    std::vector<std::size_t> next(answers.size(), 0);
    for (const std::size_t who : in) leads[who].perform(next[who]++, how);
    result came;
    for (const copy& each : leads) {
        came.posted += each.was_posted() ? 1 : 0;
        came.may_be_sold += each.may_be_sold() ? 1 : 0;
    }
    EXPECT_EQ(all.size(), 0U) << to_text(in);
    return came;
}

using enum settlement;
const std::vector<std::vector<settlement>> answers_to_two{
    {sold, sold}, {refused, sold}, {unknown, sold}};

const std::vector<rule> rules{once_per_buyer(event::sold), once_per_buyer(event::posted),
                              a_rule(scope::buyer_group, event::sold, action::exclude_buyer),
                              a_rule(scope::global, event::sold),
                              a_rule(scope::seller, event::seen)};

TEST(interleaving, of_two_copies_at_most_one_is_sold) {
    int orders = 0;
    for_each_order(2, copy::count(copy::steps::fine), [&](const order& each) {
        ++orders;
        for (const rule& by : rules) {
            for (const auto& answers : answers_to_two) {
                const result came = play(each, answers, by, copy::steps::fine);
                EXPECT_LE(came.may_be_sold, 1) << to_text(each);
                EXPECT_GE(came.posted, 1) << to_text(each) << ": they stopped each other";
                if (by.on != event::sold) EXPECT_EQ(came.posted, 1) << to_text(each);
            }
        }
    });
    EXPECT_EQ(orders, 1716);  // half of 14 choose 7
}

TEST(interleaving, of_three_copies_at_most_one_is_sold) {
    const rule& by = rules.front();
    const std::vector answers(3, sold);
    int orders = 0;
    for_each_order(3, copy::count(copy::steps::coarse), [&](const order& each) {
        ++orders;
        EXPECT_EQ(play(each, answers, by, copy::steps::coarse).may_be_sold, 1) << to_text(each);
    });
    EXPECT_EQ(orders, 5'775);  // 12! / 4!^3 / 3!
}

// A refusal by the buyer makes room for the next copy, if that asks late enough.
TEST(interleaving, a_refused_copy_does_not_stop_the_next) {
    int both = 0;
    for_each_order(2, copy::count(copy::steps::fine), [&](const order& each) {
        both += play(each, {refused, sold}, rules.front(), copy::steps::fine).posted == 2 ? 1 : 0;
    });
    EXPECT_GT(both, 0);
}

}  // namespace
}  // namespace pointsman::duplicate
