#include "stub_buyer.hpp"

#include "request_values.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <sstream>

namespace pointsman::sandbox {
namespace {

using nlohmann::json;

class stub_buyer_test : public testing::Test {
protected:
    stub_buyer_test() {
        profile.name = "one";
        profile.price_field = "price";
        ping_manner& ping = profile.ping.emplace();
        ping.bids = 1;
        ping.price = fixed_price{12};
        ping.bid = "b";
        ping.declined = "d";
        profile.post.accepts = 1;
    }

    json last_line() {
        std::string line;
        std::istringstream lines(log.str());
        for (std::string next; std::getline(lines, next);) line = next;
        return json::parse(line);
    }

    sandbox_profile sandbox;
    buyer_profile profile;
    std::ostringstream log;
};

TEST_F(stub_buyer_test, writes_down_what_a_ping_carried) {
    stub_buyer buyer(sandbox, profile, log);
    ASSERT_TRUE(buyer.receive(
        {"L.o.ping.0", "application/json", R"({"zip":"90210","car":{"year":2019}})"}, {}));
    EXPECT_EQ(last_line()["values"], (json{{"zip", "90210"}, {"car.year", "2019"}}));
    EXPECT_EQ(last_line()["answer"], "bid");
}

TEST_F(stub_buyer_test, writes_down_only_the_names_of_a_post) {
    stub_buyer buyer(sandbox, profile, log);
    ASSERT_TRUE(buyer.receive(
        {"L.o.post.0", "application/x-www-form-urlencoded", "first=Ann&phone=%2B1202"}, {}));
    EXPECT_EQ(last_line()["fields"], (json{"first", "phone"}));
    EXPECT_EQ(log.str().find("Ann"), std::string::npos);
}

TEST_F(stub_buyer_test, remembers_at_the_post_what_it_bid) {
    stub_buyer buyer(sandbox, profile, log);
    const auto ping = buyer.receive({"L.o.ping.0", "application/json", "{}"}, {});
    const auto post = buyer.receive({"L.o.post.0", "application/json", R"({"price":"1.00"})"}, {});
    EXPECT_EQ(post->price, ping->price);
    EXPECT_EQ(last_line()["price"], base::to_text(ping->price));
}

TEST_F(stub_buyer_test, takes_the_price_of_a_direct_post_from_its_field) {
    stub_buyer buyer(sandbox, profile, log);
    const auto post = buyer.receive({"L.o.post.0", "application/json", R"({"price":"53.90"})"}, {});
    EXPECT_EQ(post->price, base::parse_money("53.90"));
}

TEST_F(stub_buyer_test, does_not_answer_what_is_no_offer) {
    stub_buyer buyer(sandbox, profile, log);
    EXPECT_FALSE(buyer.receive({"", "application/json", "{}"}, {}));
    EXPECT_EQ(log.str(), "");
}

TEST(request_values, leaves_out_what_is_no_document) {
    EXPECT_TRUE(values_of("application/json", "{\"a\":").empty());
    EXPECT_TRUE(values_of("application/x-www-form-urlencoded", "novalue&bad=%zz").empty());
    EXPECT_EQ(values_of("application/x-www-form-urlencoded; charset=utf-8", "a+b=1%262").at("a b"),
              "1&2");
}

}  // namespace
}  // namespace pointsman::sandbox
