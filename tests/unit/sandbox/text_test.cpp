#include "table.hpp"

#include <pointsman/sandbox/summary.hpp>
#include <pointsman/sandbox/waterfall.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace pointsman::sandbox {
namespace {

using std::chrono_literals::operator""ms;
using testing::HasSubstr;

TEST(table, aligns_its_columns) {
    EXPECT_EQ(aligned({{"order", "won"}, {"a", "10"}, {"northstar", "7"}}),
              "order      won\n"
              "a           10\n"
              "northstar    7\n");
    EXPECT_EQ(aligned({}), "");
}

TEST(summary, shows_shares_money_and_orders) {
    market_summary summary;
    summary.leads_by_status = {{"sold", 3}, {"unsold", 1}};
    summary.revenue = *base::parse_money("60");
    summary.payout = *base::parse_money("48");
    summary.margin = *base::parse_money("12");
    summary.p50_ms = 120.26;
    summary.orders.push_back({"northstar_ca", 4, 3, 3, 2, 1, 0, 44.5, *base::parse_money("60")});
    const std::string text = to_text(summary);
    EXPECT_THAT(text, HasSubstr("75.0 %"));
    EXPECT_THAT(text, HasSubstr("revenue 60.00, payout 48.00, margin 12.00"));
    EXPECT_THAT(text, HasSubstr("p50 120.3 ms, p99 - ms"));
    EXPECT_THAT(
        text,
        HasSubstr(
            "northstar_ca       4    3       3    2         1         0       44.5    60.00"));
}

waterfall two_pings() {
    waterfall lead;
    lead.title = "a lead";
    lead.total = 100ms;
    lead.bars = {{"ping a", 0ms, 50ms, "bid 10.00, sold"},
                 {"ping bb", 0ms, std::nullopt, "timeout"}};
    lead.not_asked = {"c: paused"};
    return lead;
}

TEST(waterfall, scales_bars_to_the_width) {
    const std::string text = draw(two_pings(), 80);
    std::istringstream lines(text);
    std::string title;
    std::string first;
    std::getline(lines, title);
    std::getline(lines, first);
    EXPECT_EQ(title, "a lead");
    const auto left = first.find('|');
    const auto right = first.find('|', left + 1);
    const auto bar = static_cast<std::size_t>(std::ranges::count(first, '='));
    EXPECT_EQ(bar, (right - left - 1) / 2);
    EXPECT_THAT(first, testing::EndsWith("50 ms bid 10.00, sold"));
    EXPECT_THAT(text, HasSubstr("not asked: c: paused\n"));
}

TEST(waterfall, never_writes_wider_than_the_terminal) {
    waterfall lead = two_pings();
    lead.bars[0].result = std::string(300, 'x');
    for (const std::size_t columns : {60U, 80U, 200U}) {
        std::istringstream lines(draw(lead, columns));
        for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), columns);
    }
}

TEST(waterfall, draws_a_ping_without_an_answer_to_the_end) {
    const std::string text = draw(two_pings(), 80);
    EXPECT_THAT(text, HasSubstr("....|"));
}

TEST(waterfall, survives_a_lead_without_an_outcome) {
    EXPECT_EQ(draw({"open", {}, {}, {}}, 10), "open\n");
}

}  // namespace
}  // namespace pointsman::sandbox
