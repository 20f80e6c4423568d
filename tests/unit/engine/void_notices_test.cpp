#include "follow_ups_stage.hpp"
#include "lead_file.hpp"

#include <gmock/gmock.h>

namespace pointsman::engine {
namespace {

using journal::settled_as;
using testing::ElementsAre;
using testing::HasSubstr;

class void_notices_test : public follow_ups_test {};

// Tells of untold voids when it is let: what it read is old by then.
class slow_archive final : public post_archive {
public:
    explicit slow_archive(support::memory_posts& from) : from_(from) {}

    void find_post(named_post which, callback<std::optional<past_post>> done) override {
        from_.find_post(std::move(which), std::move(done));
    }

    void find_received(base::lead_id lead,
                       callback<std::optional<journal::received>> done) override {
        from_.find_received(lead, std::move(done));
    }

    void list_voids(std::string after, std::size_t most,
                    callback<std::vector<listed_void>> done) override {
        from_.list_voids(std::move(after), most, std::move(done));
    }

    void list_untold(std::string after, std::int32_t most_notices, std::size_t most,
                     callback<std::vector<untold_void>> done) override {
        from_.list_untold(std::move(after), most_notices, most, [this, done](const auto& page) {
            answer = [done, page] { done(page); };
        });
    }

    std::function<void()> answer;  // of the latest question

private:
    support::memory_posts& from_;
};

TEST_F(void_notices_test, a_late_accept_under_reject_is_written_down_and_told) {
    connect(refuse_silence);
    on.buyers.script[post_url] = support::says(R"({"result":"accepted"})", 2000);
    begin();
    EXPECT_EQ(sell("r1"), "unsold");
    on.let_pass(10s);
    const auto voids = on.store.all<journal::void_answer>();
    ASSERT_EQ(voids.size(), 1U);
    EXPECT_FALSE(voids[0].is_contradiction);
    EXPECT_EQ(voids[0].came_by, "late_reply");
    EXPECT_EQ(voids[0].said, settled_as::sold);
    EXPECT_EQ(asked(void_url), 1U);
    const std::string offer = offer_id(voids[0].id, "a", protocol::phase::post, 0);
    const json told = json::parse(last_call(void_url).request.body);
    EXPECT_EQ(told, (json{{"void", offer}, {"ref", "r-7"}}));
    EXPECT_EQ(header(last_call(void_url), "X-Offer-Id"), to_text(voids[0].id) + ".a.void_notice.0");
    EXPECT_THAT(results(), ElementsAre("told"));
    EXPECT_EQ(last().status, "unsold");
}

TEST_F(void_notices_test, a_notice_that_fails_is_sent_again_so_often_and_no_more) {
    connect(refuse_silence);
    on.buyers.script[post_url] = support::says(R"({"result":"accepted"})", 2000);
    on.buyers.script[void_url] = support::says("busy", 10, 503);
    begin();
    sell("r1");
    on.let_pass(24h);
    EXPECT_EQ(asked(void_url), static_cast<std::size_t>(follow_ups::most_notices));
    EXPECT_THAT(results(), testing::Each("failed"));
    EXPECT_THAT(on.seen.troubles, testing::Contains(HasSubstr("could not be told")));
}

TEST_F(void_notices_test, what_an_earlier_run_did_not_tell_is_told) {
    connect(refuse_silence);
    begin();
    untold_void left;
    left.post.posting.order = left.what.order = "a";
    left.post.posting.buyer = left.what.buyer = "a";
    left.notices = follow_ups::most_notices - 1;
    on.buyers.script[void_url] = support::says("busy", 10, 503);
    calls->add(left);
    on.let_pass(1h);
    EXPECT_EQ(asked(void_url), 1U) << "one of the notices was left";
}

TEST_F(void_notices_test, more_notices_than_fit_wait_in_the_archive_for_their_turn) {
    connect(refuse_silence);
    on.buyers.script[post_url] = support::says(R"({"result":"accepted"})", 2000);
    on.buyers.script[void_url] = support::says("busy", 10, 503);
    begin(4, 1);
    for (const char* ref : {"r1", "r2", "r3"}) sell(ref);
    on.let_pass(5s);
    EXPECT_EQ(on.store.all<journal::void_answer>().size(), 3U);
    EXPECT_THAT(on.seen.troubles, ElementsAre(HasSubstr("are sent later")));
    on.buyers.script[void_url] = support::says("{}");
    on.let_pass(5min);
    EXPECT_EQ(std::ranges::count(results(), "told"), 3) << "each once, without a restart";
}

TEST_F(void_notices_test, what_an_earlier_run_did_not_tell_is_looked_for) {
    connect([](plan::connection& via) { via.no_answer = plan::silence::reject; });
    on.buyers.script[post_url] = support::says(R"({"result":"accepted"})", 2000);
    sell("r1");
    on.let_pass(10s);
    ASSERT_EQ(on.store.all<journal::void_answer>().size(), 1U) << "nobody follows up yet";
    connect(refuse_silence);
    begin();
    archive.away = true;
    calls->look_for_untold();
    on.let_pass(10s);
    EXPECT_EQ(asked(void_url), 0U);
    archive.away = false;
    on.let_pass(10s);
    EXPECT_EQ(asked(void_url), 1U);
    calls->look_for_untold();
    on.let_pass(10s);
    EXPECT_EQ(asked(void_url), 1U) << "it knows";
}

TEST_F(void_notices_test, that_the_journal_refuses_for_ever_are_a_trouble_and_not_written_down) {
    on.store.poisons = [](const journal::record&) { return true; };
    unknown_post post;
    settlement how;
    how.by = settled_by::webhook;
    std::optional<bool> written;
    on.unknown.voids().add(post, make_void_answer(post, how, true, on.time.now().wall),
                           [&](bool is_written) { written = is_written; });
    EXPECT_EQ(written, false);
    EXPECT_THAT(on.seen.troubles, ElementsAre(HasSubstr("refuses a void answer")));
}

TEST_F(void_notices_test, only_so_many_wait_for_a_journal_that_takes_nothing) {
    on.store.refuses = [](const journal::record&) { return true; };
    const auto most = static_cast<std::int32_t>(void_answers::most_waiting);
    settlement how;
    how.by = settled_by::late_reply;
    for (unknown_post post; post.posting.attempt <= most; ++post.posting.attempt)
        on.unknown.voids().add_when_possible(post,
                                             make_void_answer(post, how, true, on.time.now().wall));
    EXPECT_THAT(on.seen.troubles, ElementsAre(HasSubstr("could not be written down")));
    on.store.refuses = nullptr;
    on.unknown.voids().retry();
    on.let_pass(10s);
    EXPECT_EQ(on.store.all<journal::void_answer>().size(), void_answers::most_waiting);
}

TEST_F(void_notices_test, a_look_that_comes_during_another_is_one_more_look_when_that_is_through) {
    connect(refuse_silence);
    begin();
    for (int times = 0; times < 3; ++times) calls->look_for_untold();
    EXPECT_EQ(archive.looks, 1);
    on.let_pass(10s);
    EXPECT_EQ(archive.looks, 2);
}

TEST_F(void_notices_test, what_was_told_while_the_archive_was_read_is_not_told_again) {
    connect(refuse_silence);
    on.buyers.script[post_url] = support::says(R"({"result":"accepted"})", 2000);
    on.buyers.script[void_url] = support::says("busy", 10, 503);
    slow_archive slow(archive);
    begin(slow);
    sell("r1");
    on.time.run_until([this] { return !results().empty(); }, 10s);
    ASSERT_THAT(results(), ElementsAre("failed"));
    calls->look_for_untold();
    on.buyers.script[void_url] = support::says("{}");
    on.let_pass(10s);
    ASSERT_EQ(asked(void_url), 2U);
    slow.answer();
    on.let_pass(10s);
    EXPECT_EQ(asked(void_url), 2U) << "it knows";
}

TEST_F(void_notices_test, nobody_is_told_of_an_order_that_is_gone_or_anothers_now) {
    connect(refuse_silence);
    on.buyers.script[post_url] = support::says(R"({"result":"accepted"})", 2000);
    sell("r1");
    on.let_pass(10s);
    ASSERT_EQ(on.store.all<journal::void_answer>().size(), 1U);
    const std::string name = on.order("a").name;
    on.order("a").name = "renamed";
    begin();
    calls->look_for_untold();
    on.let_pass(10s);
    EXPECT_EQ(asked(void_url), 0U) << "it is gone";
    on.order("renamed").name = name;
    on.plan->buyers.at(on.order("a").buyer).name = "another";
    calls->look_for_untold();
    on.let_pass(10s);
    EXPECT_EQ(asked(void_url), 0U) << "it is another buyer's";
    on.plan->buyers.at(on.order("a").buyer).name = "a";
    calls->look_for_untold();
    on.let_pass(10s);
    EXPECT_EQ(asked(void_url), 1U);
}

// After 1, 2, 4, ... 32 seconds, then every minute; and from the shortest again once it answered.
TEST_F(void_notices_test, an_archive_that_does_not_answer_is_asked_ever_less_often) {
    connect(refuse_silence);
    begin();
    archive.away = true;
    calls->look_for_untold();
    on.let_pass(64s);
    EXPECT_EQ(archive.looks, 1 + 6);
    on.let_pass(2 * follow_ups::longest_look_pause);
    EXPECT_EQ(archive.looks, 1 + 6 + 2);
    archive.away = false;
    on.let_pass(follow_ups::longest_look_pause);
    EXPECT_EQ(archive.looks, 1 + 6 + 3);
    on.let_pass(1h);
    EXPECT_EQ(archive.looks, 1 + 6 + 3) << "it answered";
    archive.away = true;
    calls->look_for_untold();
    on.let_pass(follow_ups::shortest_look_pause + 100ms);
    EXPECT_EQ(archive.looks, 1 + 6 + 3 + 2);
}

TEST_F(void_notices_test, a_reload_that_declares_a_void_notice_reaches_what_was_passed_over) {
    connect([](plan::connection& via) { via.no_answer = plan::silence::reject; });
    on.buyers.script[post_url] = support::says(R"({"result":"accepted"})", 2000);
    begin();
    sell("r1");
    on.let_pass(10s);
    calls->plan_changed();
    on.let_pass(10s);
    EXPECT_EQ(asked(void_url), 0U);
    connect(refuse_silence);
    calls->plan_changed();
    on.let_pass(10s);
    EXPECT_EQ(asked(void_url), 1U);
}

TEST_F(void_notices_test, a_void_accept_that_is_heard_in_two_ways_is_one) {
    connect(refuse_silence);
    on.buyers.script[post_url] = support::says(R"({"result":"accepted"})", 2000);
    begin();
    sell("r1");
    on.let_pass(10s);
    unknown_post post;
    post.posting = on.store.all<journal::posting>().at(0);
    settlement by_webhook;
    by_webhook.how = settled_as::sold;
    by_webhook.by = settled_by::webhook;
    std::vector<bool> written;
    for (int times = 0; times < 2; ++times)
        on.unknown.voids().add(post, make_void_answer(post, by_webhook, false, on.time.now().wall),
                               [&](bool is_written) { written.push_back(is_written); });
    on.let_pass(1min);
    EXPECT_THAT(written, ElementsAre(true, true));
    EXPECT_EQ(on.store.all<journal::void_answer>().size(), 1U);
    EXPECT_EQ(asked(void_url), 1U);
}

// The webhook comes while the late reply is being written down: its sender is to ask again.
TEST_F(void_notices_test, two_ways_at_once_are_written_down_once) {
    unknown_post post;
    post.posting.order = post.posting.buyer = "a";
    const auto said = [&](settled_by who) {
        settlement how;
        how.how = settled_as::sold;
        how.by = who;
        return make_void_answer(post, how, false, on.time.now().wall);
    };
    std::optional<bool> written;
    const auto webhook = [&] {
        on.unknown.voids().add(post, said(settled_by::webhook),
                               [&](bool is_written) { written = is_written; });
    };
    on.unknown.voids().add_when_possible(post, said(settled_by::late_reply));
    webhook();
    EXPECT_EQ(written, false);
    on.let_pass(1s);
    webhook();
    EXPECT_EQ(written, true);
    on.unknown.voids().add_when_possible(post, said(settled_by::late_reply));
    on.unknown.voids().retry();
    on.let_pass(1s);
    EXPECT_EQ(on.store.all<journal::void_answer>().size(), 1U);
    EXPECT_EQ(on.store.all<journal::void_answer>()[0].came_by, "late_reply");
}

TEST_F(void_notices_test, without_a_void_notice_nothing_is_sent) {
    connect([](plan::connection& via) { via.no_answer = plan::silence::reject; });
    on.buyers.script[post_url] = support::says(R"({"result":"accepted"})", 2000);
    begin();
    sell("r1");
    on.let_pass(1min);
    EXPECT_EQ(on.store.all<journal::void_answer>().size(), 1U);
    EXPECT_TRUE(on.store.all<journal::follow_up>().empty());
}

TEST_F(void_notices_test, a_void_accept_that_the_journal_refuses_is_kept) {
    connect(refuse_silence);
    on.buyers.script[post_url] = support::says(R"({"result":"accepted"})", 2000);
    on.store.refuses = [](const journal::record& entry) {
        return std::holds_alternative<journal::void_answer>(entry);
    };
    begin();
    sell("r1");
    on.let_pass(10s);
    EXPECT_TRUE(on.store.all<journal::void_answer>().empty());
    on.store.refuses = nullptr;
    on.unknown.settle_due(on.time.now().wall);
    on.let_pass(10s);
    EXPECT_EQ(on.store.all<journal::void_answer>().size(), 1U);
    EXPECT_EQ(asked(void_url), 1U);
}

}  // namespace
}  // namespace pointsman::engine
