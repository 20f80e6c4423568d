#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <pqxx/result>
#include <utility>

#include "lead_rows.hpp"
#include "row_values.hpp"

namespace pointsman::postgres {

namespace {

// What an outcome's parts are joined to it by.
using outcome_key = std::pair<std::int32_t, bool>;  // walk, final

outcome_key key_at(const pqxx::row& row) {
    return {number_at<std::int32_t>(row, "walk"), number_at<bool>(row, "final")};
}

using outcomes_by_key = std::map<outcome_key, journal::outcome>;

outcomes_by_key bare_outcomes_of(pqxx::transaction_base& query, const base::lead_id& id) {
    const std::string select = fmt::format(
        "select walk, final, {}, elapsed_us, seller, vertical, status, reason, coalesce(currency, "
        "'')::text as currency, "
        "answer, events from outcome where lead_id = $1::uuid",
        micros_of("at"));
    outcomes_by_key outcomes;
    for (const pqxx::row& row : rows_of(query, select, id)) {
        journal::outcome& what = outcomes[key_at(row)];
        what.id = id;
        what.walk = number_at<std::int32_t>(row, "walk");
        what.at = time_at(row, "at");
        what.elapsed = duration_at(row, "elapsed_us");
        what.seller = text_at(row, "seller");
        what.vertical = text_at(row, "vertical");
        what.status = text_at(row, "status");
        what.reason = text_at(row, "reason");
        what.currency = text_at(row, "currency");
        what.answer_sealed = bytes_at(row, "answer");
        what.events_json = text_at(row, "events");
    }
    return outcomes;
}

void add_candidates(pqxx::transaction_base& query, const base::lead_id& id,
                    outcomes_by_key& outcomes) {
    for (const pqxx::row& row :
         rows_of(query,
                 "select walk, final, order_name, buyer, tier, reason, detail from candidate "
                 "where lead_id = $1::uuid order by walk, final, position",
                 id))
        outcomes[key_at(row)].candidates.push_back(
            {text_at(row, "order_name"), text_at(row, "buyer"), text_at(row, "tier"),
             text_at(row, "reason"), text_at(row, "detail")});
}

journal::attempt attempt_from(const pqxx::row& row) {
    journal::attempt what;
    what.order = text_at(row, "order_name");
    what.buyer = text_at(row, "buyer");
    what.is_post = text_at(row, "phase") == "post";
    what.number = number_at<std::int32_t>(row, "attempt");
    what.started_at = time_at(row, "started_at");
    if (!row["elapsed_us"].is_null()) what.elapsed = duration_at(row, "elapsed_us");
    what.result = text_at(row, "result");
    what.detail = text_at(row, "detail");
    what.http_status = number_at<std::int32_t>(row, "http_status");
    what.price = maybe_money_at(row, "price");
    what.reply_sealed = bytes_at(row, "reply");
    return what;
}

void add_attempts(pqxx::transaction_base& query, const base::lead_id& id,
                  outcomes_by_key& outcomes) {
    const std::string select = fmt::format(
        "select walk, final, order_name, buyer, phase, attempt, {}, elapsed_us, result, detail, "
        "http_status, price, reply "
        "from attempt where lead_id = $1::uuid order by walk, final, position",
        micros_of("started_at"));
    for (const pqxx::row& row : rows_of(query, select, id))
        outcomes[key_at(row)].attempts.push_back(attempt_from(row));
}

// Money moves only with a walk's final outcome.
void add_sale(pqxx::transaction_base& query, const base::lead_id& id, outcomes_by_key& outcomes) {
    for (const pqxx::row& row :
         rows_of(query,
                 "select walk, true as final, slot, order_name, buyer, reference, price, "
                 "payout, margin from sale where lead_id = $1::uuid",
                 id))
        outcomes[key_at(row)].sale = journal::sale{
            number_at<std::int32_t>(row, "slot"),
            text_at(row, "order_name"),
            text_at(row, "buyer"),
            text_at(row, "reference"),
            {money_at(row, "price"), money_at(row, "payout"), money_at(row, "margin")}};
}

ledger::account account_at(const pqxx::row& row) {
    const std::string name = text_at(row, "account");
    static constexpr std::array all{ledger::account::buyer, ledger::account::seller,
                                    ledger::account::margin, ledger::account::cash};
    const auto* found =
        std::ranges::find(all, name, [](ledger::account side) { return ledger::to_text(side); });
    return found == all.end() ? ledger::account::margin : *found;
}

void add_entries(pqxx::transaction_base& query, const base::lead_id& id,
                 outcomes_by_key& outcomes) {
    for (const pqxx::row& row :
         rows_of(query,
                 "select walk, true as final, account, party, amount from ledger_entry "
                 "where lead_id = $1::uuid and kind = 'sale' order by walk, line",
                 id))
        outcomes[key_at(row)].entries.push_back(
            {account_at(row), text_at(row, "party"), money_at(row, "amount")});
}

}  // namespace

std::vector<journal::outcome> outcomes_of(pqxx::transaction_base& query, const base::lead_id& id) {
    outcomes_by_key outcomes = bare_outcomes_of(query, id);
    add_candidates(query, id, outcomes);
    add_attempts(query, id, outcomes);
    add_sale(query, id, outcomes);
    add_entries(query, id, outcomes);
    std::vector<journal::outcome> in_order;
    for (auto& [key, what] : outcomes) in_order.push_back(std::move(what));
    return in_order;
}

}  // namespace pointsman::postgres
