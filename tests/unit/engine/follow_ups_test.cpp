#include "lead_file.hpp"
#include "stage.hpp"

#include "support/memory_posts.hpp"

#include <pointsman/engine/follow_ups.hpp>

#include <gmock/gmock.h>

namespace pointsman::engine {
namespace {

using journal::follow_up_kind;
using journal::settled_as;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* post_url = "http://a.example/post";
constexpr const char* status_url = "http://a.example/status";
constexpr const char* void_url = "http://a.example/void";

nlohmann::json::json_pointer at(const char* path) {
    return nlohmann::json::json_pointer(path);
}

// Buyer `a` bids and never answers a post in time.
class follow_ups_test : public testing::Test {
protected:
    follow_ups_test() {
        on.buyers.script["http://a.example/ping"] =
            support::says(R"({"status":"ok","bid":"10.00","ref":"r-7"})");
        on.buyers.script[post_url] = support::silent();
        on.buyers.script[status_url] = support::says(R"({"state":"working"})");
        on.buyers.script[void_url] = support::says("{}");
    }

    void connect(const std::function<void(plan::connection&)>& change) {
        auto via = std::make_shared<plan::connection>(*on.order("a").via);
        change(*via);
        on.order("a").via = via;
    }

    static plan::status_query a_status() {
        plan::status_query status;
        status.request.url = status_url;
        status.request.timeout = 2s;
        status.request.send = {protocol::send_fact{protocol::fact::offer_id, "id"},
                               protocol::send_captured{"reference", "ref"}};
        status.reply.accepted_when = {at("/state"), {"sold"}, {}, {}};
        status.reply.rejected_when = protocol::condition{at("/state"), {"refused"}, {}, {}};
        status.reply.reference = at("/ref");
        status.after = 5s;
        status.every = 30s;
        status.times = 3;
        return status;
    }

    static void refuse_silence(plan::connection& via) {
        via.no_answer = plan::silence::reject;
        via.void_notice.emplace();
        via.void_notice->request.url = void_url;
        via.void_notice->request.send = {protocol::send_fact{protocol::fact::offer_id, "void"},
                                         protocol::send_captured{"reference", "ref"}};
    }

    void begin(std::size_t per_buyer = 4, std::size_t notices_waiting = 100) {
        calls.emplace(follow_ups::parts{.executor = on.io.get_executor(),
                                        .clock = on.time,
                                        .store = on.store,
                                        .buyers = on.buyers,
                                        .timers = on.time,
                                        .observer = on.seen,
                                        .unknown = on.unknown,
                                        .archive = archive,
                                        .plan = [this] { return on.plan; },
                                        .per_buyer = per_buyer,
                                        .notices_waiting = notices_waiting});
    }

    std::string sell(const std::string& ref) {
        const json lead{{"vertical", "auto"},
                        {"ref", ref},
                        {"fields", {{"zip", "90210"}, {"email", ref + "@example.com"}}}};
        return json::parse(on.serve(lead.dump()).body).at("status");
    }

    std::size_t asked(const std::string& url) const {
        const auto urls = on.buyers.urls();
        return static_cast<std::size_t>(std::ranges::count(urls, url));
    }

    const buyer_call& last_call(const std::string& url) const {
        const auto found =
            std::ranges::find_if(on.buyers.asked.rbegin(), on.buyers.asked.rend(),
                                 [&](const buyer_call& one) { return one.request.url == url; });
        return *found;
    }

    static std::string header(const buyer_call& call, const std::string& name) {
        for (const auto& [key, value] : call.request.headers)
            if (key == name) return value;
        return {};
    }

    std::vector<std::string> results() const {
        std::vector<std::string> all;
        for (const auto& one : on.store.all<journal::follow_up_end>()) all.push_back(one.result);
        return all;
    }

    journal::outcome last() { return on.store.all<journal::outcome>().back(); }

    stage on;
    support::memory_posts archive{on.store};
    std::optional<follow_ups> calls;
};

TEST_F(follow_ups_test, a_late_accept_under_reject_is_written_down_and_told) {
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

TEST_F(follow_ups_test, a_notice_that_fails_is_sent_again_so_often_and_no_more) {
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

TEST_F(follow_ups_test, what_an_earlier_run_did_not_tell_is_told) {
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

TEST_F(follow_ups_test, more_notices_than_fit_wait_for_the_next_start) {
    connect(refuse_silence);
    begin(4, 1);
    untold_void left;
    left.post.posting.order = left.what.order = "a";
    left.post.posting.buyer = left.what.buyer = "a";
    calls->add(left);
    left.post.posting.attempt = 1;
    calls->add(left);
    EXPECT_THAT(on.seen.troubles, ElementsAre(HasSubstr("next start")));
    on.let_pass(1min);
    EXPECT_EQ(asked(void_url), 1U);
}

TEST_F(follow_ups_test, without_a_void_notice_nothing_is_sent) {
    connect([](plan::connection& via) { via.no_answer = plan::silence::reject; });
    on.buyers.script[post_url] = support::says(R"({"result":"accepted"})", 2000);
    begin();
    sell("r1");
    on.let_pass(1min);
    EXPECT_EQ(on.store.all<journal::void_answer>().size(), 1U);
    EXPECT_TRUE(on.store.all<journal::follow_up>().empty());
}

TEST_F(follow_ups_test, a_void_accept_that_the_journal_refuses_is_kept) {
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
