#include <pointsman/sandbox/verification.hpp>

#include <fmt/format.h>

namespace pointsman::sandbox {
namespace {

struct booked {
    base::money sum;
    std::map<std::string, base::money> by_account;
};

// A transaction is named by its lead, or a deposit's own id, and its kind.
using books = std::map<std::pair<std::string, std::string>, booked>;

books books_of(const evidence& all) {
    books found;
    for (const stored_entry& entry : all.database.entries) {
        booked& transaction = found[{entry.lead_id, entry.kind}];
        transaction.sum += entry.amount;
        transaction.by_account[entry.account] += entry.amount;
    }
    return found;
}

base::money amount_of(const booked& transaction, const std::string& account) {
    const auto found = transaction.by_account.find(account);
    return found == transaction.by_account.end() ? base::money() : found->second;
}

bool books_the_sale(const booked& lead, const stored_sale& sale) {
    return amount_of(lead, "buyer") == sale.price && amount_of(lead, "seller") == -sale.payout &&
           amount_of(lead, "margin") == -sale.margin;
}

// The buyer gets back the price; the payout comes back whole or not at all.
bool undoes_the_sale(const booked& lead, const stored_sale& sale) {
    const base::money payout = amount_of(lead, "seller");
    return amount_of(lead, "buyer") == -sale.price &&
           (payout == sale.payout || payout == base::money()) &&
           amount_of(lead, "margin") == sale.price - payout;
}

}  // namespace

std::vector<disagreement> check_ledger(const evidence& all) {
    std::vector<disagreement> found;
    books booked_so = books_of(all);
    for (const auto& [name, transaction] : booked_so)
        if (transaction.sum != base::money())
            found.push_back({"ledger", name.first,
                             fmt::format("its entries ({}) sum to {}", name.second,
                                         base::to_text(transaction.sum))});
    std::set<std::string> sold;
    for (const stored_sale& sale : all.database.sales) {
        sold.insert(sale.lead_id);
        if (!books_the_sale(booked_so[{sale.lead_id, "sale"}], sale))
            found.push_back({"ledger", sale.lead_id, "its entries are not those of its sale"});
        const auto back = booked_so.find({sale.lead_id, "return"});
        if (back != booked_so.end() && !undoes_the_sale(back->second, sale))
            found.push_back({"ledger", sale.lead_id, "its return does not undo its sale"});
    }
    for (const auto& [name, transaction] : booked_so)
        if (name.second != "deposit" && !sold.contains(name.first))
            found.push_back({"ledger", name.first, "it has entries and no sale"});
    return found;
}

}  // namespace pointsman::sandbox
