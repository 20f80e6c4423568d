#include "follow_ups_stage.hpp"

#include <gmock/gmock.h>

namespace pointsman::engine {
namespace {

using journal::follow_up_kind;
using testing::ElementsAre;
using testing::HasSubstr;

TEST_F(follow_ups_test, a_call_is_written_down_before_it_leaves) {
    connect(refuse_silence);
    on.buyers.script[post_url] = support::says(R"({"result":"accepted"})", 2000);
    on.buyers.on_call = [this](const buyer_call& call) {
        if (call.request.url == void_url) EXPECT_EQ(on.store.all<journal::follow_up>().size(), 1U);
    };
    begin();
    sell("r1");
    on.let_pass(10s);
    EXPECT_EQ(asked(void_url), 1U);
}

TEST_F(follow_ups_test, the_status_settles_an_unknown_post) {
    connect([](plan::connection& via) { via.status = a_status(); });
    begin();
    EXPECT_EQ(sell("r1"), "pending");
    EXPECT_EQ(asked(status_url), 0U);
    on.let_pass(6s);
    EXPECT_EQ(asked(status_url), 1U);
    EXPECT_THAT(results(), ElementsAre("unknown"));
    EXPECT_EQ(on.unknown.size(), 1U);
    const std::string offer = offer_id_of(on.unknown.list().at(0));
    EXPECT_EQ(json::parse(last_call(status_url).request.body),
              (json{{"id", offer}, {"ref", "r-7"}}));
    on.buyers.script[status_url] = support::says(R"({"state":"sold","ref":"B-1"})");
    on.let_pass(31s);
    EXPECT_EQ(asked(status_url), 2U);
    EXPECT_EQ(on.unknown.size(), 0U);
    EXPECT_EQ(last().status, "sold");
    EXPECT_EQ(last().sale->reference, "B-1");
    EXPECT_THAT(last().candidates.at(0).detail, HasSubstr("the buyer's status"));
    on.let_pass(1h);
    EXPECT_EQ(asked(status_url), 2U) << "it is settled";
}

TEST_F(follow_ups_test, the_status_is_asked_so_often_and_then_the_post_stays_unknown) {
    connect([](plan::connection& via) { via.status = a_status(); });
    begin();
    sell("r1");
    on.let_pass(24h);
    EXPECT_EQ(asked(status_url), 3U);
    EXPECT_EQ(on.unknown.size(), 1U);
    const auto made = on.store.all<journal::follow_up>();
    ASSERT_EQ(made.size(), 3U);
    EXPECT_EQ(made[2].number, 2);
    EXPECT_EQ(made[2].kind, follow_up_kind::status);
}

TEST_F(follow_ups_test, a_reload_goes_on_counting_how_often_the_status_was_asked) {
    connect([](plan::connection& via) { via.status = a_status(); });
    begin();
    sell("r1");
    on.let_pass(24h);
    EXPECT_EQ(asked(status_url), 3U);
    calls->plan_changed();
    on.let_pass(24h);
    EXPECT_EQ(asked(status_url), 3U);
    connect([](plan::connection& via) { via.status->times = 5; });
    calls->plan_changed();
    on.let_pass(24h);
    EXPECT_EQ(asked(status_url), 5U);
    EXPECT_EQ(on.store.all<journal::follow_up>().back().number, 4);
}

TEST_F(follow_ups_test, a_reload_goes_on_counting_how_often_the_post_was_sent_again) {
    connect([](plan::connection& via) { via.repost = plan::repost_terms{5s, 2}; });
    begin();
    sell("r1");
    on.let_pass(1h);
    calls->plan_changed();
    on.let_pass(1h);
    EXPECT_EQ(asked(post_url), 3U) << "the post, and two more";
}

TEST_F(follow_ups_test, unknown_when_stands_above_the_other_conditions) {
    connect([](plan::connection& via) {
        via.status = a_status();
        via.status->reply.unknown_when = protocol::condition{at("/sure"), {"false"}, {}, {}};
    });
    on.buyers.script[status_url] = support::says(R"({"state":"sold","sure":false})");
    begin();
    sell("r1");
    on.let_pass(10s);
    EXPECT_THAT(results(), ElementsAre("unknown"));
    EXPECT_EQ(on.unknown.size(), 1U);
}

TEST_F(follow_ups_test, a_recovered_post_goes_on_being_asked) {
    connect([](plan::connection& via) { via.status = a_status(); });
    begin();
    unknown_post left;
    left.posting.order = left.posting.buyer = "a";
    left.posting.at = on.time.now().wall - 1h;
    left.asked = 2;
    on.unknown.add(left);
    on.let_pass(1h);
    EXPECT_EQ(asked(status_url), 1U) << "of three, two were asked before the restart";
}

TEST_F(follow_ups_test, a_slow_buyer_costs_only_itself) {
    connect([](plan::connection& via) { via.status = a_status(); });
    auto other = std::make_shared<plan::connection>(*on.order("b").via);
    other->status = a_status();
    other->status->request.url = "http://b.example/status";
    on.order("b").via = other;
    on.buyers.script[status_url] = support::silent();
    on.buyers.script["http://b.example/status"] = support::says(R"({"state":"refused"})");
    begin(2);
    std::size_t most = 0;
    std::size_t under_way = 0;
    on.buyers.on_call = [&](const buyer_call& call) {
        if (call.request.url != status_url) return;
        most = std::max(most, ++under_way);
        on.time.call_at(call.give_up_at, [&] { --under_way; });
    };
    unknown_post left;
    left.posting.at = on.time.now().wall - 1h;
    for (const char* buyer : {"a", "a", "a", "a", "a", "b"}) {
        left.posting.order = left.posting.buyer = buyer;
        ++left.posting.attempt;
        on.unknown.add(left);
    }
    on.let_pass(1s);
    EXPECT_EQ(asked(status_url), 2U);
    EXPECT_EQ(on.unknown.size(), 5U) << "b is settled while a is silent";
    on.let_pass(10s);
    EXPECT_EQ(most, 2U);
    EXPECT_EQ(asked(status_url), 5U);
}

TEST_F(follow_ups_test, asks_wait_while_the_journal_takes_nothing) {
    connect([](plan::connection& via) { via.status = a_status(); });
    begin();
    sell("r1");
    on.store.refuses = [](const journal::record&) { return true; };
    on.let_pass(1min);
    EXPECT_EQ(asked(status_url), 0U);
    on.store.refuses = nullptr;
    on.let_pass(2s);
    EXPECT_EQ(asked(status_url), 1U);
}

TEST_F(follow_ups_test, a_reload_that_declares_a_status_reaches_posts_that_wait) {
    begin();
    sell("r1");
    on.let_pass(1min);
    connect([](plan::connection& via) { via.status = a_status(); });
    calls->plan_changed();
    on.let_pass(10s);
    EXPECT_EQ(asked(status_url), 1U);
}

TEST_F(follow_ups_test, the_post_is_sent_again_where_that_is_declared) {
    connect([](plan::connection& via) { via.repost = plan::repost_terms{5s, 2}; });
    begin();
    sell("r1");
    const buyer_call first = last_call(post_url);
    on.let_pass(6s);
    EXPECT_EQ(asked(post_url), 2U);
    const buyer_call again = last_call(post_url);
    EXPECT_EQ(again.request.body, first.request.body);
    EXPECT_EQ(again.request.headers, first.request.headers);
    EXPECT_EQ(again.phase, protocol::phase::post);
    on.buyers.script[post_url] = support::says(R"({"result":"accepted"})");
    on.let_pass(10s);
    EXPECT_EQ(asked(post_url), 3U);
    EXPECT_EQ(on.unknown.size(), 0U);
    EXPECT_THAT(last().candidates.at(0).detail, HasSubstr("re-post"));
    EXPECT_EQ(on.store.all<journal::posting>().size(), 1U);
    on.let_pass(1h);
    EXPECT_EQ(asked(post_url), 3U);
}

TEST_F(follow_ups_test, nothing_is_sent_again_where_that_is_not_declared) {
    begin();
    sell("r1");
    on.let_pass(24h);
    EXPECT_EQ(asked(post_url), 1U);
}

TEST_F(follow_ups_test, a_lead_whose_personal_data_was_erased_is_not_sent_again) {
    connect([](plan::connection& via) { via.repost = plan::repost_terms{5s, 2}; });
    begin();
    unknown_post left;
    left.posting.order = left.posting.buyer = "a";
    left.vertical = "auto";
    left.posting.at = on.time.now().wall;
    on.unknown.add(left);
    on.let_pass(1h);
    EXPECT_EQ(asked(post_url), 0U);
    EXPECT_THAT(on.seen.troubles, ElementsAre(HasSubstr("cannot be posted again")));
}

TEST_F(follow_ups_test, a_repost_waits_while_its_lead_cannot_be_read) {
    connect([](plan::connection& via) { via.repost = plan::repost_terms{5s, 1}; });
    begin();
    sell("r1");
    archive.away = true;
    on.let_pass(1min);
    EXPECT_EQ(asked(post_url), 1U);
    archive.away = false;
    on.let_pass(2s);
    EXPECT_EQ(asked(post_url), 2U);
}

TEST_F(follow_ups_test, two_answers_at_once_settle_it_once) {
    connect([](plan::connection& via) {
        via.status = a_status();
        via.repost = plan::repost_terms{5s, 1};
    });
    on.buyers.script[status_url] = support::says(R"({"state":"refused"})");
    begin();
    sell("r1");
    on.buyers.script[post_url] = support::says(R"({"result":"accepted"})");
    on.let_pass(1min);
    EXPECT_EQ(on.store.all<journal::outcome>().size(), 2U) << "pending, and its end";
    EXPECT_EQ(on.store.all<journal::void_answer>().size(), 1U) << "the other one contradicts";
}

}  // namespace
}  // namespace pointsman::engine
