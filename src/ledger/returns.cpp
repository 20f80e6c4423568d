#include <pointsman/base/planted.hpp>
#include <pointsman/ledger/returns.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace pointsman::ledger {
namespace {

using base::money;

bool is_agreed(const return_terms& contract, const std::string& reason) {
    return contract.reasons.empty() ||
           std::ranges::find(contract.reasons, reason) != contract.reasons.end();
}

}  // namespace

std::string_view to_text(return_refusal why) {
    switch (why) {
        case return_refusal::not_sold_to_you: return "not_sold_to_you";
        case return_refusal::already_returned: return "already_returned";
        case return_refusal::not_agreed: return "not_agreed";
        case return_refusal::outside_window: return "outside_window";
        case return_refusal::reason_not_agreed: return "reason_not_agreed";
        case return_refusal::share_exceeded: return "share_exceeded";
    }
    std::unreachable();
}

std::optional<return_refusal> parse_return_refusal(std::string_view text) {
    static constexpr std::array all{
        return_refusal::not_sold_to_you,   return_refusal::already_returned,
        return_refusal::not_agreed,        return_refusal::outside_window,
        return_refusal::reason_not_agreed, return_refusal::share_exceeded};
    const auto* found =
        std::ranges::find(all, text, [](return_refusal one) { return to_text(one); });
    if (found == all.end()) return std::nullopt;
    return *found;
}

std::int64_t most_returns_rounded_down(std::int64_t sold, base::basis_points max_share) {
    constexpr std::int64_t whole = 10'000;
    // Split so that the product stays within 64 bits for any number of sales.
    return sold / whole * max_share.value + sold % whole * max_share.value / whole;
}

std::optional<return_refusal> objection(const return_terms* contract, const return_case& what,
                                        const month_so_far& month) {
    if (contract == nullptr) return return_refusal::not_agreed;
    if (what.asked_at - what.sold_at > contract->window) return return_refusal::outside_window;
    if (!is_agreed(*contract, what.reason)) return return_refusal::reason_not_agreed;
    if (month.returned >= most_returns_rounded_down(month.sold, contract->max_share))
        return return_refusal::share_exceeded;
    return std::nullopt;
}

std::string_view to_text(bearer who) {
    switch (who) {
        case bearer::seller: return "seller";
        case bearer::network: return "network";
    }
    std::unreachable();
}

return_cost cost_of_return(const return_terms* seller, const return_case& what) {
    const auto because = objection(seller, what, what.of_seller);
    return {because ? bearer::network : bearer::seller, because};
}

return_verdict decide_return(const buyer_returns* buyer, const return_terms* seller,
                             const return_case& what) {
    if (!what.sold_to_asker) return return_refusal::not_sold_to_you;
    if (what.already_returned && !planted(base::bug::returned_twice))
        return return_refusal::already_returned;
    const return_terms* contract = buyer == nullptr ? nullptr : &buyer->terms;
    if (const auto why = objection(contract, what, what.of_buyer)) return *why;
    if (buyer->approve == approval::by_operator) return needs_operator{};
    return cost_of_return(seller, what);
}

std::vector<entry> return_entries(const std::string& buyer, const std::string& seller,
                                  const split& sale, bearer who) {
    if (who == bearer::network)
        return {{account::buyer, buyer, -sale.price}, {account::margin, "", sale.price}};
    return {
        {account::buyer, buyer, -sale.price},
        {account::seller, seller, sale.payout},
        {account::margin, "", sale.margin},
    };
}

std::vector<entry> deposit_entries(const std::string& buyer, money amount) {
    return {{account::cash, "", amount}, {account::buyer, buyer, -amount}};
}

}  // namespace pointsman::ledger
