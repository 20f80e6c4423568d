#pragma once

#include <pointsman/base/money.hpp>
#include <pointsman/base/result.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace pointsman::sandbox {

struct order_line {
    std::string order;
    std::int64_t pinged = 0;
    std::int64_t bids = 0;
    std::int64_t posted = 0;
    std::int64_t won = 0;
    std::int64_t rejected = 0;
    std::int64_t timeouts = 0;
    std::optional<double> median_ms;  // of answers, pings and posts alike
    base::money revenue;
};

// What the database says happened since it was made.
struct market_summary {
    std::vector<std::pair<std::string, std::int64_t>> leads_by_status;
    base::money revenue;
    base::money payout;
    base::money margin;
    std::optional<double> p50_ms;  // from a lead's arrival to its outcome
    std::optional<double> p99_ms;
    std::vector<order_line> orders;  // by revenue
};

// Blocks; the error is what PostgreSQL said.
base::result<market_summary, std::string> read_summary(const std::string& database_url);

// For a terminal, with aligned columns.
std::string to_text(const market_summary& summary);

}  // namespace pointsman::sandbox
