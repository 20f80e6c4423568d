#include "market.hpp"
#include "traffic.hpp"

#include <support/eventually.hpp>

#include <csignal>
#include <stdexcept>

namespace pointsman::integration {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class graceful_stop : public market {
protected:
    bool refuses_connections() {
        try {
            const support::http_connection probe(server().sellers_port());
            return false;
        } catch (const std::runtime_error&) {
            return true;
        }
    }
};

TEST_F(graceful_stop, answers_the_leads_under_way_and_takes_no_more) {
    add_buyer(buyer_setup{.name = "northstar", .ping_timeout = "2s"});
    buyers_.on("/northstar/ping", support::after(milliseconds(1200), support::bid("20.00")));
    start();
    traffic clients(server().sellers_port(), 8, 1);
    ASSERT_TRUE(support::eventually([&] { return buyers_.seen("/ping").size() == 8; }));
    server().signal(SIGTERM);
    EXPECT_TRUE(support::eventually([&] { return refuses_connections(); }, milliseconds(1000)))
        << "while the leads still wait for their buyer";
    EXPECT_EQ(clients.answered(), 0u);
    clients.finish();
    for (const sent_lead& one : clients.sent()) {
        ASSERT_EQ(one.status, 200);
        EXPECT_EQ(one.answer.at("status"), "sold");
    }
    EXPECT_EQ(server().wait(seconds(15)), 0);
    EXPECT_EQ(count("sale"), 8u);
    EXPECT_EQ(server().events("stopped").at(0).at("drained"), true);
}

TEST_F(graceful_stop, does_not_wait_for_idle_connections) {
    add_buyer("northstar");
    start();
    support::http_connection idle(server().sellers_port());
    idle.send(lead_request(good_lead()));
    ASSERT_TRUE(idle.receive());
    server().signal(SIGTERM);
    EXPECT_EQ(server().wait(seconds(5)), 0);
    EXPECT_FALSE(idle.receive()) << "the connection was closed";
}

}  // namespace
}  // namespace pointsman::integration
