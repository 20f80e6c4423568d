#include <pointsman/cap/book.hpp>
#include <pointsman/lead/lead.hpp>
#include <pointsman/sandbox/verification.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdint>

namespace pointsman::sandbox {
namespace {

// Something that a cap counts.
struct counted {
    const std::string* lead_id = nullptr;
    base::wall_time at;
    base::money price;
};

using events_by_order = std::map<std::string, std::vector<counted>>;

// A sale is counted in the window in which it was awarded, which is when its posting was written.
// What a buyer accepted without our knowing it counts as well: its place stays reserved. A sale
// whose return refilled the caps does not: somebody else may have taken its place.
events_by_order sales_by_order(const evidence& all) {
    std::map<call_key, base::money> taken;
    for (const stored_sale& sale : all.database.sales)
        taken[{sale.lead_id, sale.order, true, 0}] = sale.price;
    for (const buyer_request& request : all.buyers)
        if (request.is_post && request.answer == "accepted")
            taken[{request.lead_id, request.order, true, request.attempt}] = request.price;
    events_by_order sales;
    for (const auto& [call, price] : taken)
        if (const auto posting = all.database.postings.find(call);
            posting != all.database.postings.end() && !all.database.refilled.contains(call.lead_id))
            sales[call.order].push_back({&posting->first.lead_id, posting->second.at, price});
    return sales;
}

events_by_order calls_by_order(const evidence& all, bool posts) {
    events_by_order calls;
    for (const auto& [call, attempt] : all.database.attempts)
        if (call.is_post == posts && attempt.result != "unsent")
            calls[call.order].push_back(
                {&call.lead_id, attempt.started_at, attempt.price.value_or(base::money())});
    return calls;
}

bool counts(const plan::conditional_cap& cap, const plan::vertical& vertical,
            const database_evidence& database, const counted& event) {
    if (!cap.when) return true;
    const auto lead = database.leads.find(*event.lead_id);
    if (lead == database.leads.end()) return false;
    const auto fields = nlohmann::json::parse(lead->second.fields_json, nullptr, false);
    return fields.is_object() && cap.when->passes(lead::from_json(vertical.fields, fields));
}

void check_cap(const plan::order& order, const plan::conditional_cap& cap,
               const std::vector<counted>& events, const database_evidence& database,
               std::vector<disagreement>& found) {
    const cap::zone& zone = database.plan->buyers.at(order.buyer).zone;
    std::map<base::wall_time, std::int64_t> used;
    for (const counted& event : events) {
        if (!counts(cap, database.plan->verticals.at(order.vertical), database, event)) continue;
        const std::int64_t amount =
            cap.limit.what == cap::measure::count ? 1 : event.price.micros();
        used[cap::window_start(cap.limit.per, zone, event.at)] += amount;
    }
    for (const auto& [window, amount] : used)
        if (amount > cap.limit.most)
            found.push_back({"caps", "",
                             fmt::format("{} of {}: {} used of {} per {} in the window from {}",
                                         to_text(cap.limit.on), order.name, amount, cap.limit.most,
                                         to_text(cap.limit.per), base::to_rfc3339(window))});
}

}  // namespace

std::vector<disagreement> check_caps(const evidence& all) {
    std::vector<disagreement> found;
    const database_evidence& database = all.database;
    if (!database.plan) {
        if (!database.leads.empty())
            found.push_back({"caps", "", "the plan is not stored, or cannot be read back"});
        return found;
    }
    const std::map<cap::event, events_by_order> events = {
        {cap::event::ping, calls_by_order(all, false)},
        {cap::event::post, calls_by_order(all, true)},
        {cap::event::sale, sales_by_order(all)}};
    for (const plan::order& order : database.plan->orders)
        for (const plan::conditional_cap& cap : order.caps) {
            const events_by_order& of_kind = events.at(cap.limit.on);
            if (const auto some = of_kind.find(order.name); some != of_kind.end())
                check_cap(order, cap, some->second, database, found);
        }
    return found;
}

}  // namespace pointsman::sandbox
