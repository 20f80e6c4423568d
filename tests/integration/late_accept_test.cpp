#include "market.hpp"

#include <support/eventually.hpp>

#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <set>

// Buyers that accept after their time: held leads become sales, refusals by silence become void.
namespace pointsman::integration {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;
using support::eventually;
using support::stub_answer;

constexpr std::size_t some_leads = 8;

class late_accept : public market {
protected:
    void SetUp() override { folder_.write("secrets/northstar.txt", webhook_secret); }

    void add_northstar(const std::string& no_answer, const std::string& calls = "") {
        add_buyer(buyer_setup{.name = "northstar",
                              .post_timeout = "200ms",
                              .no_answer = no_answer,
                              .webhook_file = "secrets/northstar.txt",
                              .calls = calls});
    }

    std::string void_notice() const {
        return fmt::format(
            "    void_notice: {{request: {{url: \"http://127.0.0.1:{}/northstar/void\"}}, send: "
            "[{{fact: offer_id, as: void}}]}}\n",
            buyers_.port());
    }

    std::vector<std::string> sell_some() {
        std::vector<std::string> leads;
        for (std::size_t i = 0; i < some_leads; ++i) leads.push_back(sell().at("lead_id"));
        return leads;
    }

    json listed(const std::string& list) const {
        const auto answer = ask_admin("GET", "/v1/admin/" + list);
        EXPECT_EQ(answer.status, 200) << answer.body;
        return json::parse(answer.body).at(list.substr(0, list.find('?')));
    }

    support::http_answer tell(const std::string& lead, const std::string& result) const {
        return tell_outcome("northstar",
                            {{"offer_id", lead + ".northstar.post.0"}, {"result", result}});
    }

    std::string status_of(const std::string& lead) const {
        return json::parse(get_lead(lead).body).at("status");
    }

    std::size_t told() const {
        std::size_t count = 0;
        for (const json& one : listed("void")) count += one.at("told").get<bool>() ? 1 : 0;
        return count;
    }
};

TEST_F(late_accept, under_hold_is_listed_sold_to_nobody_else_and_settled_by_its_webhook) {
    add_northstar("hold");
    add_buyer(buyer_setup{.name = "plainview"});
    buyers_.on("/plainview/ping", support::bid("5.00"));
    buyers_.on("/northstar/post", {.how = stub_answer::manner::hang});
    start();
    const auto leads = sell_some();
    EXPECT_TRUE(eventually([&] { return listed("unknown").size() == some_leads; }));
    EXPECT_TRUE(buyers_.seen("/plainview/post").empty()) << "nobody else is asked";
    EXPECT_EQ(listed("unknown?limit=3").size(), 3u);
    EXPECT_EQ(ask_admin("GET", "/v1/admin/unknown?limit=0").status, 422);
    for (const std::string& lead : leads) {
        const auto began = std::chrono::steady_clock::now();
        EXPECT_EQ(tell(lead, "accepted").status, 204);
        EXPECT_EQ(status_of(lead), "sold");
        const auto took = std::chrono::steady_clock::now() - began;
        fmt::print("webhook to sold in {} ms\n",
                   std::chrono::duration_cast<std::chrono::milliseconds>(took).count());
    }
    EXPECT_TRUE(listed("unknown").empty());
    EXPECT_EQ(count("sale"), some_leads);
    EXPECT_TRUE(buyers_.seen("/plainview/post").empty());
    EXPECT_EQ(database_.value("select sum(amount) from ledger_entry"), "0");
    EXPECT_TRUE(listed("void").empty());
}

TEST_F(late_accept, by_a_webhook_before_the_reply_is_to_be_sent_again) {
    add_buyer(buyer_setup{.name = "northstar", .webhook_file = "secrets/northstar.txt"});
    std::atomic<int> told = 0;
    buyers_.on("/northstar/post", [&](const support::seen_request& post) {
        told = tell(post.lead_id, "accepted").status;
        return support::accept_lead();
    });
    start();
    EXPECT_EQ(sell().at("status"), "sold");
    EXPECT_EQ(told, 503);
}

// A start reads a thousand of them at a time.
TEST_F(late_accept, of_thousands_of_posts_is_waited_for_after_a_restart_too) {
    add_northstar("hold");
    buyers_.on("/northstar/post", {.how = stub_answer::manner::hang});
    start();
    const std::string first = sell().at("lead_id");
    kill();
    for (const char* table : {"lead", "lead_key", "posting", "outcome", "candidate"})
        EXPECT_EQ(database_.value(fmt::format(
                      "with made as (insert into {0} select (jsonb_populate_record(one, "
                      "jsonb_build_object('lead_id', overlay('{1}' placing "
                      "lpad(to_hex(n), 12, '0') from 25)))).* "
                      "from {0} as one, generate_series(1, 2499) as n returning 1) "
                      "select count(*) from made",
                      table, first)),
                  "2499")
            << table;
    start();
    const auto known = [&] {
        std::set<std::string> offers;
        std::string after;
        for (json page = listed("unknown?limit=1000"); !page.empty();
             page = listed("unknown?limit=1000&after=" + after)) {
            for (const json& one : page) offers.insert(one.at("offer_id"));
            after = page.back().at("offer_id");
        }
        return offers.size();
    };
    EXPECT_TRUE(eventually([&] { return known() == 2500; }, 30s));
    EXPECT_EQ(tell(first, "accepted").status, 204);
    EXPECT_EQ(status_of(first), "sold");
}

TEST_F(late_accept, under_reject_is_void_listed_and_told) {
    add_northstar("reject", void_notice());
    buyers_.on("/northstar/post", support::after(700ms, support::accept_lead()));
    buyers_.on("/northstar/void", {.body = "{}"});
    start();
    for (std::size_t i = 0; i < some_leads; ++i) EXPECT_EQ(sell().at("status"), "unsold");
    EXPECT_TRUE(eventually([&] { return told() == some_leads; }));
    const json list = listed("void");
    ASSERT_EQ(list.size(), some_leads);
    for (const json& one : list) {
        EXPECT_EQ(one.at("kind"), "void_accept");
        EXPECT_EQ(one.at("came_by"), "late_reply");
        EXPECT_EQ(one.at("order"), "northstar");
    }
    EXPECT_EQ(buyers_.seen("/northstar/void").size(), some_leads);
    EXPECT_EQ(json::parse(buyers_.seen("/northstar/void").front().body).at("void"),
              list.at(0).at("offer_id"));
    EXPECT_EQ(count("sale"), 0u);
    const json page = json::parse(ask_admin("GET", "/v1/admin/void?limit=3").body);
    EXPECT_EQ(page.at("void").size(), 3u);
    const std::string next = page.at("next");
    EXPECT_EQ(listed("void?limit=1000&after=" + next).size(), some_leads - 3);
    EXPECT_EQ(listed("void?limit=1000&after=" + next).at(0).at("offer_id"),
              list.at(3).at("offer_id"));
    EXPECT_NE(ask_admin("GET", "/metrics").body.find("pointsman_void_answers_total"),
              std::string::npos);
    const std::string timeline =
        ask_admin("GET", "/v1/admin/leads/" + list.at(0).at("lead_id").get<std::string>()).body;
    EXPECT_EQ(json::parse(timeline).at("follow_ups").at(0).at("result"), "told");
    EXPECT_EQ(json::parse(timeline).at("void_answers").size(), 1u);
}

TEST_F(late_accept, by_webhook_under_reject_is_answered_void_and_listed_once) {
    add_northstar("reject");
    buyers_.on("/northstar/post", {.how = stub_answer::manner::hang});
    start();
    const std::string lead = sell().at("lead_id");
    EXPECT_EQ(tell(lead, "rejected").status, 204) << "as we know it";
    const auto answer = tell(lead, "accepted");
    EXPECT_EQ(answer.status, 409);
    EXPECT_NE(answer.body.find("void"), std::string::npos);
    EXPECT_EQ(tell(lead, "accepted").status, 409);
    kill();
    start();
    EXPECT_EQ(tell(lead, "accepted").status, 409) << "also after a restart";
    const json list = listed("void");
    ASSERT_EQ(list.size(), 1u);
    EXPECT_EQ(list.at(0).at("came_by"), "webhook");
    EXPECT_EQ(list.at(0).at("told"), false);
    EXPECT_EQ(list.at(0).at("why"), "no void_notice declared");
    EXPECT_EQ(count("void_answer"), 1u);
}

TEST_F(late_accept, is_told_after_a_restart_when_it_could_not_be_told_before) {
    add_northstar("reject", void_notice());
    buyers_.on("/northstar/post", support::after(500ms, support::accept_lead()));
    buyers_.on("/northstar/void", {.status = 503, .body = "busy"});
    start();
    sell();
    EXPECT_TRUE(eventually([&] { return !buyers_.seen("/northstar/void").empty(); }));
    kill();
    buyers_.on("/northstar/void", {.body = "{}"});
    start();
    EXPECT_TRUE(eventually([&] { return told() == 1; }));
    EXPECT_EQ(count("void_answer"), 1u);
    EXPECT_GE(count("follow_up"), 2u);
}

TEST_F(late_accept, that_contradicts_a_settlement_is_listed_also_after_a_restart) {
    add_northstar("hold");
    buyers_.on("/northstar/post", {.how = stub_answer::manner::hang});
    start();
    const std::string lead = sell().at("lead_id");
    EXPECT_EQ(tell(lead, "rejected").status, 204);
    kill();
    start();
    EXPECT_EQ(tell(lead, "rejected").status, 204);
    EXPECT_EQ(tell(lead, "accepted").status, 409);
    ASSERT_EQ(listed("void").size(), 1u);
    EXPECT_EQ(listed("void").at(0).at("kind"), "contradiction");
    EXPECT_EQ(listed("void").at(0).at("said"), "accepted");
    EXPECT_EQ(status_of(lead), "unsold");
}

TEST_F(late_accept, is_found_out_by_asking_the_status_after_a_restart) {
    add_northstar("hold",
                  fmt::format("    status: {{request: {{url: \"http://127.0.0.1:{}/northstar/"
                              "status\"}}, send: [{{fact: offer_id, as: id}}], reply: "
                              "{{accepted_when: {{path: /state, is: sold}}, rejected_when: {{path: "
                              "/state, is: refused}}, reference: /ref}}, after: 1s, every: 1s, "
                              "times: 1000}}\n",
                              buyers_.port()));
    buyers_.on("/northstar/post", {.how = stub_answer::manner::hang});
    buyers_.on("/northstar/status", {.body = R"({"state":"working"})"});
    start();
    const std::string lead = sell().at("lead_id");
    EXPECT_TRUE(eventually([&] { return !buyers_.seen("/northstar/status").empty(); }));
    EXPECT_EQ(status_of(lead), "pending");
    kill();
    buyers_.on("/northstar/status", {.body = R"({"state":"sold","ref":"B-9"})"});
    start();
    EXPECT_TRUE(eventually([&] { return status_of(lead) == "sold"; }));
    EXPECT_EQ(database_.value("select reference from sale"), "B-9");
    EXPECT_EQ(database_.value("select count(*) from follow_up where kind = 'status'"),
              std::to_string(buyers_.seen("/northstar/status").size()))
        << "every request that a buyer saw has a row";
    EXPECT_EQ(buyers_.seen("/northstar/post").size(), 1u);
}

TEST_F(late_accept, is_found_out_by_posting_again_where_that_is_declared) {
    add_northstar("hold", "    repost: {after: 1s, times: 1000}\n");
    buyers_.on("/northstar/post", {.how = stub_answer::manner::hang});
    start();
    const std::string lead = sell().at("lead_id");
    kill();
    buyers_.on("/northstar/post", support::accept_lead());
    start();
    EXPECT_TRUE(eventually([&] { return status_of(lead) == "sold"; }));
    const auto posts = buyers_.seen("/northstar/post");
    ASSERT_GE(posts.size(), 2u);
    for (const auto& one : posts) {
        EXPECT_EQ(one.lead_id, lead);
        EXPECT_EQ(one.body, posts.front().body) << "the very same lead, personal data and all";
    }
    EXPECT_EQ(count("sale"), 1u);
}

}  // namespace
}  // namespace pointsman::integration
