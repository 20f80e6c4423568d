#include "judge_return.hpp"

#include "resale_rows.hpp"
#include "return_rows.hpp"

namespace pointsman::postgres {

namespace {

using engine::return_state;

template <class Value>
const Value* pointer_to(const std::optional<Value>& value) {
    return value ? &*value : nullptr;
}

ledger::return_case case_of(pqxx::work& transaction, const sold_lead& sale,
                            const engine::return_contracts::of_a_buyer& buyer,
                            const std::string& reason, base::wall_time asked_at,
                            bool was_asked_before) {
    return {.sold_to_asker = true,
            .already_returned = was_asked_before,
            .sold_at = sale.at,
            .asked_at = asked_at,
            .reason = reason,
            .of_buyer = month_of_buyer(transaction, sale, buyer.zone),
            .of_seller = month_of_seller(transaction, sale)};
}

// Of a lead that is returned at `now`; its data must still be there.
std::optional<base::wall_time> resell_until(pqxx::work& transaction, const sold_lead& sale,
                                            const std::optional<ledger::resale_terms>& contract,
                                            const std::string& reason, base::wall_time now) {
    if (!contract || sale.wrapped_key.empty()) return std::nullopt;
    const auto origin = origin_of(transaction, sale.lead);
    if (!origin) return std::nullopt;
    return ledger::resell_until(&*contract, {reason, origin->arrived, origin->resold}, now);
}

engine::return_standing new_standing(const sold_lead& sale, return_state state,
                                     const decision& made) {
    engine::return_standing standing{sale.lead, state, true, made.cost, std::nullopt};
    standing.resells = made.resell_until.has_value();
    if (made.refills)
        standing.refill = engine::cap_refill{sale.order,       sale.buyer,        sale.reserved_at,
                                             sale.money.price, sale.tree,         sale.seller,
                                             sale.vertical,    sale.money.payout, sale.fields_json};
    if (state == return_state::returned)
        standing.credit = engine::buyer_credit{sale.buyer, sale.currency, sale.money.price};
    return standing;
}

}  // namespace

engine::return_answer judge_return(pqxx::work& transaction, const identity& writer,
                                   const base::secret_key& master,
                                   const engine::return_request& what) {
    lock_returns(transaction);
    const std::vector<sold_lead> sales = sales_to(transaction, what.buyer, what.lead);
    if (sales.empty()) return engine::no_such_sale{};
    if (sales.size() > 1) return engine::ambiguous_reference{};
    const sold_lead& sale = sales.front();
    const auto before = return_of(transaction, sale);

    const auto buyer = what.contracts.of_buyer(what.buyer);
    const auto seller = what.contracts.of_seller(sale.seller, sale.vertical);
    const ledger::return_verdict verdict = ledger::decide_return(
        pointer_to(buyer.returns), pointer_to(seller.returns),
        case_of(transaction, sale, buyer, what.reason, what.asked_at, before.has_value()));
    if (verdict == ledger::return_verdict(ledger::return_refusal::already_returned))
        return before->standing;
    if (const auto* refused = std::get_if<ledger::return_refusal>(&verdict)) return *refused;

    write_request(transaction, writer, sale, what, sealed_note(master, sale, what.note));
    const auto* cost = std::get_if<ledger::return_cost>(&verdict);
    if (cost == nullptr) return new_standing(sale, return_state::requested, {});
    const decision made{
        .at = what.asked_at,
        .cost = *cost,
        .refills = buyer.returns->refill_caps,
        .resell_until = resell_until(transaction, sale, seller.resale, what.reason, what.asked_at)};
    write_decision(transaction, writer, sale, made);
    return new_standing(sale, return_state::returned, made);
}

engine::return_answer settle_return(pqxx::work& transaction, const identity& writer,
                                    const base::secret_key& master,
                                    const engine::return_judgement& what) {
    lock_returns(transaction);
    const auto sale = sale_with_return(transaction, what.lead);
    if (!sale) return engine::no_such_sale{};
    const auto asked = return_of(transaction, *sale);
    if (asked->standing.state != return_state::requested) return asked->standing;

    const auto buyer = what.contracts.of_buyer(sale->buyer);
    decision made{
        .at = what.at, .by_operator = true, .sealed_note = sealed_note(master, *sale, what.note)};
    if (what.accept) {
        const auto seller = what.contracts.of_seller(sale->seller, sale->vertical);
        // The windows are judged by when the buyer asked, not by how long we took.
        made.cost = ledger::cost_of_return(
            pointer_to(seller.returns),
            case_of(transaction, *sale, buyer, asked->reason, asked->at, true));
        made.refills = buyer.returns && buyer.returns->refill_caps;
        made.resell_until = resell_until(transaction, *sale, seller.resale, asked->reason, what.at);
    }
    write_decision(transaction, writer, *sale, made);
    return new_standing(*sale, what.accept ? return_state::returned : return_state::refused, made);
}

}  // namespace pointsman::postgres
