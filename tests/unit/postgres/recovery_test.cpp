#include <pointsman/postgres/recovery.hpp>

#include <gtest/gtest.h>

#include "samples.hpp"
#include "test_database.hpp"

namespace pointsman::postgres::test {
namespace {

using namespace std::chrono_literals;
using cap::event;

const base::wall_time noon(std::chrono::sys_days(std::chrono::year(2026) / 11 / 21) + 12h);

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
        for (journal::attempt& one : sold.attempts) one.order = order;
        write(to, sold);
    }

    // A lead that was posted and has no outcome.
    base::lead_id post(store& to, bool holds = true) {
        const base::lead_id id = new_lead_id();
        write(to, a_received(id));
        journal::posting posting = a_posting(id);
        posting.holds = holds;
        write(to, posting);
        return id;
    }

    void hold(store& to, const base::lead_id& id) {
        journal::outcome pending = unsold(id);
        pending.status = "pending";
        pending.candidates = {{"northstar_ca", "northstar", "open", "post_unknown", ""}};
        write(to, pending);
    }

    std::vector<usage_so_far> usage(const std::vector<usage_question>& questions,
                                    unsettled posts = unsettled::left_out) {
        const auto answers = usage_since(server_url(), questions, posts);
        EXPECT_TRUE(answers) << answers.error();
        return answers.value_or(std::vector<usage_so_far>{});
    }

    std::vector<engine::interrupted_lead> interrupted(const store& now, std::size_t most = 100,
                                                      const base::lead_id& after = {}) {
        const auto found = interrupted_leads(server_url(), {"main", now.epoch()}, after, most);
        EXPECT_TRUE(found) << found.error();
        return found.value_or(std::vector<engine::interrupted_lead>{});
    }

    std::vector<engine::stored_post> unknown(const store& now) {
        std::vector<engine::stored_post> all;
        const auto done =
            visit_unknown_posts(server_url(), {"main", now.epoch()},
                                [&](const engine::stored_post& one) { all.push_back(one); });
        EXPECT_TRUE(done) << done.error();
        return all;
    }
};

TEST_F(recovery_test, sales_are_counted_by_order_and_window) {
    const auto store = open_store();
    sell(*store, "a", noon - 1us);
    sell(*store, "a", noon);
    sell(*store, "a", noon + 1h);
    sell(*store, hostile, noon);
    sell(*store, "a", noon, true);
    sell(*store, "only_tests", noon, true);
    const auto answers = usage({{"a", event::sale, noon},
                                {"nobody", event::sale, noon},
                                {"only_tests", event::sale, noon},
                                {hostile, event::sale, noon},
                                {"a", event::sale, base::wall_time::min()}});
    ASSERT_EQ(answers.size(), 5u);
    EXPECT_EQ(answers[0].count, 2);
    EXPECT_EQ(answers[0].price, base::money::from_micros(60'000'000));
    EXPECT_EQ(answers[1].count, 0);
    EXPECT_EQ(answers[1].price, base::money());
    EXPECT_EQ(answers[2].count, 0);
    EXPECT_EQ(answers[2].price, base::money());
    EXPECT_EQ(answers[3].count, 1);
    EXPECT_EQ(answers[4].count, 3);
    EXPECT_TRUE(usage({}).empty());
}

TEST_F(recovery_test, pings_and_posts_are_counted_also_those_of_walks_cut_off) {
    const base::wall_time start = clock_.now().wall - 1min;
    const auto store = open_store();
    sell(*store, "northstar_ca", clock_.now().wall);
    post(*store);
    const auto answers = usage({{"northstar_ca", event::ping, start},
                                {"northstar_ca", event::post, start},
                                {"northstar_ca", event::sale, start}});
    ASSERT_EQ(answers.size(), 3u);
    EXPECT_EQ(answers[0].count, 2) << "one with its outcome, one that may have been sent";
    EXPECT_EQ(answers[1].count, 1);
    EXPECT_EQ(answers[1].price, base::money::from_micros(30'000'000));
    EXPECT_EQ(answers[2].count, 1);
    EXPECT_EQ(usage({{"northstar_ca", event::sale, start}}, unsettled::counted)[0].count, 2);
}

// Every lead is acme_media's of auto_insurance in auto_main, and northstar buys it for 30.00 of
// which the seller gets 24.00.
TEST_F(recovery_test, buyers_trees_and_sellers_have_caps_too) {
    const auto store = open_store();
    sell(*store, "a", noon);
    sell(*store, "b", noon + 1h);
    sell(*store, "a", noon - 1h);
    sell(*store, "a", noon, true);
    const auto answers =
        usage({{"northstar", event::sale, noon, cap::owner::buyer},
               {"northstar", event::ping, base::wall_time::min(), cap::owner::buyer},
               {"auto_main", event::sale, noon, cap::owner::tree},
               {"acme_media", event::sale, noon, cap::owner::seller, "auto_insurance"},
               {"acme_media", event::sale, noon, cap::owner::seller, "home_services"},
               {"nobody", event::sale, noon, cap::owner::tree},
               {"auto_main", event::sale, base::wall_time::min(), cap::owner::tree}});
    ASSERT_EQ(answers.size(), 7u);
    for (const std::size_t two : {0u, 2u, 3u}) {
        EXPECT_EQ(answers[two].count, 2) << two;
        EXPECT_EQ(answers[two].price, base::money::from_micros(60'000'000)) << two;
        EXPECT_EQ(answers[two].payout, base::money::from_micros(48'000'000)) << two;
    }
    EXPECT_EQ(answers[1].count, 3);
    EXPECT_EQ(answers[4].count, 0);
    EXPECT_EQ(answers[4].payout, base::money());
    EXPECT_EQ(answers[5].count, 0);
    EXPECT_EQ(answers[6].count, 3);
}

TEST_F(recovery_test, a_post_without_an_end_counts_for_tree_and_seller_when_asked) {
    const base::wall_time start = clock_.now().wall - 1min;
    const auto store = open_store();
    post(*store);
    const std::vector<usage_question> questions{
        {"auto_main", event::post, start, cap::owner::tree},
        {"acme_media", event::sale, start, cap::owner::seller, "auto_insurance"}};
    const auto known = usage(questions);
    EXPECT_EQ(known[0].count, 1);
    EXPECT_EQ(known[1].count, 0);
    EXPECT_EQ(usage(questions, unsettled::counted)[1].payout, base::money::from_micros(24'000'000));
}

TEST_F(recovery_test, uses_are_those_of_the_caps_owner) {
    const auto store = open_store();
    sell(*store, "a", noon);
    sell(*store, "b", noon);
    const auto count = [&](const usage_question& question) {
        const auto uses = uses_since(server_url(), question, unsettled::left_out);
        EXPECT_TRUE(uses) << uses.error();
        return uses ? uses->size() : 0;
    };
    EXPECT_EQ(count({"a", event::sale, noon}), 1u);
    EXPECT_EQ(count({"northstar", event::sale, noon, cap::owner::buyer}), 2u);
    EXPECT_EQ(count({"auto_main", event::sale, noon, cap::owner::tree}), 2u);
    EXPECT_EQ(count({"acme_media", event::sale, noon, cap::owner::seller, "auto_insurance"}), 2u);
    EXPECT_EQ(count({"acme_media", event::sale, noon, cap::owner::seller, "moto"}), 0u);
}

TEST_F(recovery_test, balances_are_what_the_ledger_says) {
    const auto store = open_store();
    sell(*store, "a", noon);
    sell(*store, "b", noon);
    const auto found =
        balances_of(server_url(), {{"northstar", "USD"}, {"northstar", "EUR"}, {hostile, "USD"}});
    ASSERT_TRUE(found) << found.error();
    EXPECT_EQ(*found,
              (std::vector{base::money::from_micros(-60'000'000), base::money(), base::money()}));
    EXPECT_TRUE(balances_of(server_url(), {}).value().empty());
}

TEST_F(recovery_test, uses_come_with_the_fields_of_their_leads) {
    const auto store = open_store();
    sell(*store, "a", noon);
    sell(*store, "a", noon - 1h);
    const auto uses = uses_since(server_url(), {"a", event::sale, noon}, unsettled::left_out);
    ASSERT_TRUE(uses) << uses.error();
    ASSERT_EQ(uses->size(), 1u);
    EXPECT_EQ((*uses)[0].fields_json, a_received({}).fields_json);
    EXPECT_EQ((*uses)[0].price, base::money::from_micros(30'000'000));
    EXPECT_EQ((*uses)[0].payout, base::money::from_micros(24'000'000));
    EXPECT_EQ((*uses)[0].vertical, "auto_insurance");
}

TEST_F(recovery_test, leads_without_an_outcome_are_found_by_the_next_epoch) {
    const base::lead_id finished = new_lead_id();
    const base::lead_id cut_off = new_lead_id();
    base::lead_id posted;
    {
        const auto store = open_store();
        write(*store, a_received(finished));
        write(*store, an_outcome(finished));
        write(*store, a_received(cut_off));
        posted = post(*store);
        hold(*store, post(*store));
        EXPECT_TRUE(interrupted(*store).empty()) << "its own";
    }
    const auto store = open_store();
    write(*store, a_received(new_lead_id()));
    const auto found = interrupted(*store);
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0].id, cut_off);
    EXPECT_TRUE(found[0].postings.empty());
    EXPECT_EQ(found[0].currency, "USD");
    EXPECT_EQ(found[0].wrapped_key, a_received(cut_off).wrapped_key);
    EXPECT_EQ(found[1].id, posted);
    ASSERT_EQ(found[1].postings.size(), 1u);
    const journal::posting& post = found[1].postings[0];
    EXPECT_EQ(post.order, "northstar_ca");
    EXPECT_EQ(post.tier, hostile);
    EXPECT_TRUE(post.holds);
    EXPECT_EQ(post.settle_as, journal::settled_as::sold);
    EXPECT_TRUE(post.settle_at);

    ASSERT_EQ(interrupted(*store, 1).size(), 1u);
    ASSERT_EQ(interrupted(*store, 1, cut_off).size(), 1u);
    EXPECT_EQ(interrupted(*store, 1, cut_off)[0].id, posted);
    EXPECT_TRUE(interrupted(*store, 1, posted).empty());
}

TEST_F(recovery_test, after_a_whole_recovery_only_the_newest_leads_are_looked_at) {
    const auto lead_at = [&](base::wall_time at) {
        base::uuid_source ids(7);
        journal::received lead = a_received({ids.next(at)});
        lead.at = at;
        return lead;
    };
    const base::wall_time now = clock_.now().wall;
    const journal::received old = lead_at(now - 5h);
    {
        const auto store = open_store();
        write(*store, old);
        write(*store, lead_at(now - 10min));
        write(*store, lead_at(now));
    }
    std::int32_t recovered = 0;
    {
        const auto store = open_store();
        recovered = store->epoch();
        EXPECT_EQ(interrupted(*store).size(), 3u);
        ASSERT_TRUE(note_recovered(server_url(), {"nobody", recovered}, now));
        ASSERT_TRUE(note_recovered(server_url(), {"main", recovered}, now));
        ASSERT_TRUE(note_recovered(server_url(), {"main", recovered}, now)) << "again";
        EXPECT_EQ(interrupted(*store).size(), 3u) << "by itself";
    }
    {
        const auto store = open_store();
        ASSERT_EQ(store->epoch(), recovered + 1);
        EXPECT_EQ(interrupted(*store).size(), 2u) << "those within an hour of the newest";
    }
    const auto store = open_store();
    EXPECT_EQ(interrupted(*store).size(), 2u) << "the epoch between did not recover";
    EXPECT_FALSE(note_recovered("postgresql:///x?host=/nonexistent", {"main", 1}, now));
}

TEST_F(recovery_test, posts_of_unknown_answer_are_those_held_and_those_cut_off_under_hold) {
    base::lead_id held;
    base::lead_id cut_off;
    base::lead_id refused;
    {
        const auto store = open_store();
        cut_off = post(*store);
        refused = post(*store, false);
        held = post(*store);
        hold(*store, held);
        const base::lead_id settled = post(*store);
        hold(*store, settled);
        write(*store, an_outcome(settled));
        EXPECT_EQ(unknown(*store).size(), 1u) << "of its own only the one that it holds";
    }
    const auto store = open_store();
    const auto all = unknown(*store);
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].posting.id, held);
    EXPECT_TRUE(all[0].is_listed);
    EXPECT_EQ(all[1].posting.id, cut_off);
    EXPECT_FALSE(all[1].is_listed);

    const auto found = last_posts_of(server_url(), {held, cut_off, new_lead_id()});
    ASSERT_TRUE(found) << found.error();
    ASSERT_EQ(found->size(), 2u);
    EXPECT_EQ((*found)[0].posting.id, cut_off) << "the oldest";
    EXPECT_EQ((*found)[1].posting.id, held);
    EXPECT_EQ((*found)[0].wrapped_key, a_received({}).wrapped_key);
    EXPECT_EQ((*found)[0].source, a_received({}).source);
    EXPECT_TRUE(last_posts_of(server_url(), {}).value().empty());
}

// Their reservations are made from it.
TEST_F(recovery_test, a_post_left_behind_is_shown_with_what_it_holds) {
    const base::lead_id id = new_lead_id();
    const journal::received lead = a_received(id);
    const journal::posting first = a_posting(id);
    journal::posting second = first;
    {
        const auto store = open_store();
        write(*store, lead);
        write(*store, first);
        second.order = "second";
        second.at += 1s;
        second.price = base::money::from_micros(31'000'000);
        write(*store, second);
    }
    const auto store = open_store();
    const auto found = unknown(*store);
    ASSERT_EQ(found.size(), 1u) << "the last one of its walk";
    const engine::stored_post& shown = found[0];
    EXPECT_EQ(shown.posting.id, id);
    EXPECT_EQ(shown.posting.order, "second");
    EXPECT_EQ(shown.posting.buyer, second.buyer);
    EXPECT_EQ(shown.posting.currency, second.currency);
    EXPECT_EQ(shown.posting.at, second.at);
    EXPECT_EQ(shown.posting.price, second.price);
    EXPECT_EQ(shown.posting.payout, second.payout);
    EXPECT_EQ(shown.seller, lead.seller);
    EXPECT_EQ(shown.vertical, lead.vertical);
    EXPECT_EQ(shown.tree, lead.tree);
    EXPECT_EQ(shown.fields_json, lead.fields_json);
    EXPECT_EQ(shown.test, lead.test);
}

}  // namespace
}  // namespace pointsman::postgres::test
