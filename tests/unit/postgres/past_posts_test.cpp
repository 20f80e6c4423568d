#include <pointsman/postgres/reader.hpp>
#include <pointsman/postgres/recovery.hpp>

#include <gtest/gtest.h>

#include <future>

#include "samples.hpp"
#include "test_database.hpp"

// What is found of posts long after they were made.
namespace pointsman::postgres::test {
namespace {

using namespace std::chrono_literals;

const base::secret_key master{7};
const base::secret_key own{9};

class past_posts_test : public test_database {
protected:
    void write(store& to, const journal::record& entry) {
        ASSERT_EQ(pending_append(to, entry).result(), engine::append_result::durable);
    }

    // A post under `no_answer: reject`.
    base::lead_id post(store& to, bool holds = false) {
        const base::lead_id id = new_lead_id();
        journal::received lead = a_received(id);
        lead.wrapped_key = base::wrap_key(master, own);
        write(to, lead);
        journal::posting posting = a_posting(id);
        posting.holds = holds;
        posting.captured_sealed = engine::seal_captured(own, {{"reference", "r-1"}});
        write(to, posting);
        return id;
    }

    void refuse(store& to, const base::lead_id& id, const std::string& answer) {
        journal::outcome end = unsold(id);
        end.candidates = {{"northstar_ca", "northstar", "open", "post_rejected", ""}};
        journal::attempt sent;
        sent.order = "northstar_ca";
        sent.buyer = "northstar";
        sent.is_post = true;
        sent.started_at = end.at;
        sent.result = answer;
        end.attempts = {sent};
        write(to, end);
    }

    std::optional<engine::past_post> find(const base::lead_id& id, const std::string& order) {
        std::promise<std::optional<engine::past_post>> found;
        reader_.value().find_post({id, order, 0}, master, [&](const auto& result) {
            EXPECT_TRUE(result) << result.error().what;
            found.set_value(result.value_or(std::nullopt));
        });
        return found.get_future().get();
    }

    std::vector<engine::listed_void> voids(const std::string& after = "", std::size_t most = 100) {
        std::promise<std::vector<engine::listed_void>> found;
        reader_.value().list_voids(after, most, [&](const auto& result) {
            EXPECT_TRUE(result) << result.error().what;
            found.set_value(result.value_or(std::vector<engine::listed_void>{}));
        });
        return found.get_future().get();
    }

    std::vector<engine::untold_void> untold(std::int32_t most_notices = 12,
                                            const std::string& after = "", std::size_t most = 100) {
        std::promise<std::vector<engine::untold_void>> found;
        reader_.value().list_untold(after, most_notices, most, master, [&](const auto& result) {
            EXPECT_TRUE(result) << result.error().what;
            found.set_value(result.value_or(std::vector<engine::untold_void>{}));
        });
        return found.get_future().get();
    }

    void SetUp() override {
        test_database::SetUp();
        reader_.emplace(reader_settings{.url = server_url()});
    }

    std::optional<reader> reader_;
};

TEST_F(past_posts_test, a_post_is_found_with_how_its_walk_ended) {
    const auto store = open_store();
    const base::lead_id id = post(*store);
    EXPECT_FALSE(find(new_lead_id(), "northstar_ca"));
    EXPECT_FALSE(find(id, "another"));
    const auto running = find(id, "northstar_ca");
    ASSERT_TRUE(running);
    EXPECT_FALSE(running->is_over);
    EXPECT_EQ(running->post.captured.at("reference"), "r-1");
    EXPECT_EQ(running->post.seller, "acme_media");
    EXPECT_EQ(running->post.key, own);
    refuse(*store, id, "timeout");
    const auto over = find(id, "northstar_ca");
    EXPECT_TRUE(over->is_over);
    EXPECT_EQ(over->reason, "post_rejected");
    EXPECT_EQ(over->answer, "timeout");
    EXPECT_FALSE(over->is_noted);
    write(*store, a_void_answer(id));
    EXPECT_TRUE(find(id, "northstar_ca")->is_noted);
}

TEST_F(past_posts_test, a_post_that_its_buyer_accepted_too_low_is_found_with_that_price) {
    const auto store = open_store();
    const base::lead_id id = post(*store);
    journal::outcome pending = an_outcome(id);
    pending.status = "pending";
    pending.sale.reset();
    pending.entries.clear();
    pending.candidates = {{"northstar_ca", "northstar", "open", "post_unknown", ""}};
    pending.attempts.at(1).price = base::money::from_micros(4'000'000);
    write(*store, pending);
    journal::outcome settled = unsold(id);
    settled.candidates = {{"northstar_ca", "northstar", "open", "post_rejected", ""}};
    write(*store, settled);
    const auto found = find(id, "northstar_ca");
    EXPECT_EQ(found->post.refused_price, base::money::from_micros(4'000'000));
    engine::settlement said;
    said.how = journal::settled_as::sold;
    EXPECT_EQ(judge_late(found.value(), said), engine::late_meaning::contradicts);
}

TEST_F(past_posts_test, a_sold_post_is_found_with_its_price) {
    const auto store = open_store();
    const base::lead_id id = post(*store, true);
    EXPECT_FALSE(find(id, "northstar_ca")->sold_at);
    const journal::outcome sold = an_outcome(id);
    write(*store, sold);
    EXPECT_EQ(find(id, "northstar_ca")->sold_at, sold.sale->money.price);
}

TEST_F(past_posts_test, the_latest_outcome_tells_how_a_held_post_was_settled) {
    const auto store = open_store();
    const base::lead_id id = post(*store, true);
    journal::outcome pending = unsold(id);
    pending.status = "pending";
    pending.candidates = {{"northstar_ca", "northstar", "open", "post_unknown", ""}};
    write(*store, pending);
    EXPECT_FALSE(find(id, "northstar_ca")->is_over);
    EXPECT_EQ(find(id, "northstar_ca")->reason, "post_unknown");
    refuse(*store, id, "timeout");
    EXPECT_TRUE(find(id, "northstar_ca")->is_over);
    EXPECT_EQ(find(id, "northstar_ca")->reason, "post_rejected");
}

TEST_F(past_posts_test, void_answers_are_listed_once_in_pages_with_their_notices) {
    const auto store = open_store();
    std::vector<base::lead_id> leads;
    for (int i = 0; i < 3; ++i) {
        leads.push_back(post(*store));
        journal::void_answer said = a_void_answer(leads.back());
        write(*store, said);
        said.at += 1s;
        write(*store, said);
    }
    ASSERT_EQ(voids().size(), 3u) << "said twice, listed once";
    EXPECT_EQ(voids()[0].what.id, leads[0]);
    EXPECT_EQ(voids()[0].notices, 0);
    EXPECT_FALSE(voids()[0].told_at);
    const std::string first = to_text(leads[0]) + ".northstar_ca.post.0";
    ASSERT_EQ(voids(first, 1).size(), 1u);
    EXPECT_EQ(voids(first, 1)[0].what.id, leads[1]);

    journal::follow_up made = a_follow_up(leads[0]);
    journal::follow_up_end failed = a_follow_up_end(made);
    failed.result = "failed";
    failed.detail = "HTTP status 503";
    write(*store, made);
    write(*store, failed);
    EXPECT_EQ(voids()[0].last_failure, "HTTP status 503");
    EXPECT_FALSE(voids()[0].told_at);
    made.at += 1s;
    write(*store, made);
    write(*store, a_follow_up_end(made));
    EXPECT_EQ(voids()[0].notices, 2);
    EXPECT_EQ(voids()[0].told_at, made.at);
    EXPECT_FALSE(voids()[1].told_at);
}

TEST_F(past_posts_test, untold_are_void_accepts_with_notices_left) {
    const auto store = open_store();
    const base::lead_id told = post(*store);
    const base::lead_id tried = post(*store);
    const base::lead_id contradicted = post(*store, true);
    for (const base::lead_id& id : {told, tried}) write(*store, a_void_answer(id));
    journal::void_answer other = a_void_answer(contradicted);
    other.is_contradiction = true;
    write(*store, other);
    write(*store, a_follow_up(told));
    write(*store, a_follow_up_end(a_follow_up(told)));
    write(*store, a_follow_up(tried));
    const auto found = untold();
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].post.posting.id, tried);
    EXPECT_EQ(found[0].post.captured.at("reference"), "r-1");
    EXPECT_EQ(found[0].what.came_by, "webhook");
    EXPECT_EQ(found[0].notices, 1);
    EXPECT_TRUE(untold(1).empty());
}

TEST_F(past_posts_test, untold_come_in_pages) {
    const auto store = open_store();
    for (int i = 0; i < 5; ++i) write(*store, a_void_answer(post(*store)));
    const auto first = untold(12, "", 2);
    ASSERT_EQ(first.size(), 2u);
    const auto rest = untold(12, engine::offer_id_of(first.back().post.posting), 100);
    ASSERT_EQ(rest.size(), 3u);
    EXPECT_LT(first.back().post.posting.id, rest.front().post.posting.id);
}

TEST_F(past_posts_test, late_accepts_that_were_not_noted_are_found_at_the_next_start) {
    journal::late_reply accepted = a_late_reply(base::lead_id{});
    accepted.is_post = true;
    accepted.order = "northstar_ca";
    accepted.attempt = 0;
    accepted.result = "accepted";
    accepted.price = base::money::from_micros(9'500'000);
    base::lead_id missed;
    {
        const auto store = open_store();
        for (const bool holds : {true, false, false}) {
            const base::lead_id id = post(*store, holds);
            if (!holds && missed == base::lead_id{}) missed = id;
            accepted.id = id;
            write(*store, accepted);
            if (!holds && id != missed) write(*store, a_void_answer(id));
        }
    }
    const auto store = open_store();
    const auto found = unnoted_voids(server_url(), {"main", store->epoch()}, master);
    ASSERT_TRUE(found) << found.error();
    ASSERT_EQ(found->size(), 1u);
    EXPECT_EQ((*found)[0].post.posting.id, missed);
    EXPECT_EQ((*found)[0].what.at, accepted.at);
    EXPECT_EQ((*found)[0].what.came_by, "late_reply");
    EXPECT_EQ((*found)[0].what.price, accepted.price);
}

TEST_F(past_posts_test, unknown_posts_come_with_what_was_heard_and_asked) {
    base::lead_id heard;
    base::lead_id asked;
    {
        const auto store = open_store();
        heard = post(*store, true);
        journal::late_reply late = a_late_reply(heard);
        late.is_post = true;
        late.order = "northstar_ca";
        late.attempt = 0;
        late.result = "rejected";
        write(*store, late);
        asked = post(*store, true);
        for (const auto kind : {journal::follow_up_kind::status, journal::follow_up_kind::repost}) {
            journal::follow_up made = a_follow_up(asked);
            made.kind = kind;
            write(*store, made);
            journal::follow_up_end end = a_follow_up_end(made);
            end.result = kind == journal::follow_up_kind::repost ? "accepted" : "unknown";
            write(*store, end);
        }
    }
    const auto found = last_posts_of(server_url(), {asked, heard});
    ASSERT_TRUE(found) << found.error();
    ASSERT_EQ(found->size(), 2u);
    EXPECT_EQ((*found)[0].posting.id, heard);
    EXPECT_EQ((*found)[0].late_result, "rejected");
    EXPECT_EQ((*found)[0].late_price, base::money::from_micros(7'000'000));
    EXPECT_EQ((*found)[0].asked, 0);
    EXPECT_EQ((*found)[0].late_by, engine::settled_by::late_reply);
    EXPECT_EQ((*found)[1].late_result, "accepted");
    EXPECT_EQ((*found)[1].late_by, engine::settled_by::repost);
    EXPECT_EQ((*found)[1].late_http_status, 204);
    EXPECT_FALSE((*found)[1].late_price);
    EXPECT_FALSE((*found)[1].refused_price);
    EXPECT_EQ((*found)[1].asked, 1);
    EXPECT_EQ((*found)[1].reposted, 1);
    EXPECT_EQ((*found)[1].source, a_received({}).source);
}

// Also where silence would be a refusal.
TEST_F(past_posts_test, an_accept_at_a_price_that_could_not_be_taken_keeps_its_post_open) {
    base::lead_id in_time;
    base::lead_id late;
    {
        const auto store = open_store();
        in_time = post(*store, false);
        journal::outcome pending = an_outcome(in_time);
        pending.status = "pending";
        pending.sale.reset();
        pending.entries.clear();
        pending.candidates = {{"northstar_ca", "northstar", "open", "post_unknown", ""}};
        pending.attempts.at(1).price = base::money::from_micros(4'000'000);
        write(*store, pending);
        late = post(*store, true);
        journal::late_reply said = a_late_reply(late);
        said.is_post = true;
        said.order = "northstar_ca";
        said.attempt = 0;
        said.result = "unknown";
        write(*store, said);
    }
    const auto pending = last_posts_of(server_url(), {in_time});
    ASSERT_TRUE(pending) << pending.error();
    ASSERT_EQ(pending->size(), 1u);
    EXPECT_EQ((*pending)[0].posting.id, in_time);
    EXPECT_EQ((*pending)[0].refused_price, base::money::from_micros(4'000'000));
    EXPECT_EQ((*pending)[0].late_result, "");
    const auto left = last_posts_of(server_url(), {late});
    ASSERT_TRUE(left) << left.error();
    ASSERT_EQ(left->size(), 1u);
    EXPECT_EQ((*left)[0].posting.id, late);
    EXPECT_EQ((*left)[0].refused_price, base::money::from_micros(7'000'000));
    const auto& limits = (*pending)[0].posting.limits;
    ASSERT_TRUE(limits);
    EXPECT_EQ(std::get<base::basis_points>(limits->payout.pays), base::basis_points{8000});
    EXPECT_EQ(limits->payout.min_margin, base::money::from_micros(2'000'000));
    EXPECT_EQ(limits->floor, base::money::from_micros(5'000'000));
    EXPECT_FALSE(limits->min_payout);
}

// A webhook, a status or a re-post: no late reply tells of them.
TEST_F(past_posts_test, a_price_that_was_not_taken_after_the_walk_comes_with_its_post) {
    base::lead_id named_twice;
    base::lead_id silent;
    {
        const auto store = open_store();
        for (base::lead_id* id : {&named_twice, &silent}) {
            *id = post(*store, true);
            journal::outcome pending = an_outcome(*id);
            pending.status = "pending";
            pending.sale.reset();
            pending.entries.clear();
            pending.candidates = {{"northstar_ca", "northstar", "open", "post_unknown", ""}};
            write(*store, pending);
        }
        journal::untaken_accept said = an_untaken_accept(named_twice);
        write(*store, said);
        said.at += 1s;
        said.price = base::money::from_micros(2'000'000);
        write(*store, said);
        said = an_untaken_accept(silent);
        said.order = "another";
        write(*store, said);
    }
    const auto store = open_store();
    const auto found = last_posts_of(server_url(), {named_twice, silent});
    ASSERT_TRUE(found) << found.error();
    ASSERT_EQ(found->size(), 2u);
    EXPECT_EQ((*found)[0].posting.id, named_twice);
    EXPECT_EQ((*found)[0].refused_price, base::money::from_micros(2'000'000)) << "the last one";
    EXPECT_EQ((*found)[1].posting.id, silent);
    EXPECT_FALSE((*found)[1].refused_price);
}

}  // namespace
}  // namespace pointsman::postgres::test
