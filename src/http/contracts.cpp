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
    const plan::order* order = plan.find_order(what.order);
    if (order == nullptr) return;
    std::vector<const cap::limit*> limits;
    for (const plan::order_cap& cap : order->caps)
        if (!cap.when) limits.push_back(&cap.limit);
    cap::refill(limits, cap::event::sale, plan.buyers.at(order->buyer).zone, what.reserved_at,
                what.price.micros());
}

engine::back_office::callback<engine::return_answer> refilling(
    plan::snapshot_pointer plan, engine::back_office::callback<engine::return_answer> done) {
    return [plan = std::move(plan), done = std::move(done)](
               base::result<engine::return_answer, engine::office_failure> came) {
        const auto* standing = came ? std::get_if<engine::return_standing>(&*came) : nullptr;
        if (standing != nullptr && standing->refill) refill_caps(*plan, *standing->refill);
        done(std::move(came));
    };
}

}  // namespace pointsman::http
