#include "stage.hpp"

#include <pointsman/engine/post_archive.hpp>
#include <pointsman/engine/recovery.hpp>

#include <gmock/gmock.h>

namespace pointsman::engine {
namespace {

using journal::settled_as;
using testing::ElementsAre;
using testing::HasSubstr;

settlement says_buyer(settled_as how, settled_by who = settled_by::webhook) {
    return {how, who, {}, {}, {}};
}

// A post of unknown answer, and answers that come when something is in their way.
class late_answers : public testing::Test {
protected:
    late_answers() {
        on.buyers.script["http://a.example/ping"] = support::says(R"({"status":"ok","bid":"10"})");
        on.buyers.script["http://a.example/post"] = support::silent();
    }

    std::string hold() {
        EXPECT_EQ(on.serve_json()["status"], "pending");
        return offer_id_of(on.unknown.list().at(0));
    }

    settling settle(const std::string& offer, const settlement& how) {
        std::optional<settling> came;
        on.unknown.settle(offer, how, on.time.now().wall, [&](settling result) { came = result; });
        on.time.run_until([&] { return came.has_value(); }, 1s);
        return came.value();
    }

    std::shared_ptr<plan::connection> taking_the_posts_price() {
        auto via = std::make_shared<plan::connection>(*on.order("a").via);
        via->post.reply.price = json::json_pointer("/price");
        return via;
    }

    journal::outcome last() { return on.store.all<journal::outcome>().back(); }

    stage on;
};

TEST_F(late_answers, a_contradiction_is_written_down_once_before_it_is_told) {
    const std::string offer = hold();
    EXPECT_EQ(settle(offer, says_buyer(settled_as::sold)), settling::settled);
    EXPECT_EQ(settle(offer, says_buyer(settled_as::rejected)), settling::contradicted);
    EXPECT_EQ(settle(offer, says_buyer(settled_as::rejected)), settling::contradicted);
    const auto voids = on.store.all<journal::void_answer>();
    ASSERT_EQ(voids.size(), 1U);
    EXPECT_TRUE(voids[0].is_contradiction);
    EXPECT_EQ(voids[0].said, settled_as::rejected);
    EXPECT_EQ(voids[0].came_by, "webhook");
}

TEST_F(late_answers, a_contradiction_that_cannot_be_written_down_is_to_be_sent_again) {
    const std::string offer = hold();
    settle(offer, says_buyer(settled_as::sold));
    on.store.refuses = [](const journal::record&) { return true; };
    EXPECT_EQ(settle(offer, says_buyer(settled_as::rejected)), settling::unavailable);
    on.store.refuses = nullptr;
    EXPECT_EQ(settle(offer, says_buyer(settled_as::rejected)), settling::contradicted);
    EXPECT_EQ(on.store.all<journal::void_answer>().size(), 1U);
}

TEST_F(late_answers, a_sale_at_another_price_is_a_contradiction) {
    on.order("a").via = taking_the_posts_price();
    const std::string offer = hold();
    settlement said = says_buyer(settled_as::sold);
    said.price = base::parse_money("7.00");
    EXPECT_EQ(settle(offer, said), settling::settled);
    EXPECT_EQ(settle(offer, said), settling::repeated);
    EXPECT_EQ(settle(offer, says_buyer(settled_as::sold)), settling::repeated) << "names none";
    EXPECT_TRUE(on.store.all<journal::void_answer>().empty());
    said.price = base::parse_money("6.00");
    EXPECT_EQ(settle(offer, said), settling::contradicted);
    const auto voids = on.store.all<journal::void_answer>();
    ASSERT_EQ(voids.size(), 1U);
    EXPECT_TRUE(voids[0].is_contradiction);
    EXPECT_EQ(voids[0].said, settled_as::sold);
    EXPECT_EQ(voids[0].price, base::parse_money("6.00"));
    EXPECT_EQ(last().sale->money.price, *base::parse_money("7.00")) << "that stands";
}

TEST_F(late_answers, a_price_above_the_posts_is_no_other_price_than_the_posts) {
    const std::string offer = hold();
    settlement said = says_buyer(settled_as::sold);
    said.price = base::parse_money("11.00");
    EXPECT_EQ(settle(offer, said), settling::settled);
    EXPECT_EQ(settle(offer, said), settling::repeated);
}

TEST_F(late_answers, another_price_that_comes_while_the_sale_is_written_down_is_a_contradiction) {
    on.order("a").via = taking_the_posts_price();
    const std::string offer = hold();
    settlement said = says_buyer(settled_as::sold, settled_by::webhook);
    said.price = base::parse_money("7.00");
    on.unknown.settle(offer, said, on.time.now().wall, [](settling) {});
    said.by = settled_by::late_reply;
    said.price = base::parse_money("8.00");
    on.unknown.settle_when_possible(offer, said, on.time.now().wall);
    on.let_pass(1s);
    EXPECT_EQ(last().sale->money.price, *base::parse_money("7.00"));
    const auto voids = on.store.all<journal::void_answer>();
    ASSERT_EQ(voids.size(), 1U);
    EXPECT_EQ(voids[0].price, base::parse_money("8.00"));
    EXPECT_EQ(voids[0].came_by, "late_reply");
}

TEST_F(late_answers, an_operators_contradiction_is_nobodys_word) {
    const std::string offer = hold();
    settle(offer, says_buyer(settled_as::sold));
    EXPECT_EQ(settle(offer, says_buyer(settled_as::rejected, settled_by::operator_decision)),
              settling::contradicted);
    EXPECT_TRUE(on.store.all<journal::void_answer>().empty());
}

TEST_F(late_answers, what_the_journal_refuses_is_kept_and_tried_again) {
    const std::string offer = hold();
    on.store.refuses = [](const journal::record&) { return true; };
    on.unknown.settle_when_possible(offer, says_buyer(settled_as::sold, settled_by::late_reply),
                                    on.time.now().wall);
    on.unknown.settle_due(on.time.now().wall);
    on.let_pass(1s);
    EXPECT_EQ(on.unknown.size(), 1U);
    on.store.refuses = nullptr;
    on.unknown.settle_due(on.time.now().wall);
    on.let_pass(1s);
    EXPECT_EQ(on.unknown.size(), 0U);
    EXPECT_EQ(last().status, "sold");
    EXPECT_THAT(last().candidates.at(0).detail, HasSubstr("late reply"));
}

TEST_F(late_answers, what_the_journal_refuses_for_what_it_holds_is_not_tried_again) {
    const std::string offer = hold();
    int tries = 0;
    on.store.poisons = [&](const journal::record&) { return ++tries > 0; };
    on.unknown.settle_when_possible(offer, says_buyer(settled_as::sold, settled_by::late_reply),
                                    on.time.now().wall);
    for (int second = 0; second < 5; ++second) on.unknown.settle_due(on.time.now().wall);
    EXPECT_EQ(tries, 1);
    EXPECT_EQ(on.unknown.size(), 1U) << "an operator may settle it";
    EXPECT_EQ(on.seen.troubles.size(), 1U);
}

TEST_F(late_answers, one_that_comes_while_the_post_is_being_settled_is_a_contradiction) {
    const std::string offer = hold();
    on.unknown.settle(offer, says_buyer(settled_as::rejected, settled_by::operator_decision),
                      on.time.now().wall, [](settling) {});
    on.unknown.settle_when_possible(offer, says_buyer(settled_as::sold, settled_by::late_reply),
                                    on.time.now().wall);
    on.let_pass(1s);
    EXPECT_EQ(last().status, "unsold");
    EXPECT_EQ(on.store.all<journal::void_answer>().size(), 1U);
    EXPECT_EQ(on.store.all<journal::outcome>().size(), 2U);
}

TEST_F(late_answers, one_that_agrees_with_the_settlement_under_way_is_no_news) {
    const std::string offer = hold();
    on.unknown.settle(offer, says_buyer(settled_as::sold, settled_by::operator_decision),
                      on.time.now().wall, [](settling) {});
    on.unknown.settle_when_possible(offer, says_buyer(settled_as::sold, settled_by::late_reply),
                                    on.time.now().wall);
    on.let_pass(1s);
    on.unknown.settle_due(on.time.now().wall);
    on.let_pass(1s);
    EXPECT_EQ(last().status, "sold");
    EXPECT_TRUE(on.store.all<journal::void_answer>().empty());
    EXPECT_EQ(on.store.all<journal::outcome>().size(), 2U);
}

TEST_F(late_answers, a_buyer_with_too_many_posts_open_is_not_asked_and_others_are) {
    unknown_posts few(on.store, on.seen, 2);
    for (std::int32_t attempt = 0; attempt < 2; ++attempt) {
        EXPECT_FALSE(few.is_full("a"));
        unknown_post open;
        open.posting.order = open.posting.buyer = "a";
        open.posting.attempt = attempt;
        few.add(open);
    }
    EXPECT_TRUE(few.is_full("a"));
    EXPECT_FALSE(few.is_full("b"));
    few.settle(offer_id_of(few.list().at(0)), says_buyer(settled_as::sold), on.time.now().wall,
               [](settling) {});
    on.let_pass(1s);
    EXPECT_FALSE(few.is_full("a"));
}

TEST_F(late_answers, orders_of_a_full_buyer_are_refused_with_the_circuit_open) {
    for (std::size_t number = 0; number < unknown_posts::default_most_per_buyer; ++number) {
        unknown_post open;
        open.posting.order = open.posting.buyer = "a";
        open.posting.attempt = static_cast<std::int32_t>(number);
        on.unknown.add(open);
    }
    on.with.unknown_posts_max = 1'000'000;
    on.buyers.script["http://b.example/ping"] = support::says(R"({"status":"ok","bid":"9.00"})");
    EXPECT_EQ(on.serve_json()["status"], "sold");
    EXPECT_EQ(on.reason_of("a"), "circuit_open");
    EXPECT_EQ(on.reason_of("b"), "sold");
    EXPECT_EQ(std::ranges::count(on.buyers.urls(), "http://a.example/ping"), 0);
}

TEST_F(late_answers, the_list_comes_in_pages) {
    for (std::int32_t attempt = 0; attempt < 5; ++attempt) {
        unknown_post open;
        open.posting.order = open.posting.buyer = "a";
        open.posting.attempt = attempt;
        on.unknown.add(open);
    }
    const auto first = on.unknown.list_page({}, 2);
    ASSERT_EQ(first.size(), 2U);
    const auto second = on.unknown.list_page(offer_id_of(first.back().posting), 10);
    ASSERT_EQ(second.size(), 3U);
    EXPECT_EQ(second.front().posting.attempt, 2);
    EXPECT_TRUE(on.unknown.list_page(offer_id_of(second.back().posting), 10).empty());
}

TEST(offer_id, is_read_back) {
    journal::posting post;
    post.id = base::lead_id{base::uuid_source(7).next(base::wall_time())};
    post.order = "north.post.1";
    post.attempt = 3;
    const auto named = parse_offer_id(offer_id_of(post));
    ASSERT_TRUE(named);
    EXPECT_EQ(named->lead, post.id);
    EXPECT_EQ(named->order, post.order);
    EXPECT_EQ(named->attempt, 3);
    const std::string lead = base::to_text(post.id);
    for (const std::string& wrong :
         {std::string(), std::string("nonsense"), std::string("x.post.0"),
          std::string("-.a.post.0"), lead + ".\xff.post.0", lead + ".a b.post.0",
          lead + ".a.post.-1"})
        EXPECT_FALSE(parse_offer_id(wrong)) << wrong;
    EXPECT_FALSE(parse_offer_id(to_text(post.id) + ".a.ping.0"));
    EXPECT_FALSE(parse_offer_id(to_text(post.id) + ".a.post.-1"));
    EXPECT_FALSE(parse_offer_id(to_text(post.id) + ".post.1"));
}

TEST(late_answer, means_what_is_written_down_about_its_post) {
    past_post known;
    EXPECT_EQ(judge_late(known, says_buyer(settled_as::sold)), late_meaning::not_yet);
    known.is_over = true;
    known.reason = "post_error";
    EXPECT_EQ(judge_late(known, says_buyer(settled_as::sold)), late_meaning::nothing_known)
        << "never left";
    known.reason = "sold";
    EXPECT_EQ(judge_late(known, says_buyer(settled_as::sold)), late_meaning::agrees);
    EXPECT_EQ(judge_late(known, says_buyer(settled_as::rejected)), late_meaning::contradicts);
    known.reason = "post_rejected";
    EXPECT_EQ(judge_late(known, says_buyer(settled_as::rejected)), late_meaning::agrees);
    EXPECT_EQ(judge_late(known, says_buyer(settled_as::sold)), late_meaning::contradicts)
        << "it was held";
    known.post.posting.holds = false;
    for (const char* silence : {"timeout", "unknown", "interrupted", ""}) {
        known.answer = silence;
        EXPECT_EQ(judge_late(known, says_buyer(settled_as::sold)), late_meaning::is_void)
            << silence;
    }
    known.answer = "unknown";
    known.post.refused_price = base::parse_money("5.00");
    EXPECT_EQ(judge_late(known, says_buyer(settled_as::sold)), late_meaning::contradicts)
        << "it was held by the price that the buyer named in time";
    known.post.refused_price.reset();
    known.answer = "rejected";
    EXPECT_EQ(judge_late(known, says_buyer(settled_as::sold)), late_meaning::contradicts)
        << "its own no";
}

TEST(late_answer, that_names_a_price_agrees_with_a_sale_at_it) {
    past_post known;
    known.is_over = true;
    known.reason = "sold";
    known.post.posting.price = *base::parse_money("10.00");
    settlement said = says_buyer(settled_as::sold);
    said.price = base::parse_money("7.00");
    EXPECT_EQ(judge_late(known, said), late_meaning::agrees) << "nobody knows what was paid";
    known.sold_at = base::parse_money("7.00");
    EXPECT_EQ(judge_late(known, said), late_meaning::agrees);
    known.sold_at = base::parse_money("8.00");
    EXPECT_EQ(judge_late(known, said), late_meaning::contradicts);
    said.price.reset();
    EXPECT_EQ(judge_late(known, said), late_meaning::agrees) << "it names none";
    known.sold_at = known.post.posting.price;
    said.price = base::parse_money("11.00");
    EXPECT_EQ(judge_late(known, said), late_meaning::agrees) << "nobody pays more than was offered";
}

TEST(captured_texts, are_sealed_and_read_back) {
    const base::secret_key key{5};
    const std::map<std::string, std::string> told{{"reference", "r-1"}, {"node", "b\"2"}};
    EXPECT_EQ(unseal_captured(key, seal_captured(key, told)), told);
    EXPECT_TRUE(seal_captured(key, {}).empty());
    EXPECT_TRUE(unseal_captured(std::nullopt, seal_captured(key, told)).empty());
}

TEST_F(late_answers, a_reply_that_a_dying_server_stored_settles_the_post_at_the_next_start) {
    stored_post post;
    post.posting.order = post.posting.buyer = "a";
    const base::secret_key master{7};
    const base::secret_key own{9};
    post.wrapped_key = base::wrap_key(master, own);
    EXPECT_FALSE(settlement_left_behind(*on.plan, post, master));
    post.late_result = "rejected";
    EXPECT_EQ(settlement_left_behind(*on.plan, post, master)->how, settled_as::rejected);
    post.late_result = "accepted";
    post.late_reply_sealed =
        base::seal(own, R"({"result":"accepted","url":"https://a.example/x"})");
    const auto how = settlement_left_behind(*on.plan, post, master);
    EXPECT_EQ(how->how, settled_as::sold);
    EXPECT_EQ(how->redirect_url, "https://a.example/x");
    post.wrapped_key.clear();
    EXPECT_EQ(settlement_left_behind(*on.plan, post, master)->how, settled_as::sold);
}

// A status query has rules of its own: the post's would not find the reference.
TEST_F(late_answers, what_a_dying_server_stored_is_read_as_it_came) {
    auto via = std::make_shared<plan::connection>(*on.order("a").via);
    via->status.emplace();
    via->status->reply.accepted_when = {json::json_pointer("/state"), {"sold"}, {}, {}};
    via->status->reply.reference = json::json_pointer("/ref");
    on.order("a").via = via;
    stored_post post;
    post.posting.order = post.posting.buyer = "a";
    const base::secret_key master{7};
    const base::secret_key own{9};
    post.wrapped_key = base::wrap_key(master, own);
    post.late_result = "accepted";
    post.late_by = settled_by::status;
    post.late_reply_sealed = base::seal(own, R"({"state":"sold","ref":"B-1"})");
    const auto by_status = settlement_left_behind(*on.plan, post, master);
    EXPECT_EQ(by_status->how, settled_as::sold);
    EXPECT_EQ(by_status->by, settled_by::status);
    EXPECT_EQ(by_status->reference, "B-1");

    post.late_by = settled_by::repost;
    post.late_reply_sealed =
        base::seal(own, R"({"result":"accepted","url":"https://a.example/x"})");
    const auto by_repost = settlement_left_behind(*on.plan, post, master);
    EXPECT_EQ(by_repost->by, settled_by::repost);
    EXPECT_EQ(by_repost->redirect_url, "https://a.example/x");

    via->status.reset();
    post.late_by = settled_by::status;
    EXPECT_FALSE(settlement_left_behind(*on.plan, post, master))
        << "nobody can tell any more whether it named a price";
}

TEST_F(late_answers, a_price_that_a_dying_server_heard_is_what_the_post_is_sold_at) {
    auto via = std::make_shared<plan::connection>(*on.order("a").via);
    via->post.reply.price = json::json_pointer("/price");
    via->status.emplace();
    via->status->reply.accepted_when = {json::json_pointer("/state"), {"sold"}, {}, {}};
    via->status->reply.price = json::json_pointer("/paid");
    on.order("a").via = via;
    const base::secret_key master{7};
    const base::secret_key own{9};
    stored_post post;
    post.posting.order = post.posting.buyer = "a";
    post.wrapped_key = base::wrap_key(master, own);
    post.late_result = "accepted";
    post.late_by = settled_by::late_reply;
    post.late_price = base::parse_money("7.00");
    EXPECT_EQ(settlement_left_behind(*on.plan, post, master)->price, base::parse_money("7.00"));
    post.late_by = settled_by::status;
    post.late_price.reset();
    post.late_reply_sealed = base::seal(own, R"({"state":"sold","paid":"6.00"})");
    EXPECT_EQ(settlement_left_behind(*on.plan, post, master)->price, base::parse_money("6.00"));
    post.late_by = settled_by::repost;
    post.late_reply_sealed = base::seal(own, R"({"result":"accepted","price":"5.00"})");
    EXPECT_EQ(settlement_left_behind(*on.plan, post, master)->price, base::parse_money("5.00"));
    // What was paid stands nowhere else: nobody guesses.
    post.wrapped_key.clear();
    EXPECT_FALSE(settlement_left_behind(*on.plan, post, master));
}

}  // namespace
}  // namespace pointsman::engine
