#include "market.hpp"

#include <gmock/gmock.h>

namespace pointsman::integration {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;
using std::chrono::steady_clock;
using support::stub_answer;
using manner = stub_answer::manner;
using testing::ElementsAre;
using testing::Pair;

// A port where nobody listens: bound by us, never listening.
class closed_port {
public:
    closed_port() : socket_(io_, {boost::asio::ip::address_v4::loopback(), 0}, false) {
        port_ = socket_.local_endpoint().port();
        socket_.close();
    }

    std::uint16_t number() const { return port_; }

private:
    boost::asio::io_context io_;
    boost::asio::ip::tcp::acceptor socket_;
    std::uint16_t port_ = 0;
};

class broken_buyers : public market {
protected:
    void add_quick_buyer(const std::string& name, stub_answer ping) {
        buyers_.on("/" + name + "/ping", std::move(ping));
        add_buyer(buyer_setup{.name = name, .ping_timeout = "400ms", .post_timeout = "400ms"});
    }

    void add_poster(const std::string& name, const std::string& no_answer, stub_answer post) {
        buyers_.on("/" + name + "/ping", support::bid("30.00"));
        buyers_.on("/" + name + "/post", std::move(post));
        add_buyer(buyer_setup{
            .name = name, .ping_timeout = "1s", .post_timeout = "400ms", .no_answer = no_answer});
    }
};

TEST_F(broken_buyers, spoil_only_their_own_ping) {
    add_quick_buyer("good", support::bid("10.00"));
    add_quick_buyer("hanging", {.how = manner::hang});
    add_quick_buyer("closing", {.how = manner::close});
    add_quick_buyer("failing", {.status = 500, .body = R"({"status":"ok","bid":"99.00"})"});
    add_quick_buyer("garbled", {.body = R"({"status":"ok","bid":)"});
    add_quick_buyer("no_http", {.how = manner::raw, .body = "\x01\x02 this is not HTTP\r\n\r\n"});
    add_quick_buyer("oversized", {.body = std::string(std::size_t{200} << 10, ' ')});
    add_quick_buyer("dripping", {.how = manner::drip, .body = R"({"status":"ok","bid":"99.00"})"});
    add_quick_buyer("overpriced", {.body = R"({"status":"ok","bid":"1e9"})"});
    const closed_port nobody;
    add_buyer(buyer_setup{.name = "absent", .port = nobody.number(), .ping_timeout = "400ms"});
    start();

    const auto begun = steady_clock::now();
    const json answer = sell();
    EXPECT_LT(steady_clock::now() - begun, std::chrono::seconds(3));
    EXPECT_EQ(answer.at("status"), "sold");
    EXPECT_EQ(answer.at("payout"), "8.00");
    EXPECT_THAT(reasons_of(answer.at("lead_id")),
                ElementsAre(Pair("absent", "ping_error"), Pair("closing", "ping_error"),
                            Pair("dripping", "ping_timeout"), Pair("failing", "ping_error"),
                            Pair("garbled", "bad_reply"), Pair("good", "sold"),
                            Pair("hanging", "ping_timeout"), Pair("no_http", "ping_error"),
                            Pair("overpriced", "bad_reply"), Pair("oversized", "ping_error")));
    EXPECT_EQ(sell().at("status"), "sold") << "and the next lead finds the line as good";
}

TEST_F(broken_buyers, that_all_hang_end_the_lead_in_time) {
    for (const char* name : {"one", "two", "three"}) add_quick_buyer(name, {.how = manner::hang});
    start();
    const auto begun = steady_clock::now();
    const json answer = sell();
    EXPECT_LT(steady_clock::now() - begun, std::chrono::seconds(2));
    EXPECT_EQ(answer.at("status"), "unsold");
    EXPECT_THAT(reasons_of(answer.at("lead_id")),
                ElementsAre(Pair("one", "ping_timeout"), Pair("three", "ping_timeout"),
                            Pair("two", "ping_timeout")));
}

// Whoever does not answer a post may own the lead: nobody else gets it.
TEST_F(broken_buyers, silent_after_the_post_hold_the_lead) {
    add_quick_buyer("good", support::bid("10.00"));
    add_poster("silent", "hold", {.how = manner::hang});
    start();
    const support::http_answer answer = post(good_lead());
    EXPECT_EQ(answer.status, 202);
    const json told = json::parse(answer.body);
    EXPECT_EQ(told.at("status"), "pending");
    const std::string id = told.at("lead_id");
    EXPECT_EQ(reasons_of(id).at("silent"), "post_unknown");
    EXPECT_NE(reasons_of(id).at("good"), "sold");
    EXPECT_TRUE(buyers_.seen("/good/post").empty());
    EXPECT_EQ(get_lead(id).status, 202);
    EXPECT_EQ(count("sale"), 0u);
}

TEST_F(broken_buyers, that_hang_up_after_the_post_hold_the_lead_too) {
    add_quick_buyer("good", support::bid("10.00"));
    add_poster("leaver", "hold", {.how = manner::close});
    start();
    const json told = sell();
    EXPECT_EQ(told.at("status"), "pending");
    EXPECT_EQ(reasons_of(told.at("lead_id")).at("leaver"), "post_unknown");
    EXPECT_EQ(buyers_.seen("/leaver/post").size(), 1u) << "a post is never sent twice";
}

TEST_F(broken_buyers, silent_by_contract_give_the_turn_to_the_next) {
    add_quick_buyer("good", support::bid("10.00"));
    add_poster("silent", "reject", {.how = manner::hang});
    start();
    const json told = sell();
    EXPECT_EQ(told.at("status"), "sold");
    EXPECT_THAT(reasons_of(told.at("lead_id")),
                ElementsAre(Pair("good", "sold"), Pair("silent", "post_rejected")));
}

TEST_F(broken_buyers, rejecting_give_the_turn_to_the_next) {
    add_quick_buyer("good", support::bid("10.00"));
    add_poster("picky", "hold", support::reject_lead("wrong shoes"));
    start();
    const json told = sell();
    EXPECT_EQ(told.at("payout"), "8.00");
    EXPECT_THAT(reasons_of(told.at("lead_id")),
                ElementsAre(Pair("good", "sold"), Pair("picky", "post_rejected")));
}

}  // namespace
}  // namespace pointsman::integration
