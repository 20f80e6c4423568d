#include "stage.hpp"

#include <gmock/gmock.h>

#include <functional>

namespace pointsman::engine {
namespace {

using testing::HasSubstr;

std::string lead_with_ref(const std::string& ref, const std::string& zip = "90210") {
    json body = {{"vertical", "auto"}, {"fields", {{"zip", zip}, {"email", "jane@example.com"}}}};
    if (!ref.empty()) body["ref"] = ref;
    return body.dump();
}

class idempotency : public testing::Test {
protected:
    idempotency() {
        on.buyers.script["http://a.example/ping"] =
            support::says(R"({"status":"ok","bid":"10.00","ref":"r"})");
    }

    std::size_t leads() { return on.store.all<journal::received>().size(); }

    stage on;
};

TEST_F(idempotency, the_same_key_and_body_get_the_same_bytes_and_one_sale) {
    const served first = on.serve(stage::lead_body(), 30s, "k");
    const served again = on.serve(stage::lead_body(), 30s, "k");
    EXPECT_THAT(first.body, HasSubstr("sold"));
    EXPECT_EQ(again.http_status, 200);
    EXPECT_EQ(again.body, first.body);
    EXPECT_EQ(leads(), 1U);
    EXPECT_EQ(on.store.all<journal::posting>().size(), 1U);
}

TEST_F(idempotency, another_body_under_the_same_key_is_refused) {
    on.serve(lead_with_ref("r"), 30s, "k");
    const served other = on.serve(lead_with_ref("r", "10001"), 30s, "k");
    EXPECT_EQ(other.http_status, 422);
    EXPECT_THAT(other.body, HasSubstr("another request"));
    EXPECT_EQ(leads(), 1U);
}

TEST_F(idempotency, concurrent_copies_wait_for_the_one_answer) {
    std::vector<std::shared_ptr<std::optional<served>>> copies;
    for (int i = 0; i < 20; ++i) copies.push_back(on.send(stage::lead_body(), "k"));
    const auto other = on.send(lead_with_ref("x", "10001"), "k");
    on.let_pass(10s);
    for (const auto& one : copies) {
        ASSERT_TRUE(one->has_value());
        EXPECT_EQ((*one)->body, (*copies[0])->body);
    }
    ASSERT_TRUE(other->has_value());
    EXPECT_EQ((*other)->http_status, 422);
    EXPECT_EQ(leads(), 1U);
    EXPECT_EQ(on.requests.size(), 0U);
}

TEST_F(idempotency, a_ref_stands_for_a_key_and_a_body_for_both) {
    const served first = on.serve(lead_with_ref("r"), 30s, "");
    EXPECT_EQ(leads(), 1U);
    const auto by_ref = on.send(lead_with_ref("r"), "");
    on.let_pass(10s);
    const auto by_body = on.send(lead_with_ref(""), "");
    on.let_pass(10s);
    const auto copy = on.send(lead_with_ref(""), "");
    on.let_pass(10s);
    EXPECT_NE((*by_ref)->body, first.body) << "serve gave that one a key of its own";
    EXPECT_EQ((*by_body)->body, (*copy)->body);
    EXPECT_EQ(leads(), 3U);
    EXPECT_EQ(on.store.all<journal::received>()[1].request_key, "ref:r");
}

TEST_F(idempotency, a_body_alone_is_forgotten_after_a_minute_and_a_key_after_a_day) {
    const auto send = [&](const std::string& ref) {
        on.send(lead_with_ref(ref), "");
        on.let_pass(10s);
    };
    send("");
    on.let_pass(40s);
    send("");
    EXPECT_EQ(leads(), 1U);
    on.time.advance(61s);
    send("");
    EXPECT_EQ(leads(), 2U);
    send("r");
    on.time.advance(24h - 30s);
    send("r");
    EXPECT_EQ(leads(), 3U);
    on.time.advance(60s);
    send("r");
    EXPECT_EQ(leads(), 4U);
}

TEST_F(idempotency, a_copy_of_a_pending_lead_hears_pending_and_later_the_end) {
    on.buyers.script["http://a.example/post"] = support::says(R"({"result":"accepted"})", 2000);
    const served first = on.serve(stage::lead_body(), 30s, "k");
    EXPECT_EQ(first.http_status, 202);
    EXPECT_EQ(on.serve(stage::lead_body(), 1ms, "k").body, first.body);
    on.let_pass(10s);
    const served settled = on.serve(stage::lead_body(), 30s, "k");
    EXPECT_EQ(settled.http_status, 200);
    EXPECT_THAT(settled.body, HasSubstr("sold"));
    EXPECT_EQ(leads(), 1U);
}

TEST_F(idempotency, a_rule_that_came_later_does_not_change_the_answer) {
    const served first = on.serve(stage::lead_body(), 30s, "k");
    on.plan->sellers[0].paused = plan::pause{};
    EXPECT_EQ(on.serve(stage::lead_body(), 30s, "k").body, first.body);
    EXPECT_THAT(on.serve(stage::lead_body(), 30s, "other").body, HasSubstr("rejected"));
}

TEST_F(idempotency, a_copy_of_a_lead_that_was_turned_away_hears_the_same) {
    on.plan->sellers[0].paused = plan::pause{};
    const served first = on.serve(stage::lead_body(), 30s, "k");
    EXPECT_THAT(first.body, HasSubstr("seller_paused"));
    on.plan->sellers[0].paused.reset();
    EXPECT_EQ(on.serve(stage::lead_body(), 30s, "k").body, first.body);
    EXPECT_EQ(on.serve(lead_with_ref("other"), 30s, "k").http_status, 422);
    EXPECT_EQ(on.store.all<journal::refused>().size(), 1U);
    EXPECT_EQ(leads(), 0U);
}

TEST_F(idempotency, a_503_is_never_remembered) {
    on.store.refuses = [](const journal::record& entry) {
        return std::holds_alternative<journal::received>(entry);
    };
    EXPECT_EQ(on.serve(stage::lead_body(), 30s, "k").http_status, 503);
    on.store.refuses = nullptr;
    EXPECT_EQ(on.serve(stage::lead_body(), 30s, "k").http_status, 200);
}

TEST_F(idempotency, a_lead_stored_after_its_503_does_not_count) {
    on.store.hung = true;
    EXPECT_EQ(on.serve(stage::lead_body(), 30s, "k").http_status, 503);
    on.store.wake();
    on.let_pass(1s);
    EXPECT_EQ(on.outcome().reason, "interrupted");
    EXPECT_THAT(on.serve(stage::lead_body(), 30s, "k").body, HasSubstr("sold"));
}

TEST_F(idempotency, without_a_history_no_lead_is_taken) {
    on.history.away = true;
    EXPECT_EQ(on.serve().http_status, 503);
    EXPECT_EQ(leads(), 0U);
    EXPECT_EQ(on.requests.size(), 0U);
}

}  // namespace
}  // namespace pointsman::engine
