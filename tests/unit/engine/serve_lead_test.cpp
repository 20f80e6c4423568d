#include "stage.hpp"

#include <gmock/gmock.h>

namespace pointsman::engine {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::string bids(const std::string& price) {
    return R"({"status":"ok","bid":")" + price + R"(","ref":"r9"})";
}

// --- What is told and what is written
// ---------------------------------------------------------------------------

TEST(serve_lead, sells_to_the_highest_bid) {
    stage on;
    on.buyers.script["http://a.example/ping"] = support::says(bids("10.00"));
    on.buyers.script["http://b.example/ping"] = support::says(bids("12.50"));
    on.buyers.script["http://b.example/post"] =
        support::says(R"({"result":"accepted","url":"https://b.example/thanks"})");
    const served answer = on.serve();
    EXPECT_EQ(answer.http_status, 200);
    const json told = json::parse(answer.body);
    EXPECT_EQ(told["status"], "sold");
    EXPECT_EQ(told["payout"], "10.00");
    EXPECT_EQ(told["currency"], "USD");
    EXPECT_EQ(told["redirect_url"], "https://b.example/thanks");

    const journal::outcome written = on.outcome();
    EXPECT_EQ(written.status, "sold");
    EXPECT_EQ(written.sale->order, "b");
    EXPECT_EQ(written.sale->money.price, *base::parse_money("12.50"));
    EXPECT_EQ(on.reason_of("a"), "outbid");
    EXPECT_EQ(on.reason_of("b"), "sold");
    EXPECT_EQ(on.reason_of("c"), "declined");
    EXPECT_EQ(written.attempts.size(), 4U);
    base::money sum;
    for (const ledger::entry& one : written.entries) sum += one.amount;
    EXPECT_EQ(sum, base::money());
    EXPECT_EQ(on.in_flight, 0U);
}

TEST(serve_lead, everything_is_durable_before_it_is_told) {
    stage on;
    on.buyers.script["http://a.example/ping"] = support::says(bids("10.00"));
    on.buyers.on_call = [&](const buyer_call& call) {
        // A ping needs the received lead, a post the intent to post.
        EXPECT_EQ(on.store.all<journal::received>().size(), 1U);
        if (call.phase == protocol::phase::post)
            EXPECT_EQ(on.store.all<journal::posting>().size(), 1U);
    };
    on.serve();
    EXPECT_EQ(on.store.all<journal::outcome>().size(), 1U);
    EXPECT_EQ(on.buyers.asked.size(), 4U);
}

TEST(serve_lead, pings_carry_no_personal_field_and_posts_carry_all) {
    stage on;
    on.buyers.script["http://a.example/ping"] = support::says(bids("10.00"));
    on.serve();
    EXPECT_THAT(on.buyers.asked[0].request.body, Not(HasSubstr("jane")));
    EXPECT_THAT(on.buyers.asked[0].request.body, HasSubstr("90210"));
    EXPECT_THAT(on.buyers.asked[3].request.body, HasSubstr("jane@example.com"));
    EXPECT_THAT(on.buyers.asked[3].request.body, HasSubstr("r9"));
}

TEST(serve_lead, personal_data_is_written_down_sealed_only) {
    stage on;
    on.serve();
    const journal::received written = on.store.all<journal::received>().at(0);
    EXPECT_THAT(written.fields_json, Not(HasSubstr("jane")));
    EXPECT_THAT(written.fields_json, HasSubstr("\"state\":\"CA\""));
    const auto key_text = base::unseal(on.with.master_key, written.wrapped_key);
    ASSERT_TRUE(key_text.has_value());
    base::secret_key key{};
    std::copy(key_text->begin(), key_text->end(), key.begin());
    EXPECT_THAT(base::unseal(key, written.personal_sealed).value(), HasSubstr("jane@example.com"));
    EXPECT_EQ(base::unseal(key, on.outcome().answer_sealed).value_or("").substr(0, 12),
              R"({"lead_id":")");
    EXPECT_EQ(written.hashes.size(), 1U);
    EXPECT_EQ(written.hashes[0].kind, "email");
}

TEST(serve_lead, a_bad_submission_is_refused_and_only_that_is_written) {
    stage on;
    const served answer = on.serve(R"({"vertical":"auto","fields":{"zip":"9021"}})");
    EXPECT_EQ(answer.http_status, 422);
    EXPECT_THAT(answer.body, HasSubstr("fields.zip"));
    EXPECT_THAT(answer.body, HasSubstr("fields.email"));
    on.let_pass(1s);
    EXPECT_EQ(on.store.records.size(), 1U);
    EXPECT_EQ(on.store.all<journal::refused>().at(0).reason, "invalid_field");
}

TEST(serve_lead, a_paused_seller_is_told_so) {
    stage on;
    on.plan->sellers[0].paused = plan::pause{};
    const json told = on.serve_json();
    EXPECT_EQ(told["status"], "rejected");
    EXPECT_EQ(told["reason"], "seller_paused");
    EXPECT_EQ(on.store.all<journal::refused>().size(), 1U);
    EXPECT_TRUE(on.buyers.asked.empty());
}

// --- Buyers that misbehave
// --------------------------------------------------------------------------------------

TEST(serve_lead, a_hanging_buyer_costs_its_ping_timeout_and_no_more) {
    stage on;
    on.buyers.script["http://a.example/ping"] = support::silent();
    on.buyers.script["http://b.example/ping"] = support::says(bids("7.00"));
    EXPECT_EQ(on.serve_json()["status"], "sold");
    EXPECT_EQ(on.reason_of("a"), "ping_timeout");
    EXPECT_LE(on.seen.answered_after, 525ms);
}

TEST(serve_lead, a_late_bid_is_written_down_and_wins_nothing) {
    stage on;
    on.buyers.script["http://a.example/ping"] = support::says(bids("99.00"), 1500);
    on.buyers.script["http://b.example/ping"] = support::says(bids("7.00"));
    EXPECT_EQ(on.serve_json()["status"], "sold");
    on.let_pass(5s);
    const auto late = on.store.all<journal::late_reply>();
    ASSERT_EQ(late.size(), 1U);
    EXPECT_EQ(late[0].order, "a");
    EXPECT_EQ(late[0].result, "bid");
    EXPECT_EQ(late[0].price, base::parse_money("99.00"));
    EXPECT_EQ(on.outcome().sale->order, "b");
}

TEST(serve_lead, a_reply_that_is_not_understood_is_no_bid) {
    stage on;
    on.buyers.script["http://a.example/ping"] = support::says("<html>");
    on.buyers.script["http://b.example/ping"] = support::fails(true);
    EXPECT_EQ(on.serve_json()["status"], "unsold");
    EXPECT_EQ(on.reason_of("a"), "bad_reply");
    EXPECT_EQ(on.reason_of("b"), "ping_error");
    EXPECT_EQ(on.outcome().reason, "no_bid");
}

TEST(serve_lead, silence_after_a_post_holds_the_lead_and_the_seller_sees_pending) {
    stage on;
    on.buyers.script["http://a.example/ping"] = support::says(bids("10.00"));
    on.buyers.script["http://b.example/ping"] = support::says(bids("9.00"));
    on.buyers.script["http://a.example/post"] =
        support::says(R"({"result":"accepted"})", 2500);  // 1.5 s too late
    const served answer = on.serve();
    EXPECT_EQ(answer.http_status, 202);
    EXPECT_EQ(json::parse(answer.body)["status"], "pending");
    EXPECT_EQ(on.reason_of("a"), "post_unknown");
    on.let_pass(5s);
    ASSERT_EQ(on.store.all<journal::late_reply>().size(), 1U);
    EXPECT_EQ(on.store.all<journal::late_reply>()[0].result, "accepted");
    EXPECT_THAT(on.buyers.urls(), Not(Contains("http://b.example/post")));
}

TEST(serve_lead, a_connection_that_breaks_at_the_very_timeout_does_not_lose_the_lead) {
    stage on;
    on.buyers.script["http://a.example/ping"] = support::says(bids("10.00"));
    // Heard before the walk's own alarm: the buyer's callback must not be all that keeps the lead.
    for (const int after_ms : {999, 1000, 1001}) {
        on.store.records.clear();
        on.buyers.script["http://a.example/post"] = support::fails(false, after_ms);
        EXPECT_EQ(on.serve_json()["status"], "pending") << after_ms;
        EXPECT_EQ(on.reason_of("a"), "post_unknown");
    }
    EXPECT_EQ(on.in_flight, 0U);
}

TEST(serve_lead, a_post_that_never_left_goes_to_the_next_bid) {
    stage on;
    on.buyers.script["http://a.example/ping"] = support::says(bids("10.00"));
    on.buyers.script["http://b.example/ping"] = support::says(bids("9.00"));
    on.buyers.script["http://a.example/post"] = support::fails(true);
    EXPECT_EQ(on.serve_json()["status"], "sold");
    EXPECT_EQ(on.reason_of("a"), "post_error");
    EXPECT_EQ(on.outcome().sale->order, "b");
}

// --- Caps
// -------------------------------------------------------------------------------------------------------

plan::conditional_cap cap_of(stage& on, cap::event event, std::int64_t most) {
    return {{on.counters.counter_of("x"), event, cap::period::total, cap::measure::count, most},
            std::nullopt};
}

TEST(serve_lead, a_full_cap_is_a_reason_and_costs_the_buyer_no_ping) {
    stage on;
    on.order("a").caps.push_back(cap_of(on, cap::event::sale, 1));
    on.buyers.script["http://a.example/ping"] = support::says(bids("10.00"));
    EXPECT_EQ(on.serve_json()["status"], "sold");
    on.store.records.clear();
    on.buyers.asked.clear();
    EXPECT_EQ(on.serve_json()["status"], "unsold");
    EXPECT_EQ(on.reason_of("a"), "cap_count");
    EXPECT_THAT(on.buyers.urls(), Not(Contains("http://a.example/ping")));
}

TEST(serve_lead, a_rejected_post_gives_its_cap_back) {
    stage on;
    on.order("a").caps.push_back(cap_of(on, cap::event::sale, 1));
    on.buyers.script["http://a.example/ping"] = support::says(bids("10.00"));
    on.buyers.script["http://a.example/post"] = support::says(R"({"result":"rejected"})");
    on.serve();
    const cap::usage used = on.counters.counter_of("x")->used(base::wall_time::min());
    EXPECT_EQ(used.committed, 0);
    EXPECT_EQ(used.reserved, 0);
}

TEST(serve_lead, an_unknown_post_keeps_its_cap_reserved) {
    stage on;
    on.order("a").caps.push_back(cap_of(on, cap::event::sale, 1));
    on.buyers.script["http://a.example/ping"] = support::says(bids("10.00"));
    on.buyers.script["http://a.example/post"] = support::fails(false);
    EXPECT_EQ(on.serve_json()["status"], "pending");
    EXPECT_EQ(on.counters.counter_of("x")->used(base::wall_time::min()).reserved, 1);
}

TEST(serve_lead, ping_caps_count_pings) {
    stage on;
    on.order("a").caps.push_back(cap_of(on, cap::event::ping, 2));
    for (int i = 0; i < 3; ++i) on.serve();
    EXPECT_EQ(std::ranges::count(on.buyers.urls(), "http://a.example/ping"), 2);
}

TEST(serve_lead, a_test_lead_reaches_no_buyer) {
    stage on;
    json body = json::parse(stage::lead_body());
    body["test"] = true;
    EXPECT_EQ(json::parse(on.serve(body.dump()).body)["status"], "unsold");
    EXPECT_TRUE(on.buyers.asked.empty());
    EXPECT_EQ(on.reason_of("a"), "paused");
}

// --- PostgreSQL away
// --------------------------------------------------------------------------------------------

TEST(serve_lead, is_refused_at_once_while_the_store_is_away) {
    stage on;
    on.store.stalled = true;
    const served answer = on.serve();
    EXPECT_EQ(answer.http_status, 503);
    EXPECT_TRUE(answer.retry_after_s.has_value());
    EXPECT_TRUE(on.store.records.empty());
}

TEST(serve_lead, a_queue_that_is_full_means_503_and_nothing_stored) {
    stage on;
    on.store.refuses = [](const auto&) { return true; };
    const served answer = on.serve();
    EXPECT_EQ(answer.http_status, 503);
    EXPECT_THAT(answer.body, Not(HasSubstr("lead_id")));
    EXPECT_EQ(on.in_flight, 0U);
}

TEST(serve_lead, a_commit_that_hangs_means_503_with_the_lead_named_and_nobody_asked) {
    stage on;
    on.store.hung = true;
    on.time.call_after(100ms, [&] { on.store.stalled = true; });
    const served answer = on.serve();
    EXPECT_EQ(answer.http_status, 503);
    EXPECT_THAT(answer.body, HasSubstr("lead_id"));
    on.store.stalled = false;
    on.store.wake();
    on.let_pass(5s);
    EXPECT_TRUE(on.buyers.asked.empty());
    EXPECT_EQ(on.outcome().reason, "interrupted");
    EXPECT_EQ(on.in_flight, 0U);
}

TEST(serve_lead, a_lead_already_received_answers_pending_at_its_deadline) {
    stage on;
    on.buyers.script["http://a.example/ping"] = support::says(bids("10.00"));
    on.buyers.on_call = [&](const buyer_call& call) {
        if (call.phase == protocol::phase::ping) on.store.hung = true;
    };
    const served answer = on.serve();
    EXPECT_EQ(answer.http_status, 202);
    EXPECT_EQ(json::parse(answer.body)["status"], "pending");
    // The intent to post never became durable, so nothing was posted.
    EXPECT_THAT(on.buyers.urls(), Not(Contains("http://a.example/post")));
    on.store.wake();
    on.let_pass(1s);
    EXPECT_EQ(on.outcome().status, "unsold");
    EXPECT_EQ(on.in_flight, 0U);
}

TEST(serve_lead, an_outcome_that_the_queue_refuses_is_offered_again) {
    stage on;
    int refusals = 3;
    on.store.refuses = [&](const journal::record& entry) {
        return std::holds_alternative<journal::outcome>(entry) && refusals-- > 0;
    };
    EXPECT_EQ(on.serve_json()["status"], "unsold");
    EXPECT_EQ(on.store.all<journal::outcome>().size(), 1U);
}

TEST(serve_lead, too_many_leads_in_flight_means_503) {
    stage on;
    on.in_flight = 100;
    EXPECT_EQ(on.serve().http_status, 503);
    on.in_flight = 0;
}

TEST(serve_lead, max_wait_ms_cuts_the_walk) {
    stage on;
    on.buyers.script["http://a.example/ping"] = support::silent();
    json body = json::parse(stage::lead_body());
    body["max_wait_ms"] = 200;
    EXPECT_EQ(json::parse(on.serve(body.dump()).body)["reason"], "deadline");
    EXPECT_LE(on.seen.answered_after, 225ms);
}

}  // namespace
}  // namespace pointsman::engine
