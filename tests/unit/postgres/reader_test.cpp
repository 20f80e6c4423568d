#include <pointsman/postgres/plans.hpp>
#include <pointsman/postgres/reader.hpp>

#include <gtest/gtest.h>

#include <atomic>

#include "samples.hpp"
#include "test_database.hpp"

namespace pointsman::postgres::test {
namespace {

using namespace std::chrono_literals;

class reader_test : public test_database {
protected:
    stored_answer answer(const std::string& seller, const base::lead_id& id) {
        std::promise<stored_answer> found;
        reader_.value().find_answer(seller, id,
                                    [&](base::result<stored_answer, read_failure> result) {
                                        EXPECT_TRUE(result);
                                        found.set_value(result ? *result : stored_answer{});
                                    });
        return found.get_future().get();
    }

    void SetUp() override {
        test_database::SetUp();
        reader_.emplace(reader_settings{.url = server_url()});
    }

    std::optional<reader> reader_;
};

TEST_F(reader_test, an_answer_is_found_by_its_seller_alone) {
    const auto store = open_store();
    const base::lead_id id = new_lead_id();
    EXPECT_TRUE(std::holds_alternative<no_such_lead>(answer("acme_media", id)));

    pending_append(*store, a_received(id)).result();
    EXPECT_TRUE(std::holds_alternative<still_running>(answer("acme_media", id)));
    EXPECT_TRUE(std::holds_alternative<no_such_lead>(answer("somebody_else", id)));

    journal::outcome held = unsold(id);
    held.status = "pending";
    pending_append(*store, held).result();
    EXPECT_EQ(std::get<answered>(answer("acme_media", id)).status, "pending");

    pending_append(*store, an_outcome(id)).result();
    const stored_answer final = answer("acme_media", id);
    EXPECT_EQ(std::get<answered>(final).status, "sold");
    EXPECT_EQ(std::get<answered>(final).answer_sealed, an_outcome(id).answer_sealed);
    EXPECT_EQ(std::get<answered>(final).wrapped_key, a_received(id).wrapped_key);
    EXPECT_TRUE(std::holds_alternative<no_such_lead>(answer("somebody_else", id)));
}

TEST_F(reader_test, a_submission_turned_away_is_told_with_its_problems) {
    const auto store = open_store();
    const base::lead_id id = new_lead_id();
    pending_append(*store, a_refused(id)).result();
    const stored_answer found = answer("acme_media", id);
    EXPECT_EQ(std::get<turned_away>(found).reason, "invalid_field");
    EXPECT_EQ(std::get<turned_away>(found).problems_json, R"([{"field":"zip"}])");
}

TEST_F(reader_test, a_lost_connection_costs_one_answer_at_most) {
    const auto store = open_store();
    const base::lead_id id = new_lead_id();
    pending_append(*store, a_received(id)).result();
    answer("acme_media", id);
    kill_backends();
    const auto ask = [&] {
        std::promise<bool> found;
        reader_->find_answer("acme_media", id,
                             [&](auto result) { found.set_value(result.has_value()); });
        return found.get_future().get();
    };
    for (int i = 0; i < 2; ++i) ask();  // each of the two threads may notice once
    EXPECT_TRUE(ask());
}

TEST_F(reader_test, a_database_that_is_away_is_a_failure_not_a_wait) {
    reader nowhere(reader_settings{.url = "postgresql:///x?host=/nonexistent"});
    std::promise<bool> found;
    nowhere.find_timeline({}, [&](auto result) { found.set_value(result.has_value()); });
    EXPECT_FALSE(found.get_future().get());
}

TEST_F(reader_test, too_many_questions_are_refused_at_once) {
    table_lock hold(owner_url(), "outcome");
    std::atomic<int> failed = 0;
    {
        reader small(reader_settings{.url = server_url(), .threads = 1, .queue = 2});
        for (int i = 0; i < 10; ++i)
            small.find_answer("acme_media", {}, [&](auto result) { failed += result ? 0 : 1; });
        EXPECT_GE(failed, 7);
        hold.release();
    }
    EXPECT_LE(failed, 10);
}

TEST_F(reader_test, an_unknown_lead_has_an_empty_timeline) {
    const timeline nothing = timeline_of(new_lead_id());
    EXPECT_FALSE(nothing.received);
    EXPECT_FALSE(nothing.refused);
    EXPECT_TRUE(nothing.outcomes.empty());
}

TEST_F(reader_test, plans_are_kept_by_their_hash) {
    const plan_files files{{"server.yaml", "listen: {}\n"}, {"lists/a.txt", hostile}};
    const base::digest hash = base::sha256("x");
    EXPECT_EQ(load_plan(server_url(), hash).value(), std::nullopt);
    for (int i = 0; i < 2; ++i) {
        const auto saved = save_plan(server_url(), hash, files);
        ASSERT_TRUE(saved) << saved.error();
    }
    EXPECT_EQ(load_plan(server_url(), hash).value(), files);
    EXPECT_FALSE(save_plan("postgresql:///x?host=/nonexistent", hash, files));
}

}  // namespace
}  // namespace pointsman::postgres::test
