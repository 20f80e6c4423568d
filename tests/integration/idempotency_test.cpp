#include "market.hpp"

#include <gmock/gmock.h>

#include <thread>
#include <vector>

namespace pointsman::integration {
namespace {

using nlohmann::json;

class idempotency : public market {};

TEST_F(idempotency, a_copy_hears_the_same_bytes_also_after_a_restart) {
    add_buyer("northstar");
    start();
    const json lead = good_lead();
    const support::http_answer first = post(lead);
    EXPECT_EQ(first.status, 200);
    EXPECT_EQ(post(lead).body, first.body);
    kill();
    start();
    EXPECT_EQ(post(lead).body, first.body);
    json other = lead;
    other["fields"]["age"] = 36;
    EXPECT_EQ(post(other).status, 422);
    EXPECT_NE(post(lead, zenith_key).body, first.body) << "another seller's ref is another request";
    EXPECT_EQ(count("sale"), 2u);
}

TEST_F(idempotency, simultaneous_copies_are_one_lead) {
    add_buyer("northstar");
    buyers_.on("/northstar/ping",
               support::after(std::chrono::milliseconds(50), support::bid("20.00")));
    start();
    const json lead = good_lead();
    std::vector<std::string> bodies(16);
    std::vector<std::thread> sellers;
    for (std::string& body : bodies) sellers.emplace_back([&] { body = post(lead).body; });
    for (std::thread& each : sellers) each.join();
    EXPECT_THAT(bodies, testing::Each(bodies.front()));
    EXPECT_EQ(count("lead"), 1u);
    EXPECT_EQ(buyers_.seen("/post").size(), 1u);
}

}  // namespace
}  // namespace pointsman::integration
