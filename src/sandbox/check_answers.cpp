#include <pointsman/sandbox/verification.hpp>

#include <fmt/format.h>

#include <optional>

namespace pointsman::sandbox {
namespace {

using payouts = std::map<std::string, base::money>;

payouts payouts_of(const database_evidence& database) {
    payouts by_lead;
    for (const stored_sale& sale : database.sales) by_lead[sale.lead_id] += sale.payout;
    return by_lead;
}

std::optional<std::string> payout_problem(const seller_answer& told, const payouts& stored) {
    const auto found = stored.find(told.lead_id);
    if (found == stored.end()) return "was told sold, and no sale is stored";
    if (told.payout == found->second) return std::nullopt;
    return fmt::format("was told payout {}, stored is {}",
                       told.payout ? base::to_text(*told.payout) : "none",
                       base::to_text(found->second));
}

std::optional<std::string> lead_problem(const seller_answer& told,
                                        const database_evidence& database, const payouts& stored) {
    const auto found = database.leads.find(told.lead_id);
    if (found == database.leads.end())
        return fmt::format("was told {}, and no lead is stored", told.status);
    // A pending answer was the truth when it was given, whatever came of the lead since.
    if (told.status == "pending") return std::nullopt;
    if (found->second.status != told.status)
        return fmt::format("was told {}, stored is {}", told.status,
                           found->second.status.empty() ? "no outcome" : found->second.status);
    if (told.status == "sold") return payout_problem(told, stored);
    if (stored.contains(told.lead_id))
        return fmt::format("was told {}, and a sale is stored", told.status);
    return std::nullopt;
}

std::optional<std::string> answer_problem(const seller_answer& told,
                                          const database_evidence& database,
                                          const payouts& stored) {
    if (told.http_status >= 500 && told.http_status != 503)
        return fmt::format("was answered with {}", told.http_status);
    if (told.http_status != 200 && told.http_status != 202) return std::nullopt;
    if (told.lead_id.empty()) return fmt::format("was told {} without a lead_id", told.status);
    if (told.status != "rejected") return lead_problem(told, database, stored);
    if (database.refusals.contains(told.lead_id)) return std::nullopt;
    return "was told rejected, and no refusal is stored";
}

}  // namespace

std::vector<disagreement> check_answers(const evidence& all) {
    std::vector<disagreement> found;
    const payouts stored = payouts_of(all.database);
    for (const seller_answer& told : all.sellers)
        if (auto problem = answer_problem(told, all.database, stored))
            found.push_back({"answers", told.lead_id.empty() ? told.ref : told.lead_id,
                             "the seller " + *std::move(problem)});
    return found;
}

}  // namespace pointsman::sandbox
