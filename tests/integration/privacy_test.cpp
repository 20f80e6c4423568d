#include "market.hpp"

#include <support/eventually.hpp>

#include <fmt/format.h>
#include <pointsman/base/text.hpp>

#include <gmock/gmock.h>

namespace pointsman::integration {
namespace {

using nlohmann::json;
using support::stub_answer;

constexpr const char* name_canary = "Zyxcanaria";
constexpr const char* email_canary = "quorvex.canary@mail.example";
constexpr const char* phone_canary = "3105550187";
constexpr const char* address_canary = "203.0.113.87";
constexpr const char* agent_canary = "CanaryBrowser/7";

const std::vector<std::string>& canaries() {
    static const std::vector<std::string> all{name_canary,    email_canary, "quorvex",
                                              phone_canary,   "555-0187",   "5550187",
                                              address_canary, agent_canary};
    return all;
}

json canary_lead() {
    json lead = good_lead();
    lead["fields"]["first_name"] = name_canary;
    lead["fields"]["email"] = email_canary;
    lead["fields"]["phone"] = "(310) 555-0187";
    lead["client"] = {{"ip", address_canary}, {"user_agent", agent_canary}};
    return lead;
}

// Also where bytes are shown in hexadecimal, as PostgreSQL does.
void expect_no_canary(const std::string& where, const std::string& text) {
    const std::string lower = base::to_lower(text);
    for (const std::string& canary : canaries()) {
        const std::string plain = base::to_lower(canary);
        const std::vector<std::uint8_t> bytes(canary.begin(), canary.end());
        EXPECT_FALSE(lower.contains(plain)) << canary << " is in " << where << ": " << text;
        EXPECT_FALSE(lower.contains(base::to_hex(bytes))) << canary << " is in " << where;
    }
}

class privacy : public market {
protected:
    // Every row of every table, as text.
    void expect_no_canary_in_the_database() {
        std::size_t rows = 0;
        for (const std::string& table :
             database_.column("select quote_ident(c.relname) from pg_class c join pg_namespace n "
                              "on n.oid = c.relnamespace where n.nspname = 'public' and "
                              "c.relkind in ('r', 'm')")) {
            for (const std::string& row :
                 database_.column(fmt::format("select t::text from {} t", table))) {
                expect_no_canary("table " + table, row);
                ++rows;
            }
        }
        EXPECT_GT(rows, 10u);
    }

    void expect_no_canary_anywhere() {
        for (const support::seen_request& ping : buyers_.seen("/ping"))
            expect_no_canary("a ping", ping.body);
        expect_no_canary("the metrics", ask_admin("GET", "/metrics").body);
        stop();
        expect_no_canary("the log", server().log());
        expect_no_canary_in_the_database();
    }
};

// The buyers fail in every way after the lead was posted to them, the worst of them quoting it.
TEST_F(privacy, of_a_sold_lead_is_kept_from_pings_logs_metrics_and_plain_columns) {
    const auto quote = [](const support::seen_request& post) {
        return support::reject_lead(fmt::format("duplicate: {} {} {} {}", name_canary, email_canary,
                                                phone_canary, post.lead_id));
    };
    int price = 30;
    for (const char* name : {"quoting", "failing", "garbled"})
        buyers_.on(fmt::format("/{}/ping", name), support::bid(fmt::format("{}.00", price--)));
    buyers_.on("/quoting/post", quote);
    buyers_.on("/failing/post", {.status = 500, .body = std::string("no ") + email_canary});
    buyers_.on("/garbled/post", {.body = std::string(R"({"result": )") + name_canary});
    for (const char* name : {"quoting", "failing", "garbled"})
        add_buyer(buyer_setup{.name = name, .no_answer = "reject"});
    add_buyer("northstar");
    start();

    const support::http_answer answer = post(canary_lead());
    ASSERT_EQ(answer.status, 200) << answer.body;
    expect_no_canary("the answer", answer.body);
    EXPECT_EQ(json::parse(answer.body).at("status"), "sold") << answer.body;
    const auto posts = buyers_.seen("/northstar/post");
    ASSERT_EQ(posts.size(), 1u);
    EXPECT_EQ(json::parse(posts[0].body).at("email"), email_canary) << "the buyer does get it";

    const std::string id = json::parse(answer.body).at("lead_id");
    expect_no_canary("the timeline", ask_admin("GET", "/v1/admin/leads/" + id).body);
    expect_no_canary_anywhere();
}

TEST_F(privacy, of_a_refused_lead_is_kept_too) {
    add_buyer("northstar");
    start();
    json lead = canary_lead();
    lead["fields"]["email"] = std::string("quorvex.canary at mail.example");
    lead["fields"]["age"] = "Zyxcanaria";
    lead["fields"]["zip"] = "3105550187";
    const support::http_answer answer = post(lead);
    EXPECT_EQ(answer.status, 422);
    expect_no_canary("the problem", answer.body);
    ASSERT_TRUE(support::eventually([&] { return count("refusal") == 1; }));
    // What is no JSON at all is not quoted either.
    const auto broken = support::exchange(
        server().sellers_port(),
        support::request_text("POST", "/v1/direct",
                              {{"X-Api-Key", acme_key}, {"Content-Type", "application/json"}},
                              std::string(R"({"fields":{"email":")") + email_canary));
    ASSERT_TRUE(broken);
    EXPECT_EQ(broken->status, 400);
    expect_no_canary("the problem", broken->body);
    ASSERT_TRUE(support::eventually([&] { return count("refusal") == 2; }));
    expect_no_canary_anywhere();
}

}  // namespace
}  // namespace pointsman::integration
