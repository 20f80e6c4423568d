#include <pointsman/postgres/history.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <future>

#include "samples.hpp"
#include "test_database.hpp"

namespace pointsman::postgres::test {
namespace {

using namespace std::chrono_literals;
using found = engine::history::found;

engine::history_question about(std::string seller, std::string key, base::wall_time since = {}) {
    return {std::move(seller), std::move(key), since, {}, {}, {}};
}

class history_test : public test_database {
protected:
    void SetUp() override {
        test_database::SetUp();
        history_.emplace(history_settings{.url = server_url()}, clock_);
    }

    found ask(const std::string& seller, const std::string& key, base::wall_time since) {
        std::promise<found> answer;
        history_->find(about(seller, key, since),
                       [&](found came) { answer.set_value(std::move(came)); });
        return answer.get_future().get();
    }

    std::optional<base::lead_id> lead_of(const std::string& seller, const std::string& key,
                                         base::wall_time since) {
        const found came = ask(seller, key, since);
        EXPECT_TRUE(came) << came.error();
        if (!came || !came->same_request) return std::nullopt;
        return came->same_request->id;
    }

    std::optional<history> history_;
};

TEST_F(history_test, a_key_names_its_latest_lead) {
    const auto store = open_store();
    journal::received first = a_received(new_lead_id());
    journal::received second = a_received(new_lead_id());
    first.request_key = second.request_key = hostile;
    second.at = first.at + 1h;
    pending_append(*store, first).result();
    pending_append(*store, second).result();
    EXPECT_EQ(lead_of("acme_media", hostile, first.at), second.id);
    EXPECT_EQ(lead_of("acme_media", hostile, second.at + 1us), std::nullopt);
    EXPECT_EQ(lead_of("other", hostile, first.at), std::nullopt);
    EXPECT_EQ(ask("acme_media", hostile, first.at)->same_request->body_hash, second.body_hash);
}

TEST_F(history_test, a_lead_whose_seller_was_told_503_does_not_count) {
    const auto store = open_store();
    const journal::received lead = a_received(new_lead_id());
    pending_append(*store, lead).result();
    journal::outcome cut_off = unsold(lead.id);
    cut_off.reason = "interrupted";
    pending_append(*store, cut_off).result();
    EXPECT_EQ(lead_of("acme_media", lead.request_key, lead.at), std::nullopt);

    const journal::received asked = a_received(new_lead_id());
    pending_append(*store, asked).result();
    cut_off.id = asked.id;
    cut_off.attempts = an_outcome(asked.id).attempts;
    pending_append(*store, cut_off).result();
    EXPECT_EQ(lead_of("acme_media", asked.request_key, asked.at), asked.id);
}

TEST_F(history_test, a_lead_that_was_turned_away_counts_and_a_text_that_was_none_does_not) {
    const auto store = open_store();
    journal::refused away = a_refused(new_lead_id());
    pending_append(*store, away).result();
    EXPECT_EQ(value("select count(*) from idempotency_key"), "0");
    away.id = new_lead_id();
    away.request_key = "key:k";
    away.body_hash = base::sha256("body");
    pending_append(*store, away).result();
    EXPECT_EQ(lead_of(away.seller, away.request_key, away.at), away.id);
    EXPECT_EQ(ask(away.seller, away.request_key, away.at)->same_request->body_hash, away.body_hash);
}

TEST_F(history_test, questions_asked_at_once_get_their_own_answers) {
    const auto store = open_store();
    std::vector<journal::received> leads;
    for (int i = 0; i < 40; ++i) {
        leads.push_back(a_received(new_lead_id()));
        pending_append(*store, leads.back()).result();
    }
    std::vector<std::promise<found>> answers(leads.size() * 2);
    for (std::size_t i = 0; i < leads.size(); ++i) {
        for (const bool is_known : {true, false})
            history_->find(
                about(is_known ? "acme_media" : "nobody", leads[i].request_key, leads[i].at),
                [&, place = i * 2 + (is_known ? 0 : 1)](found came) {
                    answers[place].set_value(std::move(came));
                });
    }
    for (std::size_t i = 0; i < leads.size(); ++i) {
        EXPECT_EQ(answers[i * 2].get_future().get()->same_request->id, leads[i].id);
        EXPECT_FALSE(answers[i * 2 + 1].get_future().get()->same_request);
    }
}

TEST_F(history_test, a_lost_connection_costs_some_answers_and_is_made_again) {
    ask("acme_media", "k", {});
    kill_backends();
    ask("acme_media", "k", {});
    EXPECT_TRUE(eventually([&] { return ask("acme_media", "k", {}).has_value(); }));
}

TEST_F(history_test, an_absent_database_is_a_failure_at_once) {
    history nowhere({.url = "postgresql:///x?host=/nonexistent"}, clock_);
    EXPECT_TRUE(eventually([&] { return !nowhere.available(); }));
    bool failed = false;
    nowhere.find(about("a", "k"), [&](const found& came) { failed = !came; });
    EXPECT_TRUE(failed);
}

TEST_F(history_test, a_database_that_hangs_is_told_and_left) {
    table_lock hold(owner_url(), "idempotency_key");
    history stuck({.url = server_url(), .stall = 100ms}, clock_);
    std::promise<found> answer;
    stuck.find(about("a", "k"), [&](found came) { answer.set_value(std::move(came)); });
    EXPECT_FALSE(answer.get_future().get());
    hold.release();
    EXPECT_TRUE(eventually([&] { return stuck.available(); }));
}

TEST_F(history_test, too_many_questions_are_refused_at_once) {
    std::atomic<int> failed = 0;
    table_lock hold(owner_url(), "idempotency_key");
    {
        history small({.url = server_url(), .queue = 2, .questions = 1}, clock_);
        for (int i = 0; i < 10; ++i)
            small.find(about("a", "k"), [&](const found& came) { failed += came ? 0 : 1; });
        EXPECT_GE(failed, 7);
        hold.release();
    }
    EXPECT_LE(failed, 10);
}

}  // namespace
}  // namespace pointsman::postgres::test
