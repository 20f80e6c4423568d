#include "metrics.hpp"

#include "logging.hpp"

#include <prometheus/text_serializer.h>

#include <chrono>

namespace pointsman::app {
namespace {

using prometheus::Histogram;

// From a quick refusal to the longest deadline of a redirect tree, in seconds.
Histogram::BucketBoundaries buckets() {
    return {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300};
}

double seconds(base::duration elapsed) {
    return std::chrono::duration<double>(elapsed).count();
}

prometheus::Gauge& gauge(prometheus::Registry& registry, const std::string& name,
                         const std::string& help) {
    return prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add({});
}

}  // namespace

metrics::metrics()
    : leads_(prometheus::BuildCounter()
                 .Name("pointsman_leads_total")
                 .Help("Leads answered, by the status and reason told to the seller")
                 .Register(registry_)),
      refused_(prometheus::BuildCounter()
                   .Name("pointsman_requests_refused_total")
                   .Help("Requests that made no lead, by HTTP status")
                   .Register(registry_)),
      candidates_(prometheus::BuildCounter()
                      .Name("pointsman_candidates_total")
                      .Help("Orders considered, by order and reason")
                      .Register(registry_)),
      attempts_(prometheus::BuildHistogram()
                    .Name("pointsman_buyer_seconds")
                    .Help("Pings and posts, by buyer, phase and result")
                    .Register(registry_)),
      voids_(prometheus::BuildCounter()
                 .Name("pointsman_void_answers_total")
                 .Help("Answers of buyers that came too late to count, by buyer and kind")
                 .Register(registry_)),
      follow_ups_(prometheus::BuildCounter()
                      .Name("pointsman_follow_ups_total")
                      .Help("Void notices, status asks and re-posts, by buyer, kind and result")
                      .Register(registry_)),
      resales_(prometheus::BuildCounter()
                   .Name("pointsman_resales_total")
                   .Help("Tries to sell returned leads again, by result")
                   .Register(registry_)),
      troubles_(prometheus::BuildCounter()
                    .Name("pointsman_troubles_total")
                    .Help("Leads that need a person's attention")
                    .Register(registry_)
                    .Add({})),
      answers_(prometheus::BuildHistogram()
                   .Name("pointsman_answer_seconds")
                   .Help("From a lead's arrival to its answer")
                   .Register(registry_)
                   .Add({}, buckets())),
      in_flight_(
          gauge(registry_, "pointsman_leads_in_flight", "Leads not yet written down to the end")),
      queued_(
          gauge(registry_, "pointsman_journal_queued_records", "Records waiting to be written")),
      oldest_(gauge(registry_, "pointsman_journal_oldest_seconds",
                    "Age of the oldest record that is not committed")),
      available_(gauge(registry_, "pointsman_journal_available", "1 while leads can be stored")),
      commits_(gauge(registry_, "pointsman_journal_commits", "Batches committed since the start")),
      durable_(gauge(registry_, "pointsman_journal_records", "Records committed since the start")),
      unknown_(gauge(registry_, "pointsman_unknown_posts",
                     "Posts whose answer is unknown, waiting to be settled")),
      unknown_oldest_(gauge(registry_, "pointsman_unknown_oldest_seconds",
                            "Age of the oldest post whose answer is unknown")),
      balances_(prometheus::BuildGauge()
                    .Name("pointsman_buyer_balance")
                    .Help("A buyer's money with us, by buyer and currency; negative: owed to us")
                    .Register(registry_)),
      reserved_(prometheus::BuildGauge()
                    .Name("pointsman_buyer_balance_reserved")
                    .Help("How much of it posts in flight or of unknown answer hold")
                    .Register(registry_)) {}

void metrics::lead_answered(intake::status status, std::string_view reason,
                            base::duration elapsed) {
    leads_.Add({{"status", std::string(to_text(status))}, {"reason", std::string(reason)}})
        .Increment();
    answers_.Observe(seconds(elapsed));
}

void metrics::request_refused(int http_status) {
    refused_.Add({{"status", std::to_string(http_status)}}).Increment();
}

void metrics::attempt_ended(std::string_view buyer, protocol::phase phase, std::string_view result,
                            base::duration elapsed) {
    attempts_
        .Add({{"buyer", std::string(buyer)},
              {"phase", phase == protocol::phase::ping ? "ping" : "post"},
              {"result", std::string(result)}},
             buckets())
        .Observe(seconds(elapsed));
}

void metrics::candidate_ended(std::string_view order, std::string_view reason) {
    candidates_.Add({{"order", std::string(order)}, {"reason", std::string(reason)}}).Increment();
}

void metrics::answer_void(std::string_view buyer, bool is_contradiction) {
    voids_
        .Add({{"buyer", std::string(buyer)},
              {"kind", is_contradiction ? "contradiction" : "void_accept"}})
        .Increment();
}

void metrics::resale_ended(std::string_view result) {
    resales_.Add({{"result", std::string(result)}}).Increment();
}

void metrics::follow_up_ended(std::string_view buyer, std::string_view kind,
                              std::string_view result) {
    follow_ups_
        .Add({{"buyer", std::string(buyer)},
              {"kind", std::string(kind)},
              {"result", std::string(result)}})
        .Increment();
}

void metrics::trouble(const base::lead_id& lead, const std::string& what) {
    troubles_.Increment();
    log(log_level::error, "trouble", {{"lead_id", to_text(lead)}, {"what", what}});
}

void metrics::show_balances(const std::vector<balance_reading>& balances) {
    std::map<account_name, account_gauges> shown;
    for (const balance_reading& one : balances) {
        const prometheus::Labels labels{{"buyer", one.buyer}, {"currency", one.currency}};
        account_gauges gauges{&balances_.Add(labels), &reserved_.Add(labels)};  // the same again
        gauges.balance->Set(one.balance);
        gauges.reserved->Set(one.reserved);
        accounts_.erase({one.buyer, one.currency});
        shown.emplace(account_name{one.buyer, one.currency}, gauges);
    }
    for (const auto& [gone, gauges] : accounts_) {
        balances_.Remove(gauges.balance);
        reserved_.Remove(gauges.reserved);
    }
    accounts_ = std::move(shown);
}

std::string metrics::text(const readings& now) {
    in_flight_.Set(static_cast<double>(now.leads_in_flight));
    queued_.Set(static_cast<double>(now.journal_queued));
    oldest_.Set(now.journal_oldest_s);
    available_.Set(now.journal_available ? 1 : 0);
    commits_.Set(now.commits);
    durable_.Set(now.records_durable);
    unknown_.Set(static_cast<double>(now.unknown_posts));
    unknown_oldest_.Set(now.unknown_oldest_s);
    show_balances(now.balances);
    return prometheus::TextSerializer().Serialize(registry_.Collect());
}

}  // namespace pointsman::app
