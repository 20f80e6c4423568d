#pragma once

#include <pointsman/base/money.hpp>
#include <pointsman/base/time.hpp>
#include <pointsman/sandbox/generator.hpp>

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace pointsman::sandbox {

// What became of one request.
struct answered {
    int http_status = 0;  // 0: no answer
    std::string body;
    std::string failure;  // why there was no answer
    base::duration latency{};
};

// "sold", "unsold", ... as the answer says; "HTTP 422", "HTTP 503"...; "no answer".
std::string status_of(const answered& result);

// One line of the log, a JSON object with time, ref, vertical, seller, valid, http, status,
// lead_id, payout, latency_ms, answer and personal; what the answer does not name is left out.
std::string log_line(const generated_lead& lead, const answered& result, base::wall_time now);

// Counts answers.
class send_report {
public:
    void add(const answered& result);

    std::size_t answers() const { return latencies_.size(); }

    std::size_t count(const std::string& status) const;

    // Nearest rank; zero while there is no answer. `share` is between 0 and 1.
    base::duration percentile(double share) const;

    // Leads by status, payout in total, latency: some lines for a terminal.
    std::string to_text() const;

private:
    std::map<std::string, std::size_t> by_status_;
    std::vector<base::duration> latencies_;
    base::money payout_;
};

}  // namespace pointsman::sandbox
