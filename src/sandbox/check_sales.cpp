#include <pointsman/sandbox/verification.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace pointsman::sandbox {
namespace {

using sales_by_lead = std::map<std::string, std::vector<const stored_sale*>>;
using accepts_by_lead = std::map<std::string, std::vector<const buyer_request*>>;

sales_by_lead sales_of(const evidence& all) {
    sales_by_lead sales;
    for (const stored_sale& sale : all.database.sales) sales[sale.lead_id].push_back(&sale);
    return sales;
}

accepts_by_lead accepts_of(const evidence& all) {
    accepts_by_lead accepts;
    for (const buyer_request& request : all.buyers)
        if (request.is_post && request.answer == "accepted")
            accepts[request.lead_id].push_back(&request);
    return accepts;
}

// A sale needs exactly one accept of its order, at its price.
std::optional<std::string> sale_problem(const stored_sale& sale,
                                        const std::vector<const buyer_request*>& accepts) {
    std::size_t matching = 0;
    for (const buyer_request* accept : accepts) {
        if (accept->order != sale.order) continue;
        ++matching;
        if (accept->price != sale.price)
            return fmt::format("is sold to {} for {}, and the buyer accepted for {}", sale.order,
                               base::to_text(sale.price), base::to_text(accept->price));
    }
    if (matching == 1) return std::nullopt;
    return fmt::format("is sold to {}, which accepted it {} times", sale.order, matching);
}

// An accept that is no sale is fine only where the server said that it does not know: the answer
// came late, broken or not at all, or the lead is still open.
bool may_be_unknown(const evidence& all, const buyer_request& accept) {
    const call_key key{accept.lead_id, accept.order, true, accept.attempt};
    const auto attempt = all.database.attempts.find(key);
    if (attempt != all.database.attempts.end())
        return attempt->second.result == "unknown" || attempt->second.result == "timeout";
    return all.database.postings.contains(key);
}

bool is_sold_to(const sales_by_lead& sales, const buyer_request& accept) {
    const auto found = sales.find(accept.lead_id);
    return found != sales.end() && found->second.front()->order == accept.order;
}

bool silence_holds(const plan::snapshot& plan, const std::string& order_name) {
    const auto order = std::ranges::find(plan.orders, order_name, &plan::order::name);
    return order != plan.orders.end() && order->via && order->via->no_answer == plan::silence::hold;
}

// Where silence means "perhaps", nobody else may have been sold a lead that one buyer may own.
void check_held_leads(const evidence& all, const sales_by_lead& sales,
                      std::vector<disagreement>& found) {
    if (!all.database.plan) return;
    for (const auto& [call, attempt] : all.database.attempts) {
        const bool is_open = attempt.result == "unknown" || attempt.result == "timeout";
        if (!call.is_post || !is_open || !silence_holds(*all.database.plan, call.order)) continue;
        const auto sold = sales.find(call.lead_id);
        if (sold != sales.end() && sold->second.front()->order != call.order)
            found.push_back({"sales", call.lead_id,
                             fmt::format("is sold to {} although {} may own it",
                                         sold->second.front()->order, call.order)});
    }
}

}  // namespace

std::vector<disagreement> check_sales(const evidence& all) {
    std::vector<disagreement> found;
    const sales_by_lead sales = sales_of(all);
    const accepts_by_lead accepts = accepts_of(all);
    for (const auto& [lead_id, sold] : sales) {
        if (sold.size() > 1)
            found.push_back({"sales", lead_id, fmt::format("is sold {} times", sold.size())});
        const auto accepted = accepts.find(lead_id);
        const auto problem = sale_problem(*sold.front(), accepted == accepts.end()
                                                             ? std::vector<const buyer_request*>{}
                                                             : accepted->second);
        if (problem) found.push_back({"sales", lead_id, *problem});
    }
    for (const auto& [lead_id, accepted] : accepts)
        for (const buyer_request* accept : accepted)
            if (!is_sold_to(sales, *accept) && !may_be_unknown(all, *accept))
                found.push_back({"sales", lead_id,
                                 fmt::format("{} accepted it, and that is neither sold nor unknown",
                                             accept->order)});
    check_held_leads(all, sales, found);
    return found;
}

}  // namespace pointsman::sandbox
