#include "ledger_rows.hpp"

#include <algorithm>
#include <pqxx/prepared_statement>
#include <pqxx/result>
#include <stdexcept>

#include "array_literal.hpp"
#include "row_values.hpp"
#include "tables.hpp"

namespace pointsman::postgres {

namespace {

constexpr const char* select_parts = R"(
    select currency::text as currency,
           coalesce(sum(amount) filter (where at < $3::timestamptz), 0)::bigint as opening,
           sum(amount)::bigint as closing
    from ledger_entry
    where account = $1 and party = $2 and at < $4::timestamptz
    group by currency order by currency)";

constexpr const char* select_lines = R"(
    select lead_id, kind, (extract(epoch from at) * 1000000)::bigint as at,
           currency::text as currency, amount, coalesce(case kind
               when 'sale' then (select order_name from sale
                   where sale.lead_id = entry.lead_id and sale.walk = entry.walk
                   order by slot limit 1)
               when 'return' then (select reason from sale_return
                   where sale_return.lead_id = entry.lead_id and slot = line / 10)
               when 'deposit' then (select given_id from deposit
                   where transaction_id = entry.lead_id)
           end, '') as detail
    from ledger_entry entry
    where account = $1 and party = $2 and at >= $3::timestamptz and at < $4::timestamptz
    order by entry.at, lead_id, kind, line
    limit $5)";

ledger::statement_part* part_in(ledger::statement& all, const std::string& currency) {
    const auto found = std::ranges::find(all.parts, currency, &ledger::statement_part::currency);
    return found == all.parts.end() ? nullptr : &*found;
}

void check_sum(const ledger::statement_part& part) {
    base::money sum = part.opening;
    for (const ledger::statement_line& line : part.lines) sum += line.amount;
    if (sum != part.closing) throw std::logic_error("a statement does not add up to the ledger");
}

}  // namespace

void book(pqxx::work& transaction, const identity& writer, const booking& what,
          const std::vector<ledger::entry>& lines) {
    std::vector<array_literal> columns(column_count(table::ledger_entry));
    for (std::size_t i = 0; i < lines.size(); ++i) {
        columns.at(0).add_plain(base::to_text(what.transaction));
        columns.at(1).add_plain(std::to_string(what.walk));
        columns.at(2).add_text(what.kind);
        columns.at(3).add_plain(std::to_string(what.first_line + static_cast<std::int32_t>(i)));
        columns.at(4).add_plain(base::to_rfc3339(what.at));
        columns.at(5).add_text(ledger::to_text(lines[i].side));
        columns.at(6).add_text(lines[i].party);
        columns.at(7).add_text(what.currency);
        columns.at(8).add_plain(std::to_string(lines[i].amount.micros()));
    }
    std::vector<std::string> arrays;
    for (array_literal& each : columns) arrays.push_back(each.take());
    transaction.exec_params0(insert_statement(table::ledger_entry),
                             pqxx::prepare::make_dynamic_params(arrays), writer.node, writer.epoch);
}

engine::statement_answer statement_of(pqxx::transaction_base& query,
                                      const engine::statement_question& what,
                                      std::size_t most_lines) {
    const std::string side(ledger::to_text(what.side));
    const std::string since = base::to_rfc3339(what.since);
    const std::string until = base::to_rfc3339(what.until);
    ledger::statement all{what.side, what.party, what.since, what.until, {}};
    for (const pqxx::row& row : query.exec_params(select_parts, side, what.party, since, until))
        all.parts.push_back(
            {text_at(row, "currency"), money_at(row, "opening"), {}, money_at(row, "closing")});
    const pqxx::result lines =
        query.exec_params(select_lines, side, what.party, since, until, most_lines + 1);
    if (lines.size() > most_lines) return engine::too_many_lines{most_lines};
    for (const pqxx::row& row : lines) {
        ledger::statement_part* part = part_in(all, text_at(row, "currency"));
        if (part == nullptr) throw std::logic_error("an entry without its currency's balance");
        part->lines.push_back({time_at(row, "at"), text_at(row, "kind"), text_at(row, "lead_id"),
                               text_at(row, "detail"), money_at(row, "amount")});
    }
    std::ranges::for_each(all.parts, check_sum);
    return all;
}

}  // namespace pointsman::postgres
