#include <pointsman/base/strict_json.hpp>
#include <pointsman/sandbox/send_report.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace pointsman::sandbox {
namespace {

// Null when the answer is not an object.
nlohmann::json parsed(const std::string& body) {
    auto document = base::parse_json(body);
    return document && document->is_object() ? *std::move(document) : nlohmann::json();
}

std::string text_at(const nlohmann::json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

std::string milliseconds(base::duration span) {
    return fmt::format("{:.1f} ms", static_cast<double>(span.count()) / 1000);
}

}  // namespace

std::string status_of(const answered& result) {
    if (result.http_status == 0) return "no answer";
    if (result.http_status != 200 && result.http_status != 202)
        return fmt::format("HTTP {}", result.http_status);
    const nlohmann::json answer = parsed(result.body);
    const std::string status = answer.is_object() ? text_at(answer, "status") : "";
    return status.empty() ? "not understood" : status;
}

std::string log_line(const generated_lead& lead, const answered& result, base::wall_time now) {
    nlohmann::json line = {{"time", base::to_rfc3339(now)},
                           {"ref", lead.ref},
                           {"vertical", to_text(lead.vertical)},
                           {"seller", lead.seller},
                           {"valid", lead.valid},
                           {"http", result.http_status},
                           {"status", status_of(result)},
                           {"latency_ms", static_cast<double>(result.latency.count()) / 1000},
                           {"personal", nlohmann::json::parse(lead.personal_json)}};
    if (!result.failure.empty()) line["failure"] = result.failure;
    const nlohmann::json answer = parsed(result.body);
    if (answer.is_null()) {
        line["answer"] = result.body;
        return line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    }
    for (const char* name : {"lead_id", "payout"})
        if (const std::string text = text_at(answer, name); !text.empty()) line[name] = text;
    line["answer"] = answer;
    return line.dump();
}

void send_report::add(const answered& result) {
    const std::string status = status_of(result);
    ++by_status_[status];
    latencies_.push_back(result.latency);
    if (status == "sold")
        payout_ +=
            base::parse_money(text_at(parsed(result.body), "payout")).value_or(base::money());
}

std::size_t send_report::count(const std::string& status) const {
    const auto found = by_status_.find(status);
    return found == by_status_.end() ? 0 : found->second;
}

base::duration send_report::percentile(double share) const {
    if (latencies_.empty()) return {};
    std::vector<base::duration> sorted = latencies_;
    const double rank = std::ceil(share * static_cast<double>(sorted.size()));
    const auto at = static_cast<std::size_t>(std::max(rank, 1.0)) - 1;
    std::ranges::nth_element(sorted, sorted.begin() + static_cast<std::ptrdiff_t>(at));
    return sorted[at];
}

std::string send_report::to_text() const {
    std::string text = fmt::format("{} answers\n", answers());
    for (const auto& [status, leads] : by_status_) {
        const double percent = 100.0 * static_cast<double>(leads) / static_cast<double>(answers());
        text += fmt::format("  {:<16}{:>8}  {:5.1f} %\n", status, leads, percent);
    }
    text += fmt::format("payout {}\n", base::to_text(payout_));
    text += fmt::format("latency p50 {}, p99 {}\n", milliseconds(percentile(0.5)),
                        milliseconds(percentile(0.99)));
    return text;
}

}  // namespace pointsman::sandbox
