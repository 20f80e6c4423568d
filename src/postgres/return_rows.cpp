#include "return_rows.hpp"

#include <pointsman/base/text.hpp>
#include <pointsman/cap/book.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <pqxx/result>
#include <span>

#include "ledger_rows.hpp"
#include "row_values.hpp"

namespace pointsman::postgres {

namespace {

constexpr std::int32_t lines_per_slot = 10;  // see schema/0008

// `where` and what follows it.
std::string select_sales(const std::string& condition) {
    return fmt::format(R"(
        select sale.lead_id, slot, walk, (extract(epoch from sale.at) * 1000000)::bigint as at,
               (extract(epoch from coalesce((
                   select max(posting.at) from posting
                   where posting.lead_id = sale.lead_id and posting.walk = sale.walk
                     and posting.order_name = sale.order_name), sale.at)) * 1000000)::bigint
                   as reserved_at,
               order_name, sale.buyer, seller, vertical, currency::text as currency, price, payout,
               margin, coalesce(wrapped_key, '') as wrapped_key,
               coalesce((select tree from lead where lead.lead_id = sale.lead_id), '') as tree,
               coalesce((select fields::text from lead where lead.lead_id = sale.lead_id), '{{}}')
                   as fields
        from sale left join lead_key using (lead_id) {})",
                       condition);
}

sold_lead sale_from(const pqxx::row& row) {
    return {.lead = lead_at(row, "lead_id"),
            .slot = number_at<std::int32_t>(row, "slot"),
            .walk = number_at<std::int32_t>(row, "walk"),
            .at = time_at(row, "at"),
            .reserved_at = time_at(row, "reserved_at"),
            .order = text_at(row, "order_name"),
            .buyer = text_at(row, "buyer"),
            .seller = text_at(row, "seller"),
            .vertical = text_at(row, "vertical"),
            .currency = text_at(row, "currency"),
            .money = {money_at(row, "price"), money_at(row, "payout"), money_at(row, "margin")},
            .wrapped_key = bytes_at(row, "wrapped_key"),
            .tree = text_at(row, "tree"),
            .fields_json = text_at(row, "fields")};
}

struct month {
    base::wall_time since;
    base::wall_time until;
};

month month_with(const cap::zone& zone, base::wall_time at) {
    using cap::period;
    const base::wall_time since = cap::window_start(period::month, zone, at);
    // 32 days after its first day is always in the next month.
    return {since, cap::window_start(period::month, zone, since + std::chrono::days(32))};
}

ledger::month_so_far counts_from(const pqxx::row& row) {
    return {number_at<std::int64_t>(row, "sold"), number_at<std::int64_t>(row, "returned")};
}

engine::return_state state_at(const pqxx::row& row) {
    const std::string decision = text_at(row, "decision");
    if (decision == "accepted") return engine::return_state::returned;
    if (decision == "refused") return engine::return_state::refused;
    return engine::return_state::requested;
}

std::optional<ledger::return_cost> cost_at(const pqxx::row& row) {
    const std::string bears = text_at(row, "bears");
    if (bears.empty()) return std::nullopt;
    const auto who = bears == "seller" ? ledger::bearer::seller : ledger::bearer::network;
    return ledger::return_cost{who, ledger::parse_return_refusal(text_at(row, "because"))};
}

std::optional<base::secret_key> key_of(const base::secret_key& master,
                                       std::span<const std::uint8_t> wrapped) {
    const auto text = base::unseal(master, wrapped);
    base::secret_key key{};
    if (!text || text->size() != key.size()) return std::nullopt;
    std::ranges::transform(*text, key.begin(), [](char c) { return static_cast<std::uint8_t>(c); });
    return key;
}

std::string bytea_of(const base::bytes& bytes) {
    return "\\x" + base::to_hex(bytes);
}

std::string opened_note(const base::secret_key& master, const base::bytes& wrapped_key,
                        const base::bytes& sealed) {
    const auto key = key_of(master, wrapped_key);
    if (!key || sealed.empty()) return {};
    return base::unseal(*key, sealed).value_or("");
}

}  // namespace

void lock_returns(pqxx::work& transaction) {
    transaction.exec("select pg_advisory_xact_lock(hashtext('pointsman returns')::bigint)");
}

std::vector<sold_lead> sales_to(pqxx::transaction_base& query, const std::string& buyer,
                                const std::variant<base::lead_id, std::string>& lead) {
    const auto* id = std::get_if<base::lead_id>(&lead);
    const std::string condition =
        fmt::format("where sale.buyer = $1 and {} order by sale.at desc limit 2",
                    id != nullptr ? "sale.lead_id = $2::uuid" : "reference = $2");
    std::vector<sold_lead> sales;
    for (const pqxx::row& row :
         query.exec_params(select_sales(condition), buyer,
                           id != nullptr ? base::to_text(*id) : std::get<std::string>(lead)))
        sales.push_back(sale_from(row));
    return sales;
}

std::optional<asked_return> return_of(pqxx::transaction_base& query, const sold_lead& sale) {
    const pqxx::result found = query.exec_params(
        R"(
        select (extract(epoch from asked.at) * 1000000)::bigint as at, asked.reason,
               coalesce(decision, '') as decision, coalesce(bears, '') as bears,
               coalesce(because, '') as because
        from sale_return asked left join return_decision using (lead_id, slot)
        where asked.lead_id = $1::uuid and asked.slot = $2)",
        base::to_text(sale.lead), sale.slot);
    if (found.empty()) return std::nullopt;
    const pqxx::row row = found[0];
    return asked_return{.at = time_at(row, "at"),
                        .reason = text_at(row, "reason"),
                        .standing = {.lead = sale.lead,
                                     .state = state_at(row),
                                     .is_new = false,
                                     .cost = cost_at(row),
                                     .refill = std::nullopt}};
}

std::optional<sold_lead> sale_with_return(pqxx::transaction_base& query,
                                          const base::lead_id& lead) {
    const pqxx::result found = query.exec_params(
        select_sales("join sale_return using (lead_id, slot) "
                     "left join return_decision decided using (lead_id, slot) "
                     "where sale.lead_id = $1::uuid order by decided.at nulls first, slot limit 1"),
        base::to_text(lead));
    if (found.empty()) return std::nullopt;
    return sale_from(found[0]);
}

ledger::month_so_far month_of_buyer(pqxx::transaction_base& query, const sold_lead& sale,
                                    const cap::zone& zone) {
    const month when = month_with(zone, sale.at);
    return counts_from(query.exec_params1(
        R"(
        select count(*) as sold,
               count(*) filter (where asked.lead_id is not null
                                  and decision is distinct from 'refused'
                                  and (sale.lead_id, sale.slot) <> ($4::uuid, $5)) as returned
        from sale left join sale_return asked using (lead_id, slot)
                  left join return_decision using (lead_id, slot)
        where sale.buyer = $1 and sale.at >= $2::timestamptz and sale.at < $3::timestamptz)",
        sale.buyer, base::to_rfc3339(when.since), base::to_rfc3339(when.until),
        base::to_text(sale.lead), sale.slot));
}

ledger::month_so_far month_of_seller(pqxx::transaction_base& query, const sold_lead& sale) {
    const month when = month_with(cap::zone(), sale.at);
    return counts_from(query.exec_params1(
        R"(
        select count(*) as sold, count(*) filter (where bears = 'seller') as returned
        from sale left join return_decision using (lead_id, slot)
        where seller = $1 and vertical = $2 and sale.at >= $3::timestamptz
          and sale.at < $4::timestamptz)",
        sale.seller, sale.vertical, base::to_rfc3339(when.since), base::to_rfc3339(when.until)));
}

void write_request(pqxx::work& transaction, const identity& writer, const sold_lead& sale,
                   const engine::return_request& what, const base::bytes& sealed_note) {
    transaction.exec_params0(
        "insert into sale_return (lead_id, slot, at, buyer, reason, note, node, epoch) "
        "values ($1::uuid, $2, $3::timestamptz, $4, $5, $6::bytea, $7, $8)",
        base::to_text(sale.lead), sale.slot, base::to_rfc3339(what.asked_at), sale.buyer,
        what.reason, bytea_of(sealed_note), writer.node, writer.epoch);
}

void write_decision(pqxx::work& transaction, const identity& writer, const sold_lead& sale,
                    const decision& what) {
    std::optional<std::string> bears;
    std::string because;
    if (what.cost) {
        bears = ledger::to_text(what.cost->who);
        if (what.cost->because) because = ledger::to_text(*what.cost->because);
    }
    std::optional<std::string> resell_until;
    if (what.resell_until) resell_until = base::to_rfc3339(*what.resell_until);
    transaction.exec_params0(
        "insert into return_decision (lead_id, slot, at, decision, decided_by, note, bears, "
        "because, refills, node, epoch, resell_until) "
        "values ($1::uuid, $2, $3::timestamptz, $4, $5, $6::bytea, $7, $8, $9, $10, $11, "
        "$12::timestamptz)",
        base::to_text(sale.lead), sale.slot, base::to_rfc3339(what.at),
        what.cost ? "accepted" : "refused", what.by_operator ? "operator" : "contract",
        bytea_of(what.sealed_note), bears, because, what.refills, writer.node, writer.epoch,
        resell_until);
    if (!what.cost) return;
    book(transaction, writer,
         {.transaction = sale.lead.value,
          .walk = sale.walk,
          .kind = "return",
          .first_line = sale.slot * lines_per_slot,
          .at = what.at,
          .currency = sale.currency},
         ledger::return_entries(sale.buyer, sale.seller, sale.money, what.cost->who));
}

base::bytes sealed_note(const base::secret_key& master, const sold_lead& sale,
                        const std::string& note) {
    if (note.empty()) return {};
    const auto key = key_of(master, sale.wrapped_key);
    return key ? base::seal(*key, note) : base::bytes{};
}

std::vector<engine::waiting_return> waiting_returns(pqxx::transaction_base& query,
                                                    const base::secret_key& master,
                                                    std::size_t most) {
    const pqxx::result rows = query.exec_params(
        R"(
        select asked.lead_id, sale.buyer, seller, order_name, vertical,
               currency::text as currency, price, payout,
               (extract(epoch from sale.at) * 1000000)::bigint as sold_at,
               (extract(epoch from asked.at) * 1000000)::bigint as requested_at,
               asked.reason, asked.note, coalesce(wrapped_key, '') as wrapped_key
        from sale_return asked join sale using (lead_id, slot) left join lead_key using (lead_id)
        where not exists (select from return_decision decided
                          where decided.lead_id = asked.lead_id and decided.slot = asked.slot)
        order by asked.at, asked.lead_id limit $1)",
        most);
    std::vector<engine::waiting_return> waiting;
    for (const pqxx::row& row : rows)
        waiting.push_back(
            {.lead = lead_at(row, "lead_id"),
             .buyer = text_at(row, "buyer"),
             .seller = text_at(row, "seller"),
             .order = text_at(row, "order_name"),
             .vertical = text_at(row, "vertical"),
             .currency = text_at(row, "currency"),
             .price = money_at(row, "price"),
             .payout = money_at(row, "payout"),
             .sold_at = time_at(row, "sold_at"),
             .requested_at = time_at(row, "requested_at"),
             .reason = text_at(row, "reason"),
             .note = opened_note(master, bytes_at(row, "wrapped_key"), bytes_at(row, "note"))});
    return waiting;
}

}  // namespace pointsman::postgres
