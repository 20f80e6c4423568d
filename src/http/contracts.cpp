#include "contracts.hpp"

#include <utility>

namespace pointsman::http {

engine::return_contracts contracts_of(const plan::snapshot_pointer& plan) {
    engine::return_contracts all;
    all.of_buyer = [plan](const std::string& name) {
        engine::return_contracts::of_a_buyer contract;
        if (const plan::buyer* buyer = plan->find_buyer(name)) {
            contract.returns = buyer->returns;
            contract.zone = buyer->zone;
        }
        return contract;
    };
    all.of_seller = [plan](const std::string& name,
                           const std::string& vertical) -> std::optional<ledger::return_terms> {
        const plan::seller* seller = plan->find_seller(name);
        if (seller == nullptr) return std::nullopt;
        const auto program = seller->programs.find(vertical);
        if (program == seller->programs.end()) return std::nullopt;
        return program->second.returns;
    };
    return all;
}

void refill_caps(const plan::snapshot& plan, const engine::cap_refill& what) {
    std::vector<const cap::limit*> limits;
    const auto add = [&](const std::vector<plan::conditional_cap>& caps) {
        for (const plan::conditional_cap& cap : caps)
            if (!cap.when) limits.push_back(&cap.limit);
    };
    if (const plan::order* order = plan.find_order(what.order)) add(order->caps);
    const plan::buyer* buyer = plan.find_buyer(what.buyer);
    const plan::vertical* vertical = plan.find_vertical(what.vertical);
    if (buyer != nullptr && vertical != nullptr) {
        const auto caps =
            buyer->caps.find(static_cast<plan::vertical_number>(vertical - plan.verticals.data()));
        if (caps != buyer->caps.end()) add(caps->second);
    }
    if (const plan::tree* tree = plan.find_tree(what.tree)) add(tree->caps);
    if (const plan::seller* seller = plan.find_seller(what.seller)) {
        const auto program = seller->programs.find(what.vertical);
        if (program != seller->programs.end()) add(program->second.caps);
    }
    cap::refill(limits, cap::event::sale, what.reserved_at,
                {what.price.micros(), what.payout.micros()});
}

void credit_buyer(cap::book& counters, const engine::buyer_credit& what) {
    counters.balance_of(cap::account_name(what.buyer, what.currency))->credit(what.amount.micros());
}

engine::back_office::callback<engine::return_answer> refilling(
    plan::snapshot_pointer plan, cap::book& counters,
    engine::back_office::callback<engine::return_answer> done) {
    return [plan = std::move(plan), &counters, done = std::move(done)](
               base::result<engine::return_answer, engine::office_failure> came) {
        const auto* standing = came ? std::get_if<engine::return_standing>(&*came) : nullptr;
        if (standing != nullptr && standing->refill) refill_caps(*plan, *standing->refill);
        if (standing != nullptr && standing->credit) credit_buyer(counters, *standing->credit);
        done(std::move(came));
    };
}

engine::back_office::callback<engine::deposit_answer> crediting(
    cap::book& counters, engine::buyer_credit deposit,
    engine::back_office::callback<engine::deposit_answer> done) {
    return [&counters, deposit = std::move(deposit), done = std::move(done)](
               base::result<engine::deposit_answer, engine::office_failure> came) {
        if (came && *came == engine::deposit_answer::recorded) credit_buyer(counters, deposit);
        done(std::move(came));
    };
}

}  // namespace pointsman::http
