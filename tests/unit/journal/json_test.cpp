#include <pointsman/base/text.hpp>
#include <pointsman/journal/json.hpp>

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "records.hpp"

namespace pointsman::journal {
namespace {

using nlohmann::json;

TEST(journal_json, holds_every_byte_of_a_hostile_text) {
    received what;
    what.seller = "Jos\xc3\xa9 \"quoted\"";
    what.source = std::string("nul\0inside", 10);
    what.ref = "broken \xff";
    const std::string text = to_json(what);
    for (const char letter : text) EXPECT_TRUE(letter >= ' ' && letter <= '~');
    const json parsed = json::parse(text);
    EXPECT_EQ(parsed["seller"], "Jos\xc3\xa9 \"quoted\"");
    EXPECT_EQ(parsed["source"]["hex"], "6e756c00696e73696465");
    EXPECT_EQ(parsed["ref"]["hex"], "62726f6b656e20ff");
}

TEST(journal_json, holds_the_whole_outcome) {
    outcome what;
    what.candidates.push_back({"o1", "b1", "t1", "outbid", "by 1.00"});
    what.attempts.resize(2);
    what.attempts[1].price = base::money::from_micros(5);
    what.sale.emplace().money.price = base::money::from_micros(9);
    what.entries.push_back({ledger::account::buyer, "b1", base::money::from_micros(9)});
    const json parsed = json::parse(to_json(what));
    EXPECT_EQ(parsed["candidates"][0]["detail"], "by 1.00");
    EXPECT_TRUE(parsed["attempts"][0]["price_micros"].is_null());
    EXPECT_EQ(parsed["attempts"][1]["price_micros"], 5);
    EXPECT_EQ(parsed["sale"]["price_micros"], 9);
    EXPECT_EQ(parsed["entries"][0]["account"], "buyer");
}

TEST(journal_json, holds_the_keys_that_a_lead_is_found_by) {
    received what;
    what.duplicate_keys = {base::sha256("a"), base::sha256("b")};
    const json parsed = json::parse(to_json(what));
    ASSERT_EQ(parsed["duplicate_keys"].size(), 2U);
    EXPECT_EQ(parsed["duplicate_keys"][1], base::to_hex(base::sha256("b")));
}

TEST(journal_json, holds_what_may_be_absent_and_what_may_be_many) {
    received came;
    came.sub_ids = {"campaign-7", "ad-2"};
    came.min_price = base::money::from_micros(4);
    came.max_wait_ms = 800;
    came.hashes.resize(2);
    const json lead = json::parse(to_json(came));
    EXPECT_EQ(lead["sub_ids"], json({"campaign-7", "ad-2"}));
    EXPECT_EQ(lead["min_price_micros"], 4);
    EXPECT_TRUE(lead["resale"].is_null());
    came.resale = resale{{base::lead_id{}, 2}, 1};
    EXPECT_EQ(json::parse(to_json(came))["resale"]["of_slot"], 2);
    EXPECT_EQ(lead["max_wait_ms"], 800);
    EXPECT_EQ(lead["hashes"].size(), 2U);
    EXPECT_TRUE(json::parse(to_json(received{}))["min_price_micros"].is_null());
    EXPECT_TRUE(json::parse(to_json(outcome{}))["sale"].is_null());

    posting post;
    EXPECT_TRUE(json::parse(to_json(post))["settle_at"].is_null());
    post.settle_at = base::wall_time(base::duration(5));
    post.price = base::money::from_micros(7);
    EXPECT_FALSE(json::parse(to_json(post))["settle_at"].is_null());
    EXPECT_EQ(json::parse(to_json(post))["price_micros"], 7);
}

TEST(journal_json, holds_what_came_after_the_walk) {
    late_reply late;
    late.result = "accepted";
    late.price = base::money::from_micros(3);
    EXPECT_EQ(json::parse(to_json(late))["result"], "accepted");
    EXPECT_EQ(json::parse(to_json(late))["price_micros"], 3);

    void_answer unwanted;
    unwanted.came_by = "webhook";
    unwanted.price = base::money::from_micros(8);
    EXPECT_EQ(json::parse(to_json(unwanted))["came_by"], "webhook");
    EXPECT_EQ(json::parse(to_json(unwanted))["price_micros"], 8);
    follow_up asked;
    asked.number = 2;
    EXPECT_EQ(json::parse(to_json(asked))["number"], 2);
    follow_up_end heard;
    heard.http_status = 503;
    EXPECT_EQ(json::parse(to_json(heard))["http_status"], 503);
    untaken_accept low;
    low.price = base::money::from_micros(4);
    low.came_by = "status";
    EXPECT_EQ(json::parse(to_json(low))["price_micros"], 4);
    EXPECT_EQ(json::parse(to_json(low))["came_by"], "status");
    refused turned_away;
    turned_away.reason = "duplicate";
    EXPECT_EQ(json::parse(to_json(turned_away))["reason"], "duplicate");
}

TEST(journal_json, names_the_kinds) {
    EXPECT_EQ(kind_of(received{}), "received");
    EXPECT_EQ(kind_of(refused{}), "refused");
    EXPECT_EQ(kind_of(posting{}), "posting");
    EXPECT_EQ(kind_of(outcome{}), "outcome");
    EXPECT_EQ(kind_of(late_reply{}), "late_reply");
    EXPECT_EQ(kind_of(void_answer{}), "void_answer");
    EXPECT_EQ(kind_of(follow_up{}), "follow_up");
    EXPECT_EQ(kind_of(follow_up_end{}), "follow_up_end");
    EXPECT_EQ(kind_of(untaken_accept{}), "untaken_accept");
    EXPECT_EQ(lead_of(test::an_outcome(9)), test::lead(9));
}

TEST(approximate_bytes, counts_what_the_texts_hold) {
    const std::size_t small = approximate_bytes(test::a_received(1));
    EXPECT_GE(approximate_bytes(test::a_received(1, std::string(5000, 'x'))), small + 4998);
    received keyed;
    const std::size_t without = approximate_bytes(keyed);
    keyed.duplicate_keys.resize(10);
    EXPECT_EQ(approximate_bytes(keyed), without + 10 * sizeof(base::digest));
    outcome what;
    const std::size_t empty = approximate_bytes(what);
    what.attempts.resize(3);
    what.attempts[2].reply_sealed.resize(1000);
    EXPECT_GE(approximate_bytes(what), empty + 3 * sizeof(attempt) + 1000);
}

}  // namespace
}  // namespace pointsman::journal
