#include <pointsman/sandbox/verification.hpp>

#include <fmt/format.h>

namespace pointsman::sandbox {
namespace {

struct booked {
    base::money sum;
    std::map<std::string, base::money> by_account;
};

base::money amount_of(const booked& lead, const std::string& account) {
    const auto found = lead.by_account.find(account);
    return found == lead.by_account.end() ? base::money() : found->second;
}

}  // namespace

std::vector<disagreement> check_ledger(const evidence& all) {
    std::vector<disagreement> found;
    std::map<std::string, booked> books;
    for (const stored_entry& entry : all.database.entries) {
        booked& lead = books[entry.lead_id];
        lead.sum += entry.amount;
        lead.by_account[entry.account] += entry.amount;
    }
    for (const auto& [lead_id, lead] : books)
        if (lead.sum != base::money())
            found.push_back(
                {"ledger", lead_id, fmt::format("its entries sum to {}", base::to_text(lead.sum))});
    std::set<std::string> sold;
    for (const stored_sale& sale : all.database.sales) {
        sold.insert(sale.lead_id);
        const booked& lead = books[sale.lead_id];
        if (amount_of(lead, "buyer") != sale.price || amount_of(lead, "seller") != -sale.payout ||
            amount_of(lead, "margin") != -sale.margin)
            found.push_back({"ledger", sale.lead_id, "its entries are not those of its sale"});
    }
    for (const auto& [lead_id, lead] : books)
        if (!sold.contains(lead_id))
            found.push_back({"ledger", lead_id, "it has entries and no sale"});
    return found;
}

}  // namespace pointsman::sandbox
