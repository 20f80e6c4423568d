#include "table.hpp"

#include <pointsman/sandbox/summary.hpp>

#include <fmt/format.h>

namespace pointsman::sandbox {
namespace {

std::string milliseconds(const std::optional<double>& value) {
    return value ? fmt::format("{:.1f}", *value) : "-";
}

std::vector<std::vector<std::string>> order_rows(const std::vector<order_line>& orders) {
    std::vector<std::vector<std::string>> rows = {{"order", "pinged", "bid", "posted", "won",
                                                   "rejected", "timeouts", "median ms", "revenue"}};
    for (const order_line& line : orders)
        rows.push_back({line.order, std::to_string(line.pinged), std::to_string(line.bids),
                        std::to_string(line.posted), std::to_string(line.won),
                        std::to_string(line.rejected), std::to_string(line.timeouts),
                        milliseconds(line.median_ms), base::to_text(line.revenue)});
    return rows;
}

std::vector<std::vector<std::string>> status_rows(const market_summary& summary) {
    std::int64_t all = 0;
    for (const auto& [status, leads] : summary.leads_by_status) all += leads;
    std::vector<std::vector<std::string>> rows = {{"status", "leads", "share"}};
    for (const auto& [status, leads] : summary.leads_by_status)
        rows.push_back({status, std::to_string(leads),
                        fmt::format("{:.1f} %", 100.0 * static_cast<double>(leads) /
                                                    static_cast<double>(all))});
    return rows;
}

}  // namespace

std::string to_text(const market_summary& summary) {
    std::string text = aligned(status_rows(summary));
    text += fmt::format("\nrevenue {}, payout {}, margin {}\n", base::to_text(summary.revenue),
                        base::to_text(summary.payout), base::to_text(summary.margin));
    text += fmt::format("lead to outcome: p50 {} ms, p99 {} ms\n\n", milliseconds(summary.p50_ms),
                        milliseconds(summary.p99_ms));
    return text + aligned(order_rows(summary.orders));
}

}  // namespace pointsman::sandbox
