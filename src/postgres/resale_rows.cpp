#include "resale_rows.hpp"

#include <fmt/format.h>

#include <pqxx/result>
#include <utility>

#include "array_literal.hpp"
#include "lead_rows.hpp"
#include "row_values.hpp"

namespace pointsman::postgres {

namespace {

// A lead and those that it is a resale of, the latest first.
std::vector<base::lead_id> with_earlier(pqxx::transaction_base& query, const base::lead_id& lead) {
    std::vector<base::lead_id> leads;
    for (const pqxx::row& row : rows_of(query,
                                        R"(
        with recursive earlier (lead_id, step) as (
            select $1::uuid, 0
            union all
            select of_lead_id, step + 1 from earlier join resale using (lead_id))
        select lead_id from earlier order by step)",
                                        lead))
        leads.push_back(lead_at(row, "lead_id"));
    return leads;
}

// Leads are looked up by their ids, which name the days to look into: joined with the table that
// names them, all days would be planned for.
std::string list_of(const std::vector<base::lead_id>& leads) {
    array_literal ids;
    for (const base::lead_id& lead : leads) ids.add_plain(base::to_text(lead));
    return ids.take();
}

std::vector<engine::earlier_buyer> buyers_that_had(pqxx::transaction_base& query,
                                                   const std::string& leads) {
    std::vector<engine::earlier_buyer> buyers;
    for (const pqxx::row& row :
         query.exec_params("select distinct on (buyer) buyer, lead_id from posting "
                           "where lead_id = any($1::uuid[]) order by buyer, lead_id desc",
                           leads))
        buyers.push_back({text_at(row, "buyer"), lead_at(row, "lead_id")});
    return buyers;
}

// Whether the payout of one of them was not taken back.
bool was_kept(pqxx::transaction_base& query, const std::string& leads) {
    const pqxx::result found = query.exec_params(
        "select from return_decision where lead_id = any($1::uuid[]) and bears = 'network'", leads);
    return !found.empty();
}

// A new lead stands for a sale unless it was interrupted before anybody had it.
constexpr const char* due_query = R"(
        select lead_id, slot, (extract(epoch from resell_until) * 1000000)::bigint as until,
               (select count(*) from resale
                where of_lead_id = returned.lead_id and of_slot = returned.slot)::integer as tries
        from return_decision as returned
        where resell_until >= $1::timestamptz
          and (resell_until, lead_id, slot) > ($2::timestamptz, $3::uuid, $4)
          and exists (select from lead_key where lead_key.lead_id = returned.lead_id)
          and not exists (
              select from resale as made
              where made.of_lead_id = returned.lead_id and made.of_slot = returned.slot
                and not (exists (select from outcome
                                 where outcome.lead_id = made.lead_id and final
                                   and outcome.reason = 'interrupted')
                         and not exists (select from posting
                                         where posting.lead_id = made.lead_id)))
        order by resell_until, lead_id, slot limit $5)";

}  // namespace

std::optional<lead_origin> origin_of(pqxx::transaction_base& query, const base::lead_id& lead) {
    const std::vector<base::lead_id> chain = with_earlier(query, lead);
    const pqxx::result first =
        rows_of(query, fmt::format("select {} from lead where lead_id = $1::uuid", micros_of("at")),
                chain.back());
    if (first.empty()) return std::nullopt;
    return lead_origin{time_at(first[0], "at"), static_cast<std::int64_t>(chain.size()) - 1};
}

std::vector<engine::returned_lead> returned_leads(
    pqxx::transaction_base& query, base::wall_time now,
    const std::optional<engine::returned_place>& after, std::size_t most) {
    const auto from = after.value_or(engine::returned_place{now - base::duration(1), {}});
    std::vector<engine::returned_lead> due;
    for (const pqxx::row& row :
         query.exec_params(due_query, base::to_rfc3339(now), base::to_rfc3339(from.until),
                           base::to_text(from.sale.lead), from.sale.slot, most)) {
        engine::returned_lead one;
        one.sale = {lead_at(row, "lead_id"), number_at<std::int32_t>(row, "slot")};
        one.until = time_at(row, "until");
        one.tries = number_at<std::int32_t>(row, "tries");
        auto received = received_of(query, one.sale.lead);
        if (!received) continue;
        one.lead = *std::move(received);
        one.earlier = with_earlier(query, one.sale.lead);
        const std::string leads = list_of(one.earlier);
        one.seller_keeps_payout = was_kept(query, leads);
        one.had_by = buyers_that_had(query, leads);
        due.push_back(std::move(one));
    }
    return due;
}

std::vector<stored_return> returns_of(pqxx::transaction_base& query, const base::lead_id& lead) {
    std::vector<stored_return> returns;
    const std::string all = fmt::format(
        R"(
        select asked.slot, {}, asked.buyer, asked.reason, coalesce(decision, '') as decision, {},
               coalesce(bears, '') as bears, coalesce(because, '') as because, {},
               resale.lead_id as resold_as
        from sale_return asked left join return_decision decided using (lead_id, slot)
             left join resale on of_lead_id = asked.lead_id and of_slot = asked.slot
        where asked.lead_id = $1::uuid order by asked.at, asked.slot)",
        micros_of("asked.at", "asked_at"), micros_of("decided.at", "decided_at"),
        micros_of("resell_until", "resell_until"));
    for (const pqxx::row& row : rows_of(query, all, lead)) {
        stored_return one{.slot = number_at<std::int32_t>(row, "slot"),
                          .at = time_at(row, "asked_at"),
                          .buyer = text_at(row, "buyer"),
                          .reason = text_at(row, "reason"),
                          .decision = text_at(row, "decision"),
                          .decided_at = maybe_time_at(row, "decided_at"),
                          .bears = text_at(row, "bears"),
                          .because = text_at(row, "because"),
                          .resell_until = maybe_time_at(row, "resell_until"),
                          .resold_as = std::nullopt};
        if (!row["resold_as"].is_null()) one.resold_as = lead_at(row, "resold_as");
        returns.push_back(std::move(one));
    }
    return returns;
}

}  // namespace pointsman::postgres
