#include <pointsman/postgres/reader.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "samples.hpp"
#include "test_database.hpp"

namespace pointsman::postgres::test {
namespace {

using namespace std::chrono_literals;
using duplicate::event;
using duplicate::past_event;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const base::digest phone = base::sha256("phone");
const base::digest email = base::sha256("email");

class duplicate_rows_test : public test_database {
protected:
    void SetUp() override {
        test_database::SetUp();
        store_ = open_store();
        reader_.emplace(reader_settings{.url = server_url()});
    }

    void write(const journal::record& what) {
        ASSERT_EQ(pending_append(*store_, what).result(), engine::append_result::durable);
    }

    base::lead_id receive(std::vector<base::digest> keys, bool test = false) {
        journal::received what = a_received(new_lead_id());
        what.source = "site-1";
        what.test = test;
        what.duplicate_keys = std::move(keys);
        write(what);
        return what.id;
    }

    // A walk's end with the post answered so; "" for no post at all.
    static journal::outcome ended(const base::lead_id& id, const std::string& status,
                                  const std::string& post_result) {
        journal::outcome what = unsold(id);
        what.status = status;
        if (!post_result.empty())
            what.attempts = {{"northstar_ca", "northstar", true, 0, what.at, 80ms, post_result, "",
                              200, std::nullopt, base::bytes{}}};
        return what;
    }

    std::vector<past_event> events_of(std::vector<base::digest> keys,
                                      base::wall_time since = base::wall_time{},
                                      const base::lead_id& besides = {}) {
        std::promise<std::vector<past_event>> found;
        reader_->find_past_events(std::move(keys), since, besides,
                                  [&](base::result<std::vector<past_event>, read_failure> result) {
                                      EXPECT_TRUE(result) << result.error().what;
                                      found.set_value(result ? *result : std::vector<past_event>{});
                                  });
        return found.get_future().get();
    }

    // "posted", "posted?" when not settled.
    std::vector<std::string> names_of(std::vector<base::digest> keys) {
        std::vector<std::string> names;
        for (const past_event& each : events_of(std::move(keys)))
            names.push_back(std::string(to_text(each.what)) + (each.is_settled ? "" : "?"));
        return names;
    }

    std::unique_ptr<store> store_;
    std::optional<reader> reader_;
};

TEST_F(duplicate_rows_test, a_sold_lead_was_seen_posted_and_sold) {
    const base::lead_id id = receive({phone, email});
    const journal::posting posting = a_posting(id);
    journal::outcome sold = an_outcome(id);
    sold.attempts[1].result = "accepted";
    write(posting);
    write(sold);
    const auto events = events_of({phone});
    ASSERT_EQ(events.size(), 3U);
    const auto find = [&](event what) {
        return *std::ranges::find(events, what, &past_event::what);
    };
    for (const past_event& each : events) {
        EXPECT_EQ(each.key, phone);
        EXPECT_EQ(each.lead, id);
        EXPECT_EQ(each.seller, "acme_media");
        EXPECT_EQ(each.source, "site-1");
        EXPECT_EQ(each.vertical, "auto_insurance");
        EXPECT_TRUE(each.is_settled);
    }
    EXPECT_EQ(find(event::seen).buyer, "");
    EXPECT_EQ(find(event::posted).buyer, "northstar");
    EXPECT_EQ(find(event::posted).at, posting.at);
    EXPECT_EQ(find(event::sold).buyer, "northstar");
    EXPECT_EQ(find(event::sold).at, sold.at);
    EXPECT_EQ(names_of({phone, email}).size(), 6U) << "once for each key";
    EXPECT_THAT(events_of({base::sha256("another")}), IsEmpty());
    EXPECT_THAT(events_of({}), IsEmpty());
}

TEST_F(duplicate_rows_test, a_post_is_settled_by_a_plain_answer_or_a_final_outcome) {
    const base::lead_id id = receive({phone});
    write(a_posting(id));
    EXPECT_THAT(names_of({phone}), ElementsAre("posted?", "seen")) << "still under way";
    write(ended(id, "pending", "unknown"));
    EXPECT_THAT(names_of({phone}), ElementsAre("posted?", "seen")) << "held";
    write(ended(id, "unsold", ""));
    EXPECT_THAT(names_of({phone}), ElementsAre("posted", "seen")) << "settled as unsold";
}

TEST_F(duplicate_rows_test, a_refusal_settles_its_post_though_another_is_held) {
    const base::lead_id id = receive({phone});
    write(a_posting(id));
    journal::posting held = a_posting(id);
    held.order = "plainview_all";
    held.buyer = "plainview";
    write(held);
    journal::outcome pending = ended(id, "pending", "rejected");
    pending.attempts.push_back(pending.attempts.front());
    pending.attempts.back().order = held.order;
    pending.attempts.back().result = "unknown";
    write(pending);
    std::vector<std::pair<std::string, bool>> posts;
    for (const past_event& each : events_of({phone}))
        if (each.what == event::posted) posts.emplace_back(each.buyer, each.is_settled);
    std::ranges::sort(posts);
    EXPECT_THAT(posts, ElementsAre(std::pair(std::string("northstar"), true),
                                   std::pair(std::string("plainview"), false)));
}

TEST_F(duplicate_rows_test, a_post_of_which_nothing_left_never_was) {
    const base::lead_id id = receive({phone});
    write(a_posting(id));
    write(ended(id, "unsold", "unsent"));
    EXPECT_THAT(names_of({phone}), ElementsAre("seen"));
}

TEST_F(duplicate_rows_test, test_leads_and_the_asker_are_left_out) {
    receive({phone}, true);
    EXPECT_EQ(value("select count(*) from duplicate_key"), "0");
    const base::lead_id id = receive({phone});
    EXPECT_THAT(events_of({phone}, {}, id), IsEmpty());
    EXPECT_EQ(events_of({phone}, {}, new_lead_id()).size(), 1U);
}

TEST_F(duplicate_rows_test, events_count_by_their_own_time) {
    const base::lead_id id = receive({phone});
    journal::posting posting = a_posting(id);
    posting.at += 1h;
    write(posting);
    const auto since = [&](base::wall_time at) { return events_of({phone}, at).size(); };
    EXPECT_EQ(since(posting.at - 2h), 2U);
    EXPECT_EQ(since(posting.at), 1U) << "a post long after the lead";
    EXPECT_EQ(since(posting.at + 1us), 0U);
}

TEST_F(duplicate_rows_test, the_latest_stands_for_all_of_its_kind) {
    for (int i = 0; i < 20; ++i) receive({phone});
    const base::lead_id last = receive({phone});
    journal::received other = a_received(new_lead_id());
    other.seller = "somebody_else";
    other.duplicate_keys = {phone};
    write(other);
    const auto events = events_of({phone});
    ASSERT_EQ(events.size(), 2U) << "one a seller";
    EXPECT_EQ(events[0].lead, last);
    EXPECT_EQ(events[1].lead, other.id);
}

TEST_F(duplicate_rows_test, of_a_made_up_number_old_posts_are_not_looked_for_but_old_sales_are) {
    const base::lead_id id = receive({phone});
    write(a_posting(id));
    write(an_outcome(id));
    const auto add_leads = [this](int count) {
        for (int i = 0; i < count; ++i) {
            journal::received what = a_received(new_lead_id());
            what.duplicate_keys = {phone};
            store_->append(what, [](engine::append_result) {});
        }
        receive({phone});
    };
    add_leads(254);
    EXPECT_THAT(names_of({phone}), testing::Contains("posted")) << "256 leads";
    add_leads(0);
    EXPECT_THAT(names_of({phone}), testing::Not(testing::Contains("posted"))) << "257 leads";
    EXPECT_THAT(names_of({phone}), testing::Contains("sold"));
}

TEST_F(duplicate_rows_test, a_look_up_that_fails_says_so) {
    reader nowhere(reader_settings{.url = "postgresql:///x?host=/nonexistent"});
    std::promise<bool> found;
    nowhere.find_past_events({phone}, {}, {},
                             [&](auto result) { found.set_value(result.has_value()); });
    EXPECT_FALSE(found.get_future().get());
}

}  // namespace
}  // namespace pointsman::postgres::test
