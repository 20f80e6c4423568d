#include "contracts.hpp"

#include <pointsman/engine/award.hpp>
#include <pointsman/lead/lead.hpp>

#include <nlohmann/json.hpp>

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
    all.of_seller = [plan](const std::string& name, const std::string& vertical) {
        engine::return_contracts::of_a_seller contract;
        if (const plan::program* program = plan->find_program(name, vertical)) {
            contract.returns = program->returns;
            if (program->resale) contract.resale = program->resale->terms;
        }
        return contract;
    };
    return all;
}

void refill_caps(const plan::snapshot& plan, const engine::cap_refill& what) {
    const plan::vertical* vertical = plan.find_vertical(what.vertical);
    if (vertical == nullptr) return;  // nor are there caps of its leads
    engine::limit_owners owners{.order = plan.find_order(what.order),
                                .buyer = plan.find_buyer(what.buyer),
                                .tree = plan.find_tree(what.tree)};
    owners.vertical = static_cast<plan::vertical_number>(vertical - plan.verticals.data());
    owners.program = plan.find_program(what.seller, what.vertical);
    const lead::values lead =
        lead::from_json(vertical->fields, nlohmann::json::parse(what.fields_json));
    cap::refill(engine::caps_for(owners, lead), cap::event::sale, what.reserved_at,
                {what.price.micros(), what.payout.micros()});
}

void credit_buyer(cap::book& counters, const engine::buyer_credit& what) {
    counters.balance_of(cap::account_name(what.buyer, what.currency))->credit(what.amount.micros());
}

engine::back_office::callback<engine::return_answer> taking_back(
    plan::snapshot_pointer plan, cap::book& counters, std::function<void()> resell,
    engine::back_office::callback<engine::return_answer> done) {
    return [plan = std::move(plan), &counters, resell = std::move(resell), done = std::move(done)](
               base::result<engine::return_answer, engine::office_failure> came) {
        const auto* standing = came ? std::get_if<engine::return_standing>(&*came) : nullptr;
        if (standing != nullptr && standing->refill) refill_caps(*plan, *standing->refill);
        if (standing != nullptr && standing->credit) credit_buyer(counters, *standing->credit);
        if (standing != nullptr && standing->resells) resell();
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
