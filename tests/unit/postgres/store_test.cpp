#include <pointsman/journal/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "samples.hpp"
#include "test_database.hpp"

namespace pointsman::postgres::test {
namespace {

using engine::append_result;
using namespace std::chrono_literals;

class store_test : public test_database {};

TEST_F(store_test, gives_back_every_kind_of_record_byte_for_byte) {
    const base::lead_id id = new_lead_id();
    const base::lead_id other = new_lead_id();
    const auto store = open_store();
    EXPECT_EQ(pending_append(*store, a_received(id)).result(), append_result::durable);
    EXPECT_EQ(pending_append(*store, a_posting(id)).result(), append_result::durable);
    EXPECT_EQ(pending_append(*store, a_refused(other)).result(), append_result::durable);

    const timeline running = timeline_of(id);
    ASSERT_TRUE(running.received);
    EXPECT_TRUE(running.outcomes.empty());

    const journal::record outcome = an_outcome(id);
    const journal::record late = a_late_reply(id);
    EXPECT_EQ(pending_append(*store, outcome).result(), append_result::durable);
    EXPECT_EQ(pending_append(*store, late).result(), append_result::durable);
    const journal::record said = a_void_answer(id);
    const journal::follow_up made = a_follow_up(id);
    const journal::record end = a_follow_up_end(made);
    const journal::record untaken = an_untaken_accept(id);
    for (const journal::record& each : {said, journal::record(made), end, untaken})
        EXPECT_EQ(pending_append(*store, each).result(), append_result::durable);

    const timeline all = timeline_of(id);
    ASSERT_EQ(all.outcomes.size(), 1u);
    EXPECT_EQ(to_json(all.outcomes[0]), to_json(outcome));
    ASSERT_EQ(all.late_replies.size(), 1u);
    EXPECT_EQ(to_json(all.late_replies[0]), to_json(late));
    ASSERT_EQ(all.void_answers.size(), 1u);
    EXPECT_EQ(to_json(all.void_answers[0]), to_json(said));
    ASSERT_EQ(all.untaken_accepts.size(), 1u);
    EXPECT_EQ(to_json(all.untaken_accepts[0]), to_json(untaken));
    ASSERT_EQ(all.follow_ups.size(), 1u);
    EXPECT_EQ(to_json(all.follow_ups[0]), to_json(journal::record(made)));
    ASSERT_EQ(all.follow_up_ends.size(), 1u);
    EXPECT_EQ(to_json(all.follow_up_ends[0]), to_json(end));
    EXPECT_EQ(all.postings.at(0).captured_sealed, a_posting(id).captured_sealed);
    ASSERT_EQ(all.postings.size(), 1u);
    EXPECT_FALSE(all.refused);
    ASSERT_TRUE(timeline_of(other).refused);
    EXPECT_EQ(timeline_of(other).refused->ref, hostile);
}

TEST_F(store_test, gives_back_a_received_lead_byte_for_byte) {
    const auto store = open_store();
    // What a copy is known by is there to be looked up by, not to be read back.
    journal::received full = a_received(new_lead_id());
    full.request_key.clear();
    full.body_hash = {};
    journal::received bare;
    bare.id = new_lead_id();
    bare.at = base::wall_time(1us);
    bare.fields_json = "{}";
    bare.candidates_json = "[]";
    for (const journal::record& each : {journal::record(full), journal::record(bare)}) {
        EXPECT_EQ(pending_append(*store, each).result(), append_result::durable);
        const timeline found = timeline_of(journal::lead_of(each));
        ASSERT_TRUE(found.received);
        EXPECT_EQ(to_json(*found.received), to_json(each));
    }
}

TEST_F(store_test, commits_in_groups) {
    constexpr int leads = 2000;
    const auto store = open_store();
    std::atomic<int> durable = 0;
    for (int i = 0; i < leads; ++i)
        store->append(a_received(new_lead_id()), [&](append_result result) {
            durable += result == append_result::durable ? 1 : 0;
        });
    EXPECT_TRUE(eventually([&] { return durable == leads; }));
    EXPECT_EQ(value("select count(*) from lead"), "2000");
    const store_counters counters = store->counters();
    EXPECT_EQ(counters.durable, 2000u);
    EXPECT_LT(counters.commits, 500u) << "2000 records were not grouped";
    EXPECT_EQ(value("select sum(records) from batch"), "2000");
    EXPECT_EQ(value("select max(records) <= 512 from batch"), "t");
}

TEST_F(store_test, leads_go_to_the_partition_of_their_day) {
    const auto store = open_store();
    pending_append(*store, a_received(new_lead_id())).result();
    base::uuid_source old_ids(1);
    pending_append(*store, a_received({old_ids.next(base::wall_time(
                               std::chrono::sys_days(std::chrono::year(2020) / 1 / 1)))}))
        .result();
    EXPECT_EQ(value("select tableoid::regclass::text = 'lead_' || to_char(now() at time zone "
                    "'UTC', 'YYYYMMDD') "
                    "from lead order by lead_id desc limit 1"),
              "t");
    EXPECT_EQ(value("select count(*) from lead_default"), "1");
}

TEST_F(store_test, a_full_queue_refuses_at_once_and_keeps_room_for_outcomes) {
    store_settings how = settings();
    how.queue_records = 8;
    how.stall = 60s;
    how.statement_timeout = 60s;
    const auto store = open_store(how);
    table_lock hold(owner_url(), "batch");
    pending_append in_work(*store, a_received(new_lead_id()));
    ASSERT_TRUE(eventually([&] { return store->counters().queued == 0; }));

    std::vector<pending_append> waiting;
    for (int i = 0; i < 6; ++i) waiting.emplace_back(*store, a_received(new_lead_id()));
    EXPECT_EQ(pending_append(*store, a_received(new_lead_id())).result(), append_result::refused);
    for (int i = 0; i < 2; ++i) waiting.emplace_back(*store, unsold(new_lead_id()));
    EXPECT_EQ(pending_append(*store, unsold(new_lead_id())).result(), append_result::refused);
    EXPECT_TRUE(store->available());

    hold.release();
    EXPECT_EQ(in_work.result(), append_result::durable);
    for (pending_append& each : waiting) EXPECT_EQ(each.result(), append_result::durable);
}

TEST_F(store_test, stop_writes_what_is_queued) {
    auto store = open_store();
    std::atomic<int> durable = 0;
    for (int i = 0; i < 300; ++i)
        store->append(unsold(new_lead_id()), [&](append_result result) {
            durable += result == append_result::durable ? 1 : 0;
        });
    store->stop(10s);
    EXPECT_EQ(durable, 300);
    EXPECT_EQ(value("select count(*) from outcome"), "300");
    EXPECT_EQ(pending_append(*store, unsold(new_lead_id())).result(), append_result::refused);
}

TEST_F(store_test, stop_gives_up_at_its_limit) {
    const auto store = open_store();
    table_lock hold(owner_url(), "batch");
    pending_append in_work(*store, unsold(new_lead_id()));
    pending_append queued(*store, unsold(new_lead_id()));
    store->stop(50ms);
    EXPECT_EQ(in_work.result(), append_result::refused);
    EXPECT_EQ(queued.result(), append_result::refused);
    hold.release();
    EXPECT_EQ(value("select count(*) from outcome"), "0");
}

TEST_F(store_test, a_second_server_is_refused) {
    store_settings how = settings();
    const auto first = open_store(how);
    how.claim_wait = 100ms;
    const auto second = store::open(how, clock_);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().why, open_failure::kind::in_use);
    EXPECT_EQ(pending_append(*first, unsold(new_lead_id())).result(), append_result::durable);
}

TEST_F(store_test, each_start_is_a_new_epoch) {
    EXPECT_EQ(open_store()->epoch(), 1);
    EXPECT_EQ(open_store()->epoch(), 2);
    EXPECT_EQ(value("select count(*) from node"), "1");
}

TEST_F(store_test, says_what_is_wrong_when_it_cannot_open) {
    store_settings how = settings();
    how.url = "postgresql:///nowhere?host=/nonexistent";
    EXPECT_EQ(store::open(how, clock_).error().why, open_failure::kind::unreachable);
    value("delete from schema_version where version = (select max(version) from schema_version)");
    EXPECT_EQ(store::open(settings(), clock_).error().why, open_failure::kind::not_migrated);
    value("drop table schema_version");
    EXPECT_EQ(store::open(settings(), clock_).error().why, open_failure::kind::not_migrated);
}

}  // namespace
}  // namespace pointsman::postgres::test
