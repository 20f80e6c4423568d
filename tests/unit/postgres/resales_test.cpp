#include <pointsman/postgres/reader.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <future>
#include <pqxx/connection>
#include <pqxx/transaction>
#include <utility>

#include "office_fixture.hpp"

// Which returned leads are sold again, by what is written down.
namespace pointsman::postgres::test {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class resales_test : public office_test {
protected:
    void SetUp() override {
        office_test::SetUp();
        reader_.emplace(reader_settings{.url = server_url()});
        seller_contract_.resale = ledger::resale_terms{{"wrong_number"}, 24h, 1};
    }

    engine::return_standing returned(const base::lead_id& lead) {
        const auto answer = give_back(a_request(lead));
        EXPECT_TRUE(answer);
        return std::get<engine::return_standing>(answer.value());
    }

    std::vector<engine::returned_lead> due_at(
        base::wall_time when, std::size_t most = 16,
        std::optional<engine::returned_place> after = std::nullopt) {
        std::promise<std::vector<engine::returned_lead>> due;
        reader_.value().list_returned(when, after, most, [&](auto found) {
            EXPECT_TRUE(found) << found.error().what;
            due.set_value(std::move(found).value_or(std::vector<engine::returned_lead>{}));
        });
        return due.get_future().get();
    }

    std::vector<engine::returned_lead> due() { return due_at(now()); }

    timeline story_of(const base::lead_id& lead) {
        std::promise<timeline> story;
        reader_.value().find_timeline(lead, [&](auto found) { story.set_value(found.value()); });
        return story.get_future().get();
    }

    void write(const journal::record& what) {
        EXPECT_EQ(pending_append(*store_, what).result(), engine::append_result::durable);
    }

    // A returned lead comes in again.
    base::lead_id begin_resale(const engine::returned_lead& what) {
        journal::received again = what.lead;
        again.id = new_lead_id();
        again.at = now();
        again.request_key = "resale:" + to_text(again.id);
        again.resale = journal::resale{what.sale, what.tries};
        write(again);
        return again.id;
    }

    // Its new lead, sold to "plainview".
    base::lead_id resell(const engine::returned_lead& what) {
        const base::lead_id again = begin_resale(what);
        journal::posting post = a_posting(again);
        post.buyer = "plainview";
        write(post);
        journal::outcome sold = an_outcome(again);
        sold.at = now();
        write(sold);
        return again;
    }

    void interrupt(const base::lead_id& lead) {
        journal::outcome interrupted = unsold(lead);
        interrupted.reason = "interrupted";
        write(interrupted);
    }

    // Rows of one lead by which its person can be read or found.
    std::string personal_rows(const base::lead_id& lead) {
        return value(
            fmt::format("select (select count(*) from lead_key where lead_id = '{0}') + "
                        "(select count(*) from personal_hash where lead_id = '{0}') + "
                        "(select count(*) from duplicate_key where lead_id = '{0}')",
                        to_text(lead)));
    }

    std::optional<reader> reader_;
};

TEST_F(resales_test, a_returned_lead_is_due_with_all_that_is_needed) {
    const base::lead_id lead = sell();
    EXPECT_THAT(due(), IsEmpty()) << "not yet returned";
    EXPECT_TRUE(returned(lead).resells);
    const auto all = due();
    ASSERT_THAT(all, SizeIs(1));
    EXPECT_EQ(all[0].sale, (journal::sale_key{lead, 0}));
    EXPECT_FALSE(all[0].seller_keeps_payout);
    EXPECT_EQ(all[0].lead.personal_sealed, a_received(lead).personal_sealed);
    EXPECT_THAT(all[0].earlier, ElementsAre(lead));
    EXPECT_THAT(all[0].had_by, ElementsAre(engine::earlier_buyer{a_posting(lead).buyer, lead}));
}

TEST_F(resales_test, the_seller_keeps_its_payout_where_the_network_bears_the_return) {
    seller_contract_.returns.reset();
    returned(sell());
    EXPECT_TRUE(due().at(0).seller_keeps_payout);
}

TEST_F(resales_test, nothing_is_due_that_the_contract_does_not_name) {
    seller_contract_.resale->reasons = {"duplicate"};
    EXPECT_FALSE(returned(sell()).resells);
    seller_contract_.resale.reset();
    EXPECT_FALSE(returned(sell()).resells);
    EXPECT_THAT(due(), IsEmpty());
}

TEST_F(resales_test, what_waits_for_an_operator_is_due_when_it_is_accepted) {
    buyer_contract_.returns->approve = ledger::approval::by_operator;
    const base::lead_id accepted = sell();
    const base::lead_id refused = sell();
    for (const base::lead_id& lead : {accepted, refused}) EXPECT_FALSE(returned(lead).resells);
    EXPECT_THAT(due(), IsEmpty());
    EXPECT_TRUE(decide(accepted, true));
    EXPECT_TRUE(decide(refused, false));
    ASSERT_THAT(due(), SizeIs(1));
    EXPECT_EQ(due()[0].sale.lead, accepted);
}

TEST_F(resales_test, only_as_long_as_the_contract_lets_it) {
    const base::lead_id lead = sell();
    returned(lead);
    const base::wall_time last = due().at(0).lead.at + 24h;
    EXPECT_THAT(due_at(last), SizeIs(1));
    EXPECT_THAT(due_at(last + 1us), IsEmpty());
}

TEST_F(resales_test, only_once) {
    const base::lead_id lead = sell();
    returned(lead);
    const engine::returned_lead what = due().at(0);
    resell(what);
    EXPECT_THAT(due(), IsEmpty());
    journal::received twice = what.lead;
    twice.id = new_lead_id();
    twice.request_key = "resale:again";
    twice.resale = journal::resale{what.sale, what.tries};
    EXPECT_EQ(pending_append(*store_, twice).result(), engine::append_result::poisoned);
    EXPECT_EQ(value("select count(*) from resale"), "1");
}

TEST_F(resales_test, a_refusal_in_its_place_ends_it_too) {
    const base::lead_id lead = sell();
    returned(lead);
    journal::refused instead = a_refused(new_lead_id());
    instead.resale = journal::resale{{lead, 0}, 0};
    EXPECT_EQ(pending_append(*store_, instead).result(), engine::append_result::durable);
    EXPECT_THAT(due(), IsEmpty());
    EXPECT_EQ(story_of(instead.id).refused.value().resale, instead.resale);
}

TEST_F(resales_test, none_of_an_erased_person) {
    returned(sell());
    EXPECT_THAT(due(), SizeIs(1));
    EXPECT_TRUE(erase("email", "ada@example.com"));
    EXPECT_THAT(due(), IsEmpty());
    seller_contract_.resale->times = 2;
    const base::lead_id another = sell();
    EXPECT_TRUE(erase("email", "ada@example.com"));
    EXPECT_FALSE(returned(another).resells);
}

TEST_F(resales_test, one_under_way_when_its_person_is_erased_keeps_nothing_of_it) {
    const base::lead_id lead = sell();
    returned(lead);
    const engine::returned_lead what = due().at(0);
    EXPECT_TRUE(erase("email", "ada@example.com"));
    const base::lead_id again = begin_resale(what);
    EXPECT_EQ(value("select count(*) from resale"), "1");
    EXPECT_EQ(personal_rows(lead), "0");
    EXPECT_EQ(personal_rows(again), "0");
}

TEST_F(resales_test, what_is_stored_is_erased_by_nobody_who_claims_that_it_is_a_resale) {
    const base::lead_id lead = sell();
    returned(lead);
    EXPECT_TRUE(erase("email", "ada@example.com"));
    const base::lead_id another = sell();
    const std::string before = personal_rows(another);
    EXPECT_NE(before, "0");
    pqxx::connection forger{server_url()};
    pqxx::work writing(forger);
    writing.exec(
        fmt::format("insert into resale select '{}', '{}', 0, 0, now(), node, epoch "
                    "from batch order by epoch desc limit 1",
                    to_text(another), to_text(lead)));
    writing.commit();
    EXPECT_EQ(personal_rows(another), before);
}

TEST_F(resales_test, one_that_is_just_being_written_is_erased_as_well) {
    const base::lead_id lead = sell();
    returned(lead);
    const base::lead_id again = new_lead_id();
    pqxx::connection writer{owner_url()};
    pqxx::work writing(writer);
    writing.exec(
        fmt::format("set constraints all immediate;"
                    "insert into personal_hash (kind, hash, lead_id, node, epoch) "
                    "select kind, hash, '{0}', node, epoch from personal_hash "
                    "where lead_id = '{1}';"
                    "insert into resale select '{0}', '{1}', 0, 0, now(), node, epoch "
                    "from batch limit 1",
                    to_text(again), to_text(lead)));
    auto erased = std::async(std::launch::async,
                             [this] { return erase("email", "ada@example.com").value().leads; });
    const std::string waiting =
        fmt::format("select count(*) from pg_stat_activity where {} = any (pg_blocking_pids(pid))",
                    writer.backendpid());
    EXPECT_TRUE(eventually([&] { return value(waiting) == "1"; }));
    writing.commit();
    EXPECT_EQ(erased.get(), 2);
    EXPECT_EQ(personal_rows(again), "0");
}

TEST_F(resales_test, of_a_resale_count_and_know_who_had_it) {
    seller_contract_.resale->times = 2;
    const base::lead_id first = sell();
    returned(first);
    const base::lead_id second = resell(due().at(0));
    EXPECT_TRUE(returned(second).resells);
    const auto all = due();
    ASSERT_THAT(all, SizeIs(1));
    EXPECT_THAT(all[0].earlier, ElementsAre(second, first));
    EXPECT_THAT(all[0].had_by, ElementsAre(engine::earlier_buyer{"northstar", first},
                                           engine::earlier_buyer{"plainview", second}));
    EXPECT_EQ(all[0].lead.resale, (journal::resale{{first, 0}, 0}));
    const base::lead_id third = resell(all[0]);
    EXPECT_FALSE(returned(third).resells) << "twice is all";
    EXPECT_THAT(due(), IsEmpty());
}

TEST_F(resales_test, a_seller_that_kept_its_payout_once_keeps_it_through_all_resales) {
    seller_contract_.resale->times = 2;
    const auto takes_returns = std::exchange(seller_contract_.returns, std::nullopt);
    returned(sell());
    const base::lead_id second = resell(due().at(0));
    seller_contract_.returns = takes_returns;
    EXPECT_EQ(returned(second).cost.value().who, ledger::bearer::seller);
    EXPECT_TRUE(due().at(0).seller_keeps_payout);
}

TEST_F(resales_test, one_that_was_interrupted_before_anybody_had_it_is_due_again) {
    returned(sell());
    const base::lead_id again = begin_resale(due().at(0));
    EXPECT_THAT(due(), IsEmpty()) << "it is under way";
    interrupt(again);
    ASSERT_THAT(due(), SizeIs(1));
    EXPECT_EQ(due()[0].tries, 1);
    resell(due()[0]);
    EXPECT_THAT(due(), IsEmpty());
}

TEST_F(resales_test, one_that_was_interrupted_after_it_was_posted_is_not) {
    returned(sell());
    const base::lead_id again = begin_resale(due().at(0));
    write(a_posting(again));
    interrupt(again);
    EXPECT_THAT(due(), IsEmpty());
}

TEST_F(resales_test, come_in_pages_those_first_that_are_too_old_first) {
    std::vector<base::lead_id> leads;
    for (int i = 0; i < 3; ++i) leads.push_back(sell());
    for (const base::lead_id& lead : leads) returned(lead);
    const auto two = due_at(now(), 2);
    ASSERT_THAT(two, SizeIs(2));
    EXPECT_EQ(two[0].sale.lead, leads[0]);
    EXPECT_EQ(two[1].sale.lead, leads[1]);
    const auto rest = due_at(now(), 2, engine::returned_place{two[1].until, two[1].sale});
    ASSERT_THAT(rest, SizeIs(1));
    EXPECT_EQ(rest[0].sale.lead, leads[2]);
    EXPECT_THAT(due_at(now(), 2, engine::returned_place{rest[0].until, rest[0].sale}), IsEmpty());
}

TEST_F(resales_test, a_timeline_tells_of_return_and_resale) {
    const base::lead_id lead = sell();
    EXPECT_THAT(story_of(lead).returns, IsEmpty());
    returned(lead);
    const base::lead_id again = resell(due().at(0));
    const timeline story = story_of(lead);
    ASSERT_THAT(story.returns, SizeIs(1));
    EXPECT_EQ(story.returns[0].buyer, "northstar");
    EXPECT_EQ(story.returns[0].reason, "wrong_number");
    EXPECT_EQ(story.returns[0].decision, "accepted");
    EXPECT_EQ(story.returns[0].bears, "seller");
    EXPECT_TRUE(story.returns[0].decided_at);
    EXPECT_TRUE(story.returns[0].resell_until);
    EXPECT_EQ(story.returns[0].resold_as, again);
    EXPECT_EQ(story_of(again).received.value().resale, (journal::resale{{lead, 0}, 0}));
}

}  // namespace
}  // namespace pointsman::postgres::test
