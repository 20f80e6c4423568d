#include <pointsman/postgres/overrides.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "office_fixture.hpp"

namespace pointsman::postgres::test {
namespace {

using namespace std::chrono_literals;
using engine::override_answer;
using plan::standing_override;
using testing::ElementsAre;

class overrides_test : public office_test {
protected:
    void SetUp() override {
        office_test::SetUp();
        start_ = std::chrono::floor<std::chrono::seconds>(now()) + 123us;
    }

    // Made so many seconds after the start of the test, for an hour.
    standing_override a_pause(int second) {
        standing_override made;
        made.id = ids_.next(start_);
        made.made_at = start_ + std::chrono::seconds(second);
        made.name = hostile;
        made.from = made.made_at;
        made.until = made.made_at + 1h;
        made.by = hostile;
        made.reason = hostile;
        return made;
    }

    engine::stored_override record(const standing_override& what) {
        return std::get<engine::stored_override>(try_record(what).value());
    }

    base::result<override_answer, engine::office_failure> try_record(
        const standing_override& what) {
        return answer_of<override_answer>([&](auto done) { office_->record_override(what, done); });
    }

    override_answer end(const base::uuid& id) {
        return answer_of<override_answer>([&](auto done) {
                   office_->end_override({id, {start_ + 5s, "ada", hostile}}, done);
               })
            .value();
    }

    engine::override_page page(engine::override_question asked) {
        asked.now = start_ + 10s;
        return answer_of<engine::override_page>(
                   [&](auto done) { office_->list_overrides(asked, done); })
            .value();
    }

    std::vector<base::uuid> loaded_at(base::wall_time at) {
        std::vector<base::uuid> ids;
        for (const standing_override& one : load_overrides(server_url(), at).value())
            ids.push_back(one.id);
        return ids;
    }

    base::wall_time start_;
    base::uuid_source ids_{11};
};

TEST_F(overrides_test, come_back_as_they_were_made) {
    standing_override cap = a_pause(0);
    cap.kind = plan::override_kind::cap;
    cap.cap = plan::cap_change{cap::event::post, cap::period::total, cap::measure::spend, true,
                               123'456'789};
    standing_override resume = a_pause(1);
    resume.kind = plan::override_kind::resume;
    resume.target = plan::override_target::seller;
    standing_override of_program = a_pause(2);
    of_program.kind = plan::override_kind::cap;
    of_program.target = plan::override_target::seller;
    of_program.cap = plan::cap_change{
        cap::event::sale, cap::period::day, cap::measure::count, false, 7, hostile};
    standing_override of_tree = of_program;
    of_tree.id = a_pause(3).id;
    of_tree.target = plan::override_target::tree;
    of_tree.cap->vertical.clear();
    for (const standing_override& each : {cap, resume, of_program, of_tree}) {
        const auto stored = record(each);
        EXPECT_TRUE(stored.is_new);
        EXPECT_EQ(stored.what.id, each.id);
        EXPECT_EQ(stored.what.made_at, each.made_at);
        EXPECT_EQ(stored.what.kind, each.kind);
        EXPECT_EQ(stored.what.target, each.target);
        EXPECT_EQ(stored.what.name, hostile);
        EXPECT_EQ(stored.what.cap, each.cap);
        EXPECT_EQ(stored.what.from, each.from);
        EXPECT_EQ(stored.what.until, each.until);
        EXPECT_EQ(stored.what.by, hostile);
        EXPECT_EQ(stored.what.reason, hostile);
        EXPECT_FALSE(stored.what.ended);
    }
}

TEST_F(overrides_test, are_made_once) {
    standing_override made = a_pause(0);
    EXPECT_TRUE(record(made).is_new);
    made.made_at += 1s;
    made.from += 1s;
    const auto again = record(made);
    EXPECT_FALSE(again.is_new);
    EXPECT_EQ(again.what.from, made.from - 1s) << "as it was made first";
    made.reason = "another";
    EXPECT_TRUE(std::holds_alternative<engine::other_override>(try_record(made).value()));
    EXPECT_EQ(value("select count(*) from override"), "1");
}

TEST_F(overrides_test, are_ended_once) {
    const standing_override made = a_pause(0);
    record(made);
    const auto ended = std::get<engine::stored_override>(end(made.id));
    EXPECT_TRUE(ended.is_new);
    ASSERT_TRUE(ended.what.ended);
    EXPECT_EQ(ended.what.ended->at, start_ + 5s);
    EXPECT_EQ(ended.what.ended->by, "ada");
    EXPECT_EQ(ended.what.ended->reason, hostile);
    EXPECT_FALSE(std::get<engine::stored_override>(end(made.id)).is_new);
    EXPECT_TRUE(std::holds_alternative<engine::no_such_override>(end(ids_.next(start_))));
    EXPECT_EQ(value("select count(*) from override_end"), "1");
}

TEST_F(overrides_test, are_listed_by_pages_the_latest_first) {
    std::vector<base::uuid> ids;
    for (int i = 0; i < 5; ++i) {
        const standing_override made = a_pause(i);
        record(made);
        ids.push_back(made.id);
    }
    const auto first = page({.now = {}, .before = {}, .most = 2});
    ASSERT_EQ(first.overrides.size(), 2U);
    EXPECT_EQ(first.overrides[0].id, ids[4]);
    EXPECT_EQ(first.overrides[1].id, ids[3]);
    EXPECT_TRUE(first.has_more);
    const auto second = page({.now = {}, .before = ids[3], .most = 2});
    ASSERT_EQ(second.overrides.size(), 2U);
    EXPECT_EQ(second.overrides[0].id, ids[2]);
    EXPECT_TRUE(second.has_more);
    const auto last = page({.now = {}, .before = ids[1], .most = 2});
    ASSERT_EQ(last.overrides.size(), 1U);
    EXPECT_EQ(last.overrides[0].id, ids[0]);
    EXPECT_FALSE(last.has_more);
    end(ids[4]);
    EXPECT_EQ(page({.ahead_only = true, .now = {}, .before = {}}).overrides.size(), 4U);
    EXPECT_EQ(page({}).overrides.size(), 5U);
}

// The earliest in force is loaded first; what is ended or over is not.
TEST_F(overrides_test, that_are_ahead_are_loaded_at_the_start) {
    const standing_override later = a_pause(2);
    const standing_override first = a_pause(0);
    const standing_override ended = a_pause(1);
    for (const auto& each : {later, first, ended}) record(each);
    end(ended.id);
    EXPECT_THAT(loaded_at(start_), ElementsAre(first.id, later.id));
    EXPECT_THAT(loaded_at(start_ + 1h), ElementsAre(later.id));
    EXPECT_TRUE(loaded_at(start_ + 1h + 2s).empty());
    EXPECT_FALSE(load_overrides("postgresql://nobody@127.0.0.1:1/nowhere", start_));
}

TEST_F(overrides_test, of_a_fenced_server_are_not_stored) {
    store_.reset();
    const auto successor = open_store();
    const auto failed = try_record(a_pause(0));
    ASSERT_FALSE(failed);
    EXPECT_TRUE(failed.error().fenced);
    EXPECT_EQ(value("select count(*) from override"), "0");
}

TEST_F(overrides_test, can_neither_be_changed_nor_removed) {
    constexpr const char* not_allowed = "42501";
    record(a_pause(0));
    for (const char* sql :
         {"update override set reason = 'x'", "delete from override", "truncate override cascade",
          "update override_end set reason = 'x'", "delete from override_end"})
        EXPECT_EQ(as_server(sql), not_allowed) << sql;
    EXPECT_ANY_THROW(value("delete from override"));
    EXPECT_ANY_THROW(value("update override set reason = 'x'"));
}

}  // namespace
}  // namespace pointsman::postgres::test
