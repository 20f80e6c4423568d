#pragma once

#include <pointsman/base/result.hpp>
#include <pointsman/base/time.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace pointsman::sandbox {

// A ping or post on one lead's way; times count from the lead's arrival.
struct waterfall_bar {
    std::string label;  // "ping northstar_ca"
    base::duration from{};
    std::optional<base::duration> to;  // nothing: no answer came
    std::string result;                // "bid 31.50, outbid"
};

struct waterfall {
    std::string title;
    base::duration total{};  // until the outcome; zero while there is none
    std::vector<waterfall_bar> bars;
    std::vector<std::string> not_asked;  // "magnolia_south: cap_count (sale count per day)"
};

// Blocks. Nothing when the database knows no such lead; the error is what PostgreSQL said.
base::result<std::optional<waterfall>, std::string> read_waterfall(const std::string& database_url,
                                                                   const std::string& lead_id);

// Draws one line a bar, scaled so that labels, bars and results fit into `columns` (at least 60 are
// used).
std::string draw(const waterfall& lead, std::size_t columns);

}  // namespace pointsman::sandbox
