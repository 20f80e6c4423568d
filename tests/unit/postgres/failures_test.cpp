#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <mutex>
#include <thread>

#include "samples.hpp"
#include "test_database.hpp"

// What the database does to a store, and what may never come of it.
namespace pointsman::postgres::test {
namespace {

using engine::append_result;
using namespace std::chrono_literals;

class store_failures : public test_database {
protected:
    // What every insert into `sale` does from now on.
    void let_sales_fail(const std::string& statement) {
        value(
            "create or replace function sabotage() returns trigger language plpgsql security "
            "definer as "
            "$$ begin " +
            statement +
            "; return new; end $$;"
            "create or replace trigger sabotage before insert on sale for each row execute "
            "function sabotage()");
    }

    // Appends that queue up behind a blocked batch, so that they are committed as one.
    std::vector<append_result> append_together(store& to, std::vector<journal::record> records) {
        table_lock hold(owner_url(), "batch");
        pending_append first(to, unsold(new_lead_id()));
        EXPECT_TRUE(eventually([&] { return to.counters().queued == 0; }));
        std::vector<pending_append> waiting;
        for (journal::record& each : records) waiting.emplace_back(to, std::move(each));
        hold.release();
        std::vector<append_result> results;
        for (pending_append& each : waiting) results.push_back(each.result());
        return results;
    }
};

TEST_F(store_failures, a_lead_sold_twice_is_set_aside_and_its_neighbours_are_stored) {
    std::vector<std::string> heard;
    store_watcher watcher;
    watcher.poisoned = [&](const std::string& kind, base::lead_id id, const std::string& sqlstate,
                           const std::string&) {
        heard.push_back(kind + " " + to_text(id) + " " + sqlstate);
    };
    const auto store = open_store(settings(), watcher);
    const base::lead_id sold = new_lead_id();
    ASSERT_EQ(pending_append(*store, an_outcome(sold)).result(), append_result::durable);

    journal::outcome again = an_outcome(sold);
    again.walk = 1;
    const base::lead_id before = new_lead_id();
    const base::lead_id after = new_lead_id();
    using enum append_result;
    EXPECT_THAT(append_together(*store, {an_outcome(before), again, an_outcome(after)}),
                testing::ElementsAre(durable, poisoned, durable));

    EXPECT_THAT(heard, testing::ElementsAre("outcome " + to_text(sold) + " 23505"));
    EXPECT_EQ(value("select count(*) from sale"), "3");
    EXPECT_EQ(value("select count(*) from outcome where walk = 1"), "0") << "all or nothing";
    EXPECT_EQ(value("select count(*) from poisoned"), "1");
    EXPECT_EQ(value("select record::json ->> 'walk' from poisoned"), "1");
    EXPECT_EQ(value("select lead_id::text from poisoned"), to_text(sold));
    EXPECT_EQ(store->counters().poisoned, 1u);
}

TEST_F(store_failures, whatever_postgresql_refuses_is_set_aside_alone) {
    const auto store = open_store();
    auto nul = a_received(new_lead_id());
    nul.ref = std::string("a\0b", 3);
    auto bad_utf8 = a_received(new_lead_id());
    bad_utf8.ref = "\xff\xfe";
    auto bad_json = a_received(new_lead_id());
    bad_json.fields_json = "{";
    auto unbalanced = an_outcome(new_lead_id());
    unbalanced.entries[0].amount += base::money::from_micros(1);
    auto bad_split = an_outcome(new_lead_id());
    bad_split.sale->money.margin += base::money::from_micros(1);
    auto no_currency = an_outcome(new_lead_id());
    no_currency.currency.clear();
    auto long_currency = an_outcome(new_lead_id());
    long_currency.currency = "DOLLARS";
    using enum append_result;
    EXPECT_THAT(
        append_together(*store, {nul, a_received(new_lead_id()), bad_utf8, bad_json, unbalanced,
                                 bad_split, an_outcome(new_lead_id()), no_currency, long_currency}),
        testing::ElementsAre(poisoned, durable, poisoned, poisoned, poisoned, poisoned, durable,
                             poisoned, poisoned));
    EXPECT_EQ(value("select count(*) from lead"), "1");
    EXPECT_EQ(value("select string_agg(sqlstate, ' ' order by batch) from poisoned"),
              "22P02 22021 22P02 23514 23514 23514 22001");
    EXPECT_EQ(value("select record::json -> 'ref' ->> 'hex' from poisoned order by batch limit 1"),
              "610062");
}

TEST_F(store_failures, a_newer_epoch_fences_the_store) {
    std::atomic<int> fenced = 0;
    store_watcher watcher;
    watcher.fenced = [&] { ++fenced; };
    const auto store = open_store(settings(), watcher);
    ASSERT_EQ(pending_append(*store, unsold(new_lead_id())).result(), append_result::durable);
    value("select begin_epoch('main')");
    EXPECT_EQ(pending_append(*store, unsold(new_lead_id())).result(), append_result::refused);
    EXPECT_FALSE(store->available());
    EXPECT_EQ(pending_append(*store, unsold(new_lead_id())).result(), append_result::refused);
    EXPECT_EQ(fenced, 1);
    EXPECT_EQ(value("select count(*) from outcome"), "1");
}

TEST_F(store_failures, a_new_epoch_waits_for_the_transactions_of_the_old_one) {
    open_store();
    pqxx::connection old_server(server_url());
    pqxx::work batch(old_server);
    batch.exec("insert into batch (id, node, epoch, records) values (gen_random_uuid(), 1, 1, 0)");
    EXPECT_EQ(as_server("set lock_timeout = 100; select begin_epoch('main')"), "55P03");
    batch.commit();
    EXPECT_EQ(as_server("set lock_timeout = 100; select begin_epoch('main')"), "");
    EXPECT_EQ(
        as_server(
            "insert into batch (id, node, epoch, records) values (gen_random_uuid(), 1, 1, 0)"),
        "PM001");
}

// Backends are killed all the time while records are written: each record is there exactly once.
TEST_F(store_failures, killed_backends_lose_and_duplicate_nothing) {
    constexpr int leads = 3000;
    store_settings how = settings();
    how.batch_records = 16;
    how.stall = 30s;
    const auto store = open_store(how);
    std::atomic<int> durable = 0;
    std::atomic<int> other = 0;
    std::jthread killer([&](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            kill_backends();
            std::this_thread::sleep_for(15ms);
        }
    });
    for (int i = 0; i < leads; ++i)
        store->append(an_outcome(new_lead_id()), [&](append_result result) {
            ++(result == append_result::durable ? durable : other);
        });
    EXPECT_TRUE(eventually([&] { return store->counters().reconnects >= 3 || durable == leads; }));
    killer.request_stop();
    killer.join();
    EXPECT_TRUE(eventually([&] { return durable == leads; }));
    EXPECT_EQ(other, 0);
    EXPECT_GE(store->counters().reconnects, 1u);
    EXPECT_EQ(value("select count(*) from outcome"), "3000");
    EXPECT_EQ(value("select count(*) from sale"), "3000");
    EXPECT_EQ(value("select sum(amount) from ledger_entry"), "0");
    EXPECT_EQ(value("select count(*) from poisoned"), "0");
    EXPECT_EQ(value("select sum(records) from batch"), "3000");
}

TEST_F(store_failures, a_stall_turns_new_leads_away_and_ends_by_itself) {
    std::atomic<int> stalls = 0;
    std::atomic<int> recoveries = 0;
    store_watcher watcher;
    watcher.stalled = [&] { ++stalls; };
    watcher.recovered = [&] { ++recoveries; };
    store_settings how = settings();
    how.stall = 1s;
    const auto store = open_store(how, watcher);
    table_lock hold(owner_url(), "batch");

    pending_append in_work(*store, unsold(new_lead_id()));
    ASSERT_TRUE(eventually([&] { return store->counters().queued == 0; }));
    pending_append new_lead(*store, a_received(new_lead_id()));
    pending_append later_outcome(*store, unsold(new_lead_id()));
    EXPECT_TRUE(store->available());

    EXPECT_EQ(new_lead.result(), append_result::refused) << "withdrawn by the stall";
    EXPECT_FALSE(store->available());
    EXPECT_EQ(pending_append(*store, a_received(new_lead_id())).result(), append_result::refused);
    EXPECT_TRUE(eventually([&] { return store->counters().reconnects >= 1; }))
        << "the hung call was cut";
    EXPECT_FALSE(store->available());
    EXPECT_GT(store->counters().oldest_age, how.stall);

    hold.release();
    EXPECT_EQ(in_work.result(), append_result::durable);
    EXPECT_EQ(later_outcome.result(), append_result::durable);
    EXPECT_TRUE(eventually([&] { return store->available(); }));
    EXPECT_EQ(value("select count(*) from outcome"), "2");
    EXPECT_EQ(value("select count(*) from lead"), "0");
    EXPECT_EQ(pending_append(*store, a_received(new_lead_id())).result(), append_result::durable);
    EXPECT_GE(stalls, 1);
    EXPECT_TRUE(eventually([&] { return recoveries == stalls; })) << "each is told once";
}

// The connection is cut while PostgreSQL works on the COMMIT, which gets through all the same; the
// second try meets the first one's batch id. Nothing is left then that could show that commits work
// again, so the store must find out.
TEST_F(store_failures, a_commit_whose_answer_was_lost_is_stored_once) {
    store_settings how = settings();
    how.stall = 100ms;
    const auto store = open_store(how);
    value(
        "create function be_slow() returns trigger language plpgsql as "
        "$$ begin perform pg_sleep(0.4); return null; end $$;"
        "create constraint trigger be_slow after insert on sale deferrable initially deferred "
        "for each row execute function be_slow()");
    pending_append outcome(*store, an_outcome(new_lead_id()));
    EXPECT_EQ(outcome.result(), append_result::durable);
    EXPECT_GE(store->counters().reconnects, 1u);
    EXPECT_EQ(value("select count(*) from outcome"), "1");
    EXPECT_EQ(value("select count(*) from sale"), "1");
    EXPECT_EQ(value("select count(*) from poisoned"), "0");
    EXPECT_TRUE(eventually([&] { return store->available(); }));
}

TEST_F(store_failures, a_database_that_is_away_is_waited_for) {
    store_settings how = settings();
    how.stall = 150ms;
    const auto store = open_store(how);
    allow_connections(false);
    kill_backends();
    pending_append lost(*store, a_received(new_lead_id()));
    EXPECT_TRUE(eventually([&] { return !store->available(); }));
    allow_connections(true);
    EXPECT_EQ(lost.result(), append_result::durable);
    EXPECT_TRUE(eventually([&] { return store->available(); }));
}

TEST_F(store_failures, a_full_disk_is_waited_for) {
    const auto store = open_store();
    let_sales_fail("raise exception 'no space left on device' using errcode = 'disk_full'");
    pending_append outcome(*store, an_outcome(new_lead_id()));
    EXPECT_TRUE(eventually([&] { return store->counters().reconnects >= 2; }));
    EXPECT_FALSE(outcome.has_come(0ms)) << "that is nobody's poison";
    let_sales_fail("perform 1");
    EXPECT_EQ(outcome.result(), append_result::durable);
    EXPECT_EQ(value("select count(*) from sale"), "1");
}

TEST_F(store_failures, conflicts_are_retried_on_the_same_connection) {
    const auto store = open_store();
    value("create sequence tries");
    let_sales_fail(
        "if nextval('tries') <= 3 then raise exception 'again' using errcode = '40001'; end if");
    EXPECT_EQ(pending_append(*store, an_outcome(new_lead_id())).result(), append_result::durable);
    EXPECT_EQ(value("select last_value from tries"), "4");
    EXPECT_EQ(store->counters().reconnects, 0u);
    EXPECT_EQ(value("select count(*) from batch"), "1");
}

TEST_F(store_failures, the_lock_is_taken_again_after_a_lost_connection) {
    const auto first = open_store();
    kill_backends();
    ASSERT_EQ(pending_append(*first, unsold(new_lead_id())).result(), append_result::durable);
    ASSERT_EQ(pending_append(*first, unsold(new_lead_id())).result(), append_result::durable);
    store_settings how = settings();
    how.claim_wait = 50ms;
    EXPECT_EQ(store::open(how, clock_).error().why, open_failure::kind::in_use);
}

}  // namespace
}  // namespace pointsman::postgres::test
