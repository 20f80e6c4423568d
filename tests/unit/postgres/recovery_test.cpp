#include <pointsman/postgres/recovery.hpp>

#include <gtest/gtest.h>

#include "samples.hpp"
#include "test_database.hpp"

namespace pointsman::postgres::test {
namespace {

using namespace std::chrono_literals;

class recovery_test : public test_database {
protected:
    void write(store& to, const journal::record& entry) {
        ASSERT_EQ(pending_append(to, entry).result(), engine::append_result::durable);
    }

    void sell(store& to, const std::string& order, base::wall_time at, bool test = false) {
        journal::received lead = a_received(new_lead_id());
        lead.test = test;
        write(to, lead);
        journal::outcome sold = an_outcome(lead.id);
        sold.at = at;
        sold.sale->order = order;
        write(to, sold);
    }
};

TEST_F(recovery_test, sales_are_counted_by_order_and_window) {
    const base::wall_time noon(std::chrono::sys_days(std::chrono::year(2026) / 11 / 21) + 12h);
    const auto store = open_store();
    sell(*store, "a", noon - 1us);
    sell(*store, "a", noon);
    sell(*store, "a", noon + 1h);
    sell(*store, hostile, noon);
    sell(*store, "a", noon, true);
    const auto answers = sales_since(
        server_url(),
        {{"a", noon}, {"nobody", noon}, {hostile, noon}, {"a", base::wall_time::min()}});
    ASSERT_TRUE(answers) << answers.error();
    ASSERT_EQ(answers->size(), 4u);
    EXPECT_EQ((*answers)[0].count, 2);
    EXPECT_EQ((*answers)[0].spend, base::money::from_micros(60'000'000));
    EXPECT_EQ((*answers)[1].count, 0);
    EXPECT_EQ((*answers)[1].spend, base::money());
    EXPECT_EQ((*answers)[2].count, 1);
    EXPECT_EQ((*answers)[3].count, 3);
    EXPECT_TRUE(sales_since(server_url(), {}).value().empty());
}

TEST_F(recovery_test, leads_without_a_final_outcome_are_found_by_the_next_epoch) {
    const base::lead_id finished = new_lead_id();
    const base::lead_id interrupted = new_lead_id();
    const base::lead_id posted = new_lead_id();
    const base::lead_id held = new_lead_id();
    const base::wall_time start = clock_.now().wall - 1min;
    {
        const auto store = open_store();
        for (const base::lead_id& id : {finished, interrupted, posted, held})
            write(*store, a_received(id));
        for (const base::lead_id& id : {finished, posted, held}) write(*store, a_posting(id));
        write(*store, an_outcome(finished));
        journal::outcome pending = unsold(held);
        pending.status = "pending";
        write(*store, pending);
        EXPECT_TRUE(unfinished_leads(server_url(), "main", store->epoch(), start).value().empty())
            << "its own";
    }
    const auto store = open_store();
    write(*store, a_received(new_lead_id()));
    const auto found = unfinished_leads(server_url(), "main", store->epoch(), start);
    ASSERT_TRUE(found) << found.error();
    ASSERT_EQ(found->size(), 3u);
    EXPECT_EQ((*found)[0].id, interrupted);
    EXPECT_TRUE((*found)[0].postings.empty());
    EXPECT_FALSE((*found)[0].held);
    EXPECT_EQ((*found)[0].wrapped_key, a_received(interrupted).wrapped_key);
    EXPECT_EQ((*found)[1].id, posted);
    ASSERT_EQ((*found)[1].postings.size(), 1u);
    EXPECT_EQ((*found)[1].postings[0].order, "northstar_ca");
    EXPECT_EQ((*found)[2].id, held);
    EXPECT_TRUE((*found)[2].held);
    EXPECT_TRUE(unfinished_leads(server_url(), "other", store->epoch(), start).value().empty());
    EXPECT_TRUE(unfinished_leads(server_url(), "main", store->epoch(), clock_.now().wall + 1h)
                    .value()
                    .empty());
}

}  // namespace
}  // namespace pointsman::postgres::test
