#pragma once

#include <pointsman/engine/observer.hpp>

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pointsman::app {

// A buyer's money with us.
struct balance_reading {
    std::string buyer;
    std::string currency;
    double balance = 0;   // in units of the currency
    double reserved = 0;  // of it, by posts in flight or unknown
};

// What the gauges show at the moment of a scrape.
struct readings {
    std::size_t leads_in_flight = 0;
    std::size_t journal_queued = 0;
    double journal_oldest_s = 0;
    bool journal_available = true;
    double commits = 0;
    double records_durable = 0;
    std::size_t unknown_posts = 0;
    double unknown_oldest_s = 0;
    std::vector<balance_reading> balances;
};

// Counts what the engine tells for Prometheus. Names of sellers, buyers and orders are labels:
// there are as many as the configuration has, never as many as sellers can think of. Any thread.
class metrics final : public engine::observer {
public:
    metrics();

    void lead_answered(intake::status status, std::string_view reason,
                       base::duration elapsed) override;
    void request_refused(int http_status) override;
    void attempt_ended(std::string_view buyer, protocol::phase phase, std::string_view result,
                       base::duration elapsed) override;
    void candidate_ended(std::string_view order, std::string_view reason) override;
    void answer_void(std::string_view buyer, bool is_contradiction) override;
    void follow_up_ended(std::string_view buyer, std::string_view kind,
                         std::string_view result) override;
    void resale_ended(std::string_view result) override;
    void trouble(const base::lead_id& lead, const std::string& what) override;

    // Prometheus text format 0.0.4.
    std::string text(const readings& now);

private:
    // One gauge a buyer: those of buyers that are gone from the plan go too.
    void show_balances(const std::vector<balance_reading>& balances);

    struct account_gauges {
        prometheus::Gauge* balance = nullptr;
        prometheus::Gauge* reserved = nullptr;
    };

    using account_name = std::pair<std::string, std::string>;  // buyer, currency

    prometheus::Registry registry_;
    std::map<account_name, account_gauges> accounts_;  // touched by the scraping thread only
    prometheus::Family<prometheus::Counter>& leads_;
    prometheus::Family<prometheus::Counter>& refused_;
    prometheus::Family<prometheus::Counter>& candidates_;
    prometheus::Family<prometheus::Histogram>& attempts_;
    prometheus::Family<prometheus::Counter>& voids_;
    prometheus::Family<prometheus::Counter>& follow_ups_;
    prometheus::Family<prometheus::Counter>& resales_;
    prometheus::Counter& troubles_;
    prometheus::Histogram& answers_;
    prometheus::Gauge& in_flight_;
    prometheus::Gauge& queued_;
    prometheus::Gauge& oldest_;
    prometheus::Gauge& available_;
    prometheus::Gauge& commits_;
    prometheus::Gauge& durable_;
    prometheus::Gauge& unknown_;
    prometheus::Gauge& unknown_oldest_;
    prometheus::Family<prometheus::Gauge>& balances_;
    prometheus::Family<prometheus::Gauge>& reserved_;
};

}  // namespace pointsman::app
