#include "resale_rows.hpp"

#include <fmt/format.h>

#include <pqxx/result>
#include <utility>

#include "lead_rows.hpp"
#include "row_values.hpp"

namespace pointsman::postgres {

namespace {

// A lead and those that it is a resale of, the latest first.
constexpr const char* with_earlier = R"(
        with recursive earlier (lead_id, step) as (
            select $1::uuid, 0
            union all
            select of_lead_id, step + 1 from earlier join resale using (lead_id)))";

std::vector<base::lead_id> earlier_leads(pqxx::transaction_base& query, const base::lead_id& lead) {
    std::vector<base::lead_id> leads;
    const std::string all = std::string(with_earlier) + "select lead_id from earlier order by step";
    for (const pqxx::row& row : rows_of(query, all, lead)) leads.push_back(lead_at(row, "lead_id"));
    return leads;
}

std::vector<std::string> buyers_that_had(pqxx::transaction_base& query, const base::lead_id& lead) {
    std::vector<std::string> buyers;
    const std::string all =
        std::string(with_earlier) +
        "select distinct buyer from earlier join posting using (lead_id) order by buyer";
    for (const pqxx::row& row : rows_of(query, all, lead)) buyers.push_back(text_at(row, "buyer"));
    return buyers;
}

// Whether the payout of one of them was not taken back.
bool was_kept(pqxx::transaction_base& query, const base::lead_id& lead) {
    const std::string all =
        std::string(with_earlier) +
        "select from earlier join return_decision using (lead_id) where bears = 'network'";
    return !rows_of(query, all, lead).empty();
}

}  // namespace

std::optional<lead_origin> origin_of(pqxx::transaction_base& query, const base::lead_id& lead) {
    const pqxx::result found =
        rows_of(query,
                std::string(with_earlier) +
                    fmt::format("select {}, step from earlier join lead using (lead_id) "
                                "where not exists (select from resale "
                                "                  where resale.lead_id = earlier.lead_id)",
                                micros_of("lead.at", "arrived")),
                lead);
    if (found.empty()) return std::nullopt;
    return lead_origin{time_at(found[0], "arrived"), number_at<std::int64_t>(found[0], "step")};
}

std::vector<engine::returned_lead> returned_leads(pqxx::transaction_base& query,
                                                  base::wall_time now, std::size_t most) {
    std::vector<engine::returned_lead> due;
    for (const pqxx::row& row : query.exec_params(
             R"(
        select lead_id, slot from return_decision decided
        where resell_until >= $1::timestamptz
          and not exists (select from resale
                          where of_lead_id = decided.lead_id and of_slot = decided.slot)
          and exists (select from lead join lead_key using (lead_id)
                      where lead_id = decided.lead_id)
        order by at, lead_id, slot limit $2)",
             base::to_rfc3339(now), most)) {
        const base::lead_id lead = lead_at(row, "lead_id");
        auto received = received_of(query, lead);
        if (!received) continue;
        due.push_back({{lead, number_at<std::int32_t>(row, "slot")},
                       was_kept(query, lead),
                       *std::move(received),
                       earlier_leads(query, lead),
                       buyers_that_had(query, lead)});
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
