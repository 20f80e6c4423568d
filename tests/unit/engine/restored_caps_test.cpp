#include "stage.hpp"

#include <pointsman/engine/restored_caps.hpp>

#include <gmock/gmock.h>

#include <map>
#include <optional>

namespace pointsman::engine {
namespace {

constexpr std::int64_t dollar = 1'000'000;

std::string key_of(const usage_question& asked) {
    return std::string(to_text(asked.of)) + " " + asked.name + " " + asked.vertical;
}

// A journal that knows what it is told.
class told_usage final : public past_usage {
public:
    base::result<std::vector<usage_so_far>, std::string> usage_since(
        const std::vector<usage_question>& questions, unsettled posts) override {
        if (is_away_for(posts)) return base::failure<std::string>("away");
        std::vector<usage_so_far> answers;
        for (const usage_question& one : questions) {
            asked.push_back(key_of(one));
            answers.push_back(totals[key_of(one)]);
            if (posts == unsettled::left_out) continue;
            const usage_so_far& open = open_posts[key_of(one)];
            answers.back().count += open.count;
            answers.back().price += open.price;
            answers.back().payout += open.payout;
        }
        return answers;
    }

    base::result<std::vector<use>, std::string> uses_since(const usage_question& question,
                                                           unsettled posts) override {
        if (is_away_for(posts)) return base::failure<std::string>("away");
        asked.push_back(key_of(question));
        return uses[key_of(question)];
    }

    base::result<std::vector<base::money>, std::string> balances_of(
        const std::vector<account_question>& questions) override {
        if (fails) return base::failure<std::string>("away");
        std::vector<base::money> answers;
        for (const account_question& one : questions) {
            asked.push_back("balance " + one.buyer + " " + one.currency);
            answers.push_back(balances[one.buyer]);
        }
        return answers;
    }

    std::map<std::string, usage_so_far> totals;
    std::map<std::string, usage_so_far> open_posts;  // which may yet turn out to be sales
    std::map<std::string, std::vector<use>> uses;
    std::map<std::string, base::money> balances;
    std::vector<std::string> asked;
    bool fails = false;                // about accounts
    std::optional<unsettled> is_away;  // for questions about these

private:
    bool is_away_for(unsettled posts) const { return is_away == posts; }
};

class restored : public testing::Test {
protected:
    plan::conditional_cap cap_of(cap::owner of, cap::measure what) {
        return {{on.counters.counter_of(std::string(to_text(of))), cap::event::sale,
                 cap::period::day, what, 100 * dollar, of},
                std::nullopt};
    }

    cap::usage used(const std::string& name) {
        const auto today = cap::window_start(cap::period::day, cap::zone(), on.time.now().wall);
        return on.counters.counter_of(name)->used(today);
    }

    cap::balance& balance() { return *on.counters.balance_of("a USD"); }

    std::int64_t open_posts(const std::string& name) {
        return on.counters.open_posts_of(name)->count();
    }

    plan::buyer& buyer() { return on.plan->buyers.at(0); }

    plan::program& program() { return on.plan->sellers.at(0).programs.at("auto"); }

    // Null: at start.
    void restore(const plan::snapshot* in_force = nullptr) {
        const auto done = restore_caps(*on.plan, in_force, past, on.time.now().wall);
        ASSERT_TRUE(done) << done.error();
    }

    // A post to order a of 10.00, of which the seller gets 8.00.
    stored_post open_post() {
        stored_post post;
        post.posting.order = "a";
        post.posting.buyer = "a";
        post.posting.currency = "USD";
        post.posting.at = on.time.now().wall;
        post.posting.price = base::money::from_micros(10 * dollar);
        post.posting.payout = base::money::from_micros(8 * dollar);
        post.seller = "acme";
        post.vertical = "auto";
        post.fields_json = R"({"state":"CA"})";
        post.tree = "main";
        return post;
    }

    stage on;
    told_usage past;
};

TEST_F(restored, caps_of_every_owner_are_asked_for_by_its_name) {
    on.order("a").caps.push_back(cap_of(cap::owner::order, cap::measure::count));
    buyer().caps[0].push_back(cap_of(cap::owner::buyer, cap::measure::spend));
    on.plan->trees.at(0).caps.push_back(cap_of(cap::owner::tree, cap::measure::spend));
    program().caps.push_back(cap_of(cap::owner::seller, cap::measure::spend));
    const usage_so_far seven{7, base::money::from_micros(70 * dollar),
                             base::money::from_micros(50 * dollar)};
    for (const char* name : {"order a ", "buyer a ", "tree main ", "seller acme auto"})
        past.totals[name] = seven;
    restore();
    EXPECT_EQ(used("order").committed, 7);
    EXPECT_EQ(used("buyer").committed, 70 * dollar);
    EXPECT_EQ(used("tree").committed, 70 * dollar);
    EXPECT_EQ(used("seller").committed, 50 * dollar) << "payouts";
}

TEST_F(restored, a_cap_that_counts_already_is_left_alone) {
    buyer().caps[0].push_back(cap_of(cap::owner::buyer, cap::measure::count));
    past.totals["buyer a "] = {5, {}, {}};
    restore();
    past.totals["buyer a "] = {7, {}, {}};
    restore(on.plan.get());
    EXPECT_EQ(used("buyer").committed, 5);
    EXPECT_EQ(past.asked.size(), 1U);
}

// Nothing of what was sold while it was out of force is forgotten, and nothing counts twice.
TEST_F(restored, a_cap_that_comes_back_is_set_to_what_the_journal_knows) {
    const plan::snapshot without;
    buyer().caps[0].push_back(cap_of(cap::owner::buyer, cap::measure::count));
    past.totals["buyer a "] = {5, {}, {}};
    restore();
    past.totals["buyer a "] = {7, {}, {}};
    restore(&without);
    EXPECT_EQ(used("buyer").committed, 7);
    restore(&without);
    EXPECT_EQ(used("buyer").committed, 7);
}

TEST_F(restored, a_cap_that_comes_back_keeps_what_leads_in_flight_reserved) {
    const plan::snapshot without;
    buyer().caps[0].push_back(cap_of(cap::owner::buyer, cap::measure::count));
    const std::vector<const cap::limit*> limits{&buyer().caps[0].back().limit};
    auto in_flight = cap::reserve(limits, cap::event::sale, on.time.now().wall, {});
    ASSERT_TRUE(in_flight.reserved);
    past.totals["buyer a "] = {5, {}, {}};
    restore(&without);
    EXPECT_EQ(used("buyer").committed, 5) << "its post is not in the journal yet";
    EXPECT_EQ(used("buyer").reserved, 1);
    past.open_posts["buyer a "] = {3, {}, {}};
    restore(&without);
    EXPECT_EQ(used("buyer").committed, 7) << "it is one of three open posts";
    EXPECT_EQ(used("buyer").reserved, 1);
    in_flight.reserved->commit();
    EXPECT_EQ(used("buyer").committed, 8);
    EXPECT_EQ(used("buyer").reserved, 0);
}

TEST_F(restored, another_zone_of_the_owners_makes_another_window) {
    buyer().caps[0].push_back(cap_of(cap::owner::buyer, cap::measure::count));
    past.totals["buyer a "] = {5, {}, {}};
    restore();
    plan::snapshot before;
    before.buyers.emplace_back();
    before.buyers[0].caps[0].push_back(cap_of(cap::owner::buyer, cap::measure::count));
    cap::limit& moved = buyer().caps[0].back().limit;
    moved.where = cap::zone("Asia/Tokyo");
    restore(&before);
    const auto now = on.time.now().wall;
    const auto today = cap::window_start(cap::period::day, moved.where, now);
    ASSERT_NE(today, cap::window_start(cap::period::day, cap::zone(), now));
    EXPECT_EQ(moved.used->used(today).committed, 5);
}

// The buyer's cap is in the list of each vertical, with the same counter.
TEST_F(restored, a_buyers_cap_over_several_verticals_is_filled_once) {
    on.plan->verticals.push_back({"moto", lead::catalogue()});
    buyer().caps[0].push_back(cap_of(cap::owner::buyer, cap::measure::count));
    buyer().caps[1].push_back(cap_of(cap::owner::buyer, cap::measure::count));
    past.totals["buyer a "] = {5, {}, {}};
    restore();
    EXPECT_EQ(used("buyer").committed, 5);
}

TEST_F(restored, a_when_is_judged_by_the_rule_of_the_leads_vertical) {
    const auto in_california = [&](const lead::catalogue& fields, lead::field_number state) {
        plan::conditional_cap cap = cap_of(cap::owner::buyer, cap::measure::spend);
        filter::test test;
        test.field = state;
        test.operands = {std::string("CA")};
        cap.when.emplace(fields, filter::rule{test, "state is CA"});
        return cap;
    };
    std::vector<lead::field> moto(1);
    moto[0].name = "state";
    moto[0].type = lead::field_type::us_state;
    on.plan->verticals.push_back({"moto", lead::catalogue(moto)});
    buyer().caps[0].push_back(in_california(on.plan->verticals[0].fields, 1));
    buyer().caps[1].push_back(in_california(on.plan->verticals[1].fields, 0));
    const auto ten = base::money::from_micros(10 * dollar);
    past.uses["buyer a "] = {{ten, {}, "auto", R"({"state":"CA"})"},
                             {ten, {}, "auto", R"({"state":"NV"})"},
                             {ten, {}, "moto", R"({"state":"CA"})"},
                             {ten, {}, "gone", R"({"state":"CA"})"}};
    restore();
    EXPECT_EQ(used("buyer").committed, 20 * dollar);
}

TEST_F(restored, balances_come_from_the_ledger_once) {
    buyer().account = {std::make_shared<cap::balance>(), base::money()};
    past.balances["a"] = base::money::from_micros(25 * dollar);
    restore();
    buyer().account.balance->credit(5 * dollar);
    restore();
    EXPECT_EQ(buyer().account.balance->now().balance_micros, 30 * dollar);
    EXPECT_THAT(past.asked, testing::ElementsAre("balance a USD"));
}

TEST_F(restored, nothing_is_taken_for_granted_when_the_journal_does_not_answer) {
    buyer().account = {std::make_shared<cap::balance>(), base::money()};
    past.fails = true;
    EXPECT_FALSE(restore_caps(*on.plan, nullptr, past, on.time.now().wall));
    EXPECT_FALSE(buyer().account.balance->is_restored());
}

TEST_F(restored, no_cap_is_filled_by_half_of_what_is_known) {
    const auto restored = [this](const plan::snapshot* in_force) {
        return restore_caps(*on.plan, in_force, past, on.time.now().wall).has_value();
    };
    const plan::snapshot had_none;
    on.order("a").caps.push_back(cap_of(cap::owner::order, cap::measure::count));
    past.totals["order a "].count = 7;
    past.is_away = unsettled::left_out;
    EXPECT_FALSE(restored(nullptr));
    past.is_away = unsettled::counted;
    EXPECT_FALSE(restored(&had_none));
    EXPECT_EQ(used("order").committed, 0);

    auto& judged = buyer().caps[0].emplace_back(cap_of(cap::owner::buyer, cap::measure::count));
    filter::test test;
    test.field = 1;
    test.operands = {std::string("CA")};
    judged.when.emplace(on.plan->verticals[0].fields, filter::rule{test, "state is CA"});
    on.order("a").caps.clear();
    EXPECT_FALSE(restored(&had_none));
    past.is_away.reset();
    EXPECT_TRUE(restored(&had_none));
}

TEST_F(restored, an_open_post_holds_everything_again_until_it_is_settled) {
    on.order("a").caps.push_back(cap_of(cap::owner::order, cap::measure::count));
    buyer().caps[0].push_back(cap_of(cap::owner::buyer, cap::measure::spend));
    on.plan->trees.at(0).caps.push_back(cap_of(cap::owner::tree, cap::measure::count));
    program().caps.push_back(cap_of(cap::owner::seller, cap::measure::spend));
    cap::reservation held(reserve_again(*on.plan, on.counters, open_post()));
    EXPECT_EQ(used("order").reserved, 1);
    EXPECT_EQ(used("buyer").reserved, 10 * dollar);
    EXPECT_EQ(used("tree").reserved, 1);
    EXPECT_EQ(used("seller").reserved, 8 * dollar);
    EXPECT_EQ(balance().now().reserved_micros, 10 * dollar);
    EXPECT_EQ(open_posts("buyer a"), 1);
    EXPECT_EQ(open_posts("order a"), 1);
    held.commit();
    EXPECT_EQ(used("buyer").committed, 10 * dollar);
    EXPECT_EQ(balance().now().balance_micros, -10 * dollar);
    EXPECT_EQ(open_posts("buyer a"), 0);
    EXPECT_EQ(open_posts("order a"), 0);
}

TEST_F(restored, an_open_post_of_an_order_that_is_gone_still_holds_the_rest) {
    buyer().caps[0].push_back(cap_of(cap::owner::buyer, cap::measure::count));
    stored_post post = open_post();
    post.posting.order = "gone";
    post.tree = "gone";
    const auto held = reserve_again(*on.plan, on.counters, post);
    EXPECT_EQ(used("buyer").reserved, 1);
    EXPECT_EQ(open_posts("order gone"), 1);
    EXPECT_EQ(balance().now().reserved_micros, 10 * dollar);
    post.test = true;
    EXPECT_TRUE(reserve_again(*on.plan, on.counters, post).empty());
    post = open_post();
    post.posting.currency = "EUR";
    const auto of_another_account = reserve_again(*on.plan, on.counters, post);
    EXPECT_EQ(balance().now().reserved_micros, 10 * dollar) << "another account's money";
    EXPECT_EQ(on.counters.balance_of("a EUR")->now().reserved_micros, 10 * dollar);
}

// The buyer is out of the plan at start. Sold or not: its money is what the ledger says, once.
TEST_F(restored, a_buyer_that_comes_back_finds_its_money_held_by_its_open_posts) {
    cap::reservation sold(reserve_again(plan::snapshot(), on.counters, open_post()));
    cap::reservation open(reserve_again(plan::snapshot(), on.counters, open_post()));
    EXPECT_EQ(balance().now().reserved_micros, 20 * dollar);
    sold.commit();
    buyer().account = {on.counters.balance_of("a USD"), base::money()};
    past.balances["a"] = base::money::from_micros(15 * dollar);  // that sale is in it
    restore();
    EXPECT_EQ(balance().now().balance_micros, 15 * dollar);
    EXPECT_FALSE(balance().try_reserve(6 * dollar, 0)) << "10.00 of it are held";
    EXPECT_TRUE(balance().try_reserve(5 * dollar, 0));
    open.release();
}

}  // namespace
}  // namespace pointsman::engine
