#include "stage.hpp"

#include <pointsman/engine/recovery.hpp>
#include <pointsman/engine/restored_caps.hpp>

#include <gmock/gmock.h>

// The list of posts of unknown answer by itself, and what becomes of it at the next start.
namespace pointsman::engine {
namespace {

using journal::settled_as;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// Commits at once.
class prompt_store final : public store {
public:
    void append(journal::record, std::function<void(append_result)> done) override {
        done(append_result::durable);
    }

    bool available() const override { return true; }
};

unknown_post a_post(std::int32_t attempt = 0, const std::string& buyer = "a") {
    unknown_post open;
    open.posting.order = open.posting.buyer = buyer;
    open.posting.attempt = attempt;
    open.posting.price = *base::parse_money("10.00");
    open.posting.payout = *base::parse_money("8.00");
    return open;
}

settlement said(settled_as how, settled_by who = settled_by::webhook) {
    return {how, who, {}, {}, {}};
}

class unknown_posts_test : public testing::Test {
protected:
    settling settle(unknown_posts& open, const unknown_post& which, const settlement& how) {
        const auto came = std::make_shared<std::optional<settling>>();
        open.settle(offer_id_of(which.posting), how, on.time.now().wall,
                    [came](settling result) { *came = result; });
        on.let_pass(1s);
        return came->value();
    }

    stage on;
};

TEST_F(unknown_posts_test, a_post_is_listed_once) {
    const unknown_post once = a_post();
    on.unknown.add(once);
    on.unknown.add(once);
    EXPECT_EQ(on.unknown.size(), 1U);
    EXPECT_FALSE(on.unknown.is_full("a"));
    settle(on.unknown, once, said(settled_as::rejected));
    EXPECT_EQ(on.unknown.size(), 0U);
}

TEST_F(unknown_posts_test, that_a_start_has_not_read_yet_count_and_are_not_settled) {
    unknown_posts few(on.store, on.seen, 1);
    const unknown_post open = a_post();
    few.expect(open.posting.id, "a");
    few.expect(open.posting.id, "a");
    EXPECT_EQ(few.size(), 1U);
    EXPECT_EQ(few.count().posts, 1U);
    EXPECT_TRUE(few.is_full("a"));
    EXPECT_EQ(settle(few, open, said(settled_as::sold)), settling::unavailable);
    few.add(open);
    EXPECT_EQ(few.size(), 1U);
    EXPECT_EQ(settle(few, open, said(settled_as::sold)), settling::settled);
    EXPECT_EQ(few.size(), 0U);
    EXPECT_FALSE(few.is_full("a"));
    EXPECT_EQ(settle(few, a_post(1), said(settled_as::sold)), settling::not_known);
}

TEST_F(unknown_posts_test, know_whose_a_post_is_until_it_is_forgotten) {
    const unknown_post open = a_post();
    const std::string offer = offer_id_of(open.posting);
    EXPECT_FALSE(on.unknown.is_of(offer, "a"));
    on.unknown.add(open);
    EXPECT_TRUE(on.unknown.is_of(offer, "a"));
    EXPECT_FALSE(on.unknown.is_of(offer, "b"));
    settle(on.unknown, open, said(settled_as::sold));
    EXPECT_TRUE(on.unknown.is_of(offer, "a"));
    EXPECT_FALSE(on.unknown.is_of(offer, "b"));
}

TEST_F(unknown_posts_test, say_how_many_and_since_when) {
    EXPECT_EQ(on.unknown.count().posts, 0U);
    EXPECT_FALSE(on.unknown.count().oldest);
    for (std::int32_t attempt = 0; attempt < 2; ++attempt) {
        unknown_post open = a_post(attempt);
        open.posting.at = base::wall_time(base::duration(100 + attempt));
        on.unknown.add(open);
    }
    EXPECT_EQ(on.unknown.count().posts, 2U);
    EXPECT_EQ(on.unknown.count().oldest, base::wall_time(base::duration(100)));
}

TEST_F(unknown_posts_test, only_so_many_settled_ones_are_remembered) {
    prompt_store store;
    unknown_posts open(store, on.seen);
    const auto most = static_cast<std::int32_t>(unknown_posts::settled_remembered);
    for (std::int32_t attempt = 0; attempt <= most; ++attempt) {
        open.add(a_post(attempt));
        open.settle(offer_id_of(a_post(attempt).posting), said(settled_as::rejected), {},
                    [](settling came) { EXPECT_EQ(came, settling::settled); });
    }
    EXPECT_EQ(settle(open, a_post(0), said(settled_as::rejected)), settling::not_known);
    EXPECT_EQ(settle(open, a_post(1), said(settled_as::rejected)), settling::repeated);
    EXPECT_EQ(settle(open, a_post(most), said(settled_as::rejected)), settling::repeated);
}

TEST_F(unknown_posts_test, follow_ups_are_noted_with_posts_that_are_open) {
    using journal::follow_up_kind;
    const unknown_post open = a_post();
    const std::string offer = offer_id_of(open.posting);
    on.unknown.note_follow_ups(offer, follow_up_kind::status, 2);
    EXPECT_FALSE(on.unknown.find(offer));
    on.unknown.add(open);
    on.unknown.note_follow_ups(offer, follow_up_kind::status, 2);
    on.unknown.note_follow_ups(offer, follow_up_kind::repost, 3);
    on.unknown.note_follow_ups(offer, follow_up_kind::void_notice, 9);
    EXPECT_EQ(on.unknown.find(offer)->asked, 2);
    EXPECT_EQ(on.unknown.find(offer)->reposted, 3);
}

// Its sender repeats it, so it need not be kept.
TEST_F(unknown_posts_test, a_webhook_that_postgresql_refuses_may_be_sent_again) {
    const unknown_post open = a_post();
    on.unknown.add(open);
    on.store.poisons = [](const journal::record&) { return true; };
    EXPECT_EQ(settle(on.unknown, open, said(settled_as::sold)), settling::unavailable);
    EXPECT_THAT(on.seen.troubles, ElementsAre(HasSubstr("refuses the settlement")));
    on.store.poisons = nullptr;
    EXPECT_EQ(settle(on.unknown, open, said(settled_as::sold)), settling::settled);
}

// Nobody repeats it, and PostgreSQL would refuse it for ever.
TEST_F(unknown_posts_test, a_status_or_an_answer_to_a_repost_that_postgresql_refuses_is_not_kept) {
    int tries = 0;
    on.store.poisons = [&](const journal::record&) { return ++tries > 0; };
    std::int32_t attempt = 0;
    for (const settled_by who : {settled_by::status, settled_by::repost}) {
        tries = 0;
        const unknown_post open = a_post(++attempt);
        on.unknown.add(open);
        on.unknown.settle_when_possible(offer_id_of(open.posting), said(settled_as::sold, who),
                                        on.time.now().wall);
        on.unknown.settle_due(on.time.now().wall);
        EXPECT_EQ(tries, 1) << name_of(who);
    }
    EXPECT_EQ(on.unknown.size(), 2U) << "operators may settle them";
}

TEST_F(unknown_posts_test, what_was_heard_waits_for_the_settlement_under_way) {
    const unknown_post open = a_post();
    const std::string offer = offer_id_of(open.posting);
    on.unknown.add(open);
    on.store.hung = true;
    on.unknown.settle(offer, said(settled_as::rejected), on.time.now().wall, [](settling) {});
    on.unknown.settle_when_possible(offer, said(settled_as::sold, settled_by::status),
                                    on.time.now().wall);
    on.unknown.settle_when_possible(offer, said(settled_as::rejected, settled_by::late_reply),
                                    on.time.now().wall);
    on.unknown.settle_due(on.time.now().wall);
    on.store.wake();
    on.let_pass(1s);
    const auto voids = on.store.all<journal::void_answer>();
    ASSERT_EQ(voids.size(), 1U) << "the first that was heard is against the settlement";
    EXPECT_EQ(voids[0].came_by, "status");
    EXPECT_EQ(on.store.all<journal::outcome>().size(), 1U);
}

TEST_F(unknown_posts_test, a_contract_does_not_settle_what_somebody_else_is_settling) {
    unknown_post open = a_post();
    open.posting.settle_at = on.time.now().wall;
    open.posting.settle_as = settled_as::sold;
    on.unknown.add(open);
    on.store.hung = true;
    on.unknown.settle(offer_id_of(open.posting), said(settled_as::rejected), on.time.now().wall,
                      [](settling) {});
    on.unknown.settle_due(on.time.now().wall + 1h);
    on.store.wake();
    on.let_pass(1s);
    ASSERT_EQ(on.store.all<journal::outcome>().size(), 1U);
    EXPECT_EQ(on.store.all<journal::outcome>()[0].status, "unsold");
}

// The seller's answer was under the key.
TEST_F(unknown_posts_test, a_post_of_an_erased_person_is_settled_without_an_answer) {
    unknown_post open = a_post();
    open.key.reset();
    on.unknown.add(open);
    EXPECT_EQ(settle(on.unknown, open, said(settled_as::sold)), settling::settled);
    const journal::outcome end = on.store.all<journal::outcome>().at(0);
    EXPECT_TRUE(end.answer_sealed.empty());
    EXPECT_EQ(end.sale->money.price, open.posting.price);
}

// --- At the next start
// --------------------------------------------------------------------------------------------------

class left_behind : public testing::Test {
protected:
    left_behind() {
        post.posting.order = post.posting.buyer = "a";
        post.wrapped_key = base::wrap_key(master, own);
        post.late_result = "accepted";
    }

    void say(settled_by who, const std::string& words) {
        post.late_by = who;
        post.late_reply_sealed = base::seal(own, words);
    }

    void let_accepts_name_a_price() {
        auto via = std::make_shared<plan::connection>(*on.order("a").via);
        via->post.reply.price = json::json_pointer("/price");
        on.order("a").via = via;
    }

    auto settled() { return settlement_left_behind(*on.plan, post, master); }

    stage on;
    const base::secret_key master{7};
    const base::secret_key own{9};
    stored_post post;
};

TEST_F(left_behind, an_answer_whose_words_say_no_by_the_plan_in_force_is_an_accept_all_the_same) {
    say(settled_by::late_reply, R"({"result":"rejected"})");
    post.late_price = base::parse_money("7.00");
    const auto how = settled();
    ASSERT_TRUE(how);
    EXPECT_EQ(how->how, settled_as::sold);
    EXPECT_EQ(how->price, base::parse_money("7.00"));
    EXPECT_EQ(how->reference, "");
    EXPECT_EQ(how->redirect_url, "");
}

TEST_F(left_behind, words_that_are_under_another_key_are_not_read) {
    post.late_reply_sealed = base::seal(base::secret_key{1}, R"({"result":"accepted"})");
    EXPECT_EQ(settled()->how, settled_as::sold);
}

TEST_F(left_behind, a_follow_up_of_a_contract_without_a_price_needs_no_words) {
    say(settled_by::repost, "not even JSON");
    ASSERT_TRUE(settled());
    EXPECT_FALSE(settled()->price);
    let_accepts_name_a_price();
    EXPECT_FALSE(settled()) << "it may have named one";
}

TEST_F(left_behind, an_answer_about_an_order_that_is_gone_counts_if_its_price_is_known) {
    post.posting.order = "gone";
    say(settled_by::late_reply, R"({"result":"accepted"})");
    post.late_price = base::parse_money("7.00");
    ASSERT_TRUE(settled());
    EXPECT_EQ(settled()->price, base::parse_money("7.00"));
    post.late_by = settled_by::repost;
    EXPECT_FALSE(settled());
}

TEST_F(left_behind, a_refused_price_is_there_again_and_no_contract_ends_the_post) {
    post.refused_price = base::parse_money("5.00");
    post.posting.settle_at = base::wall_time();
    post.asked = 2;
    post.reposted = 1;
    on.unknown.add(reopen(post, reserve_again(*on.plan, on.counters, post), master));
    const auto open = on.unknown.find(offer_id_of(post.posting));
    ASSERT_TRUE(open);
    EXPECT_EQ(open->refused_price, base::parse_money("5.00"));
    EXPECT_FALSE(open->posting.settle_at);
    EXPECT_EQ(open->key, own);
    EXPECT_EQ(open->asked, 2);
    EXPECT_EQ(open->reposted, 1);
    on.unknown.settle_due(on.time.now().wall + 1h);
    on.let_pass(1s);
    EXPECT_THAT(on.store.all<journal::outcome>(), IsEmpty());
}

}  // namespace
}  // namespace pointsman::engine
