#include <pointsman/sandbox/behaviour.hpp>
#include <pointsman/sandbox/generator.hpp>

#include <pointsman/lead/lead.hpp>
#include <pointsman/protocol/interpret.hpp>
#include <pointsman/yaml/loader.hpp>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>

// The demo's configuration, its stub buyers and its leads belong together: what one of them says,
// the others must understand.
namespace pointsman::sandbox {
namespace {

const plan::snapshot& demo_plan() {
    static const plan::snapshot_pointer plan = [] {
        cap::book counters;
        const auto files = yaml::read_folder(POINTSMAN_SOURCE_FOLDER "/config");
        const auto secrets = [](std::string_view) { return std::optional<yaml::secret>(); };
        return yaml::load(*files, counters, secrets, yaml::purpose::stored).value().plan;
    }();
    return *plan;
}

const sandbox_profile& demo_sandbox() {
    static const sandbox_profile sandbox =
        *read_sandbox_profile(POINTSMAN_SOURCE_FOLDER "/config/sandbox.yaml");
    return sandbox;
}

const buyer_profile* profile_of(const std::string& buyer) {
    const auto found = std::ranges::find(demo_sandbox().buyers, buyer, &buyer_profile::name);
    return found == demo_sandbox().buyers.end() ? nullptr : &*found;
}

// A buyer without whims that always or never wants the lead.
planned_answer answer_of(buyer_profile buyer, bool is_post, bool willing) {
    if (buyer.ping) {
        buyer.ping->moods = {};
        buyer.ping->bids = willing ? 1 : 0;
    }
    buyer.post.moods = {};
    buyer.post.accepts = willing ? 1 : 0;
    return plan_answer(demo_sandbox(), buyer, {"lead", "order", is_post, 0});
}

// Loops instead of parameters: the configuration would be loaded anew for every one of them.
class demo_orders : public testing::Test {
protected:
    struct order_and_buyer {
        const plan::order& order;
        const buyer_profile& buyer;
    };

    static std::vector<order_and_buyer> all() {
        std::vector<order_and_buyer> found;
        for (const plan::order& order : demo_plan().orders) {
            const std::string& buyer = demo_plan().buyers.at(order.buyer).name;
            const buyer_profile* profile = profile_of(buyer);
            if (profile == nullptr)
                ADD_FAILURE() << "nobody plays " << buyer;
            else
                found.push_back({order, *profile});
        }
        return found;
    }
};

TEST_F(demo_orders, have_a_stub_buyer_at_their_address) {
    for (const auto& [order, buyer] : all()) {
        SCOPED_TRACE(order.name);
        const std::string origin = fmt::format("http://127.0.0.1:{}/", buyer.port);
        EXPECT_TRUE(order.via->post.request.url.starts_with(origin));
        ASSERT_EQ(order.via->ping.has_value(), buyer.ping.has_value());
        if (order.via->ping) EXPECT_TRUE(order.via->ping->request.url.starts_with(origin));
    }
}

TEST_F(demo_orders, understand_what_their_buyer_bids) {
    for (const auto& [order, buyer] : all()) {
        if (!order.via->ping) continue;
        SCOPED_TRACE(order.name);
        const protocol::ping_reply_spec& spec = order.via->ping->reply;
        const planned_answer bid = answer_of(buyer, false, true);
        const auto understood = protocol::interpret_ping(spec, {200, bid.body});
        ASSERT_TRUE(std::holds_alternative<protocol::bid>(understood)) << bid.body;
        const auto& read = std::get<protocol::bid>(understood);
        EXPECT_EQ(read.price, bid.price);
        for (const protocol::capture& capture : spec.captures)
            EXPECT_TRUE(read.captured.contains(capture.name)) << capture.name;
    }
}

TEST_F(demo_orders, understand_that_their_buyer_declines) {
    for (const auto& [order, buyer] : all()) {
        if (!order.via->ping) continue;
        SCOPED_TRACE(order.name);
        const std::string body = answer_of(buyer, false, false).body;
        const auto understood = protocol::interpret_ping(order.via->ping->reply, {200, body});
        EXPECT_TRUE(std::holds_alternative<protocol::declined>(understood)) << body;
    }
}

TEST_F(demo_orders, understand_whether_their_buyer_accepts) {
    for (const auto& [order, buyer] : all()) {
        SCOPED_TRACE(order.name);
        const protocol::post_reply_spec& spec = order.via->post.reply;
        const auto hear = [&spec](int status, const std::string& body) {
            return protocol::interpret_post(spec, {status, body});
        };
        const std::string accepted = answer_of(buyer, true, true).body;
        EXPECT_TRUE(std::holds_alternative<protocol::accepted>(hear(200, accepted))) << accepted;
        const std::string rejected = answer_of(buyer, true, false).body;
        EXPECT_TRUE(std::holds_alternative<protocol::rejected>(hear(200, rejected))) << rejected;
        const auto error_page = hear(500, "<h1>Internal Server Error</h1>");
        EXPECT_TRUE(std::holds_alternative<protocol::not_understood>(error_page));
    }
}

TEST(demo, has_no_two_buyers_on_one_port) {
    std::map<std::uint16_t, std::string> buyers;
    for (const buyer_profile& buyer : demo_sandbox().buyers)
        EXPECT_TRUE(buyers.emplace(buyer.port, buyer.name).second)
            << buyer.name << " and " << buyers[buyer.port];
}

class demo_leads : public testing::Test {
protected:
    static constexpr base::wall_time now{std::chrono::sys_days{std::chrono::year{2026} / 3 / 14}};

    // For each of some leads of the market, how many orders of the tree (in one tier, if named)
    // want it.
    static std::vector<std::size_t> wanted_by(market which, const std::string& tree_name,
                                              const std::string& tier = "") {
        static const geography where = *read_geography(POINTSMAN_SOURCE_FOLDER "/data");
        const generator leads(where, {1, {which}, 0, now});
        const plan::tree& tree = *demo_plan().find_tree(tree_name);
        const auto& fields = demo_plan().verticals.at(tree.vertical).fields;
        std::vector<std::size_t> counts;
        for (std::uint64_t n = 0; n < 1000; ++n) {
            const auto body = nlohmann::json::parse(leads.make(n).body);
            const auto lead = lead::read_fields(fields, body["fields"], lead::stage::post, now);
            const auto passing = tree.matcher->match(lead.value());
            counts.push_back(
                static_cast<std::size_t>(std::ranges::count_if(passing, [&](filter::position at) {
                    return tier.empty() || tree.tiers.at(tree.tier_of.at(at)).name == tier;
                })));
        }
        return counts;
    }

    static double share_between(const std::vector<std::size_t>& counts, std::size_t least,
                                std::size_t most) {
        const auto inside =
            std::ranges::count_if(counts, [&](std::size_t n) { return n >= least && n <= most; });
        return static_cast<double>(inside) / static_cast<double>(counts.size());
    }
};

TEST_F(demo_leads, of_insurance_have_a_real_auction) {
    EXPECT_GT(share_between(wanted_by(market::auto_insurance, "auto_main"), 5, 12), 0.8);
}

TEST_F(demo_leads, of_home_services_fit_one_to_three_local_orders) {
    EXPECT_GT(share_between(wanted_by(market::home_services, "home_local", "local"), 1, 3), 0.6);
}

TEST_F(demo_leads, of_loans_climb_down_a_ladder) {
    EXPECT_EQ(demo_plan().find_tree("loans")->orders.size(), 60U);
    EXPECT_GT(share_between(wanted_by(market::personal_loan, "loans"), 5, 45), 0.8);
}

}  // namespace
}  // namespace pointsman::sandbox
