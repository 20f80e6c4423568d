#include <pointsman/sandbox/summary.hpp>

#include <pqxx/pqxx>

#include "database_reader.hpp"

namespace pointsman::sandbox {
namespace {

std::optional<double> number_of(const pqxx::field& field) {
    if (field.is_null()) return std::nullopt;
    return field.as<double>();
}

// A lead counts by its latest outcome; open ones and refused submissions have none.
void read_statuses(snapshot& from, market_summary& into) {
    const auto rows = from.exec(
        R"(
        with latest as (
            select distinct on (lead_id) lead_id, status from outcome
            order by lead_id, walk desc, final desc)
        select coalesce(o.status, 'open') as status, count(*)
        from lead left join latest o using (lead_id) group by 1
        union all
        select 'refused: ' || reason, count(*) from refusal group by 1
        order by 2 desc, 1)");
    for (const auto& row : rows)
        into.leads_by_status.emplace_back(row[0].as<std::string>(), row[1].as<std::int64_t>());
}

void read_money(snapshot& from, market_summary& into) {
    const auto rows = from.exec(
        R"(
        select coalesce(sum(price), 0)::bigint, coalesce(sum(payout), 0)::bigint,
            coalesce(sum(margin), 0)::bigint
        from sale)");
    into.revenue = money_of(rows[0][0]);
    into.payout = money_of(rows[0][1]);
    into.margin = money_of(rows[0][2]);
}

void read_latency(snapshot& from, market_summary& into) {
    const auto rows = from.exec(
        R"(
        select percentile_cont(0.5) within group (order by elapsed_us) / 1000,
            percentile_cont(0.99) within group (order by elapsed_us) / 1000
        from outcome)");
    into.p50_ms = number_of(rows[0][0]);
    into.p99_ms = number_of(rows[0][1]);
}

order_line line_of(const pqxx::row& row) {
    order_line line;
    line.order = row[0].as<std::string>();
    line.pinged = row[1].as<std::int64_t>();
    line.bids = row[2].as<std::int64_t>();
    line.posted = row[3].as<std::int64_t>();
    line.won = row[4].as<std::int64_t>();
    line.rejected = row[5].as<std::int64_t>();
    line.timeouts = row[6].as<std::int64_t>();
    line.median_ms = number_of(row[7]);
    line.revenue = money_of(row[8]);
    return line;
}

void read_orders(snapshot& from, market_summary& into) {
    const auto rows = from.exec(
        R"(
        select a.order_name,
            count(*) filter (where phase = 'ping'),
            count(*) filter (where result = 'bid'),
            count(*) filter (where phase = 'post' and result <> 'unsent'),
            (select count(*) from sale s where s.order_name = a.order_name),
            count(*) filter (where result = 'rejected'),
            count(*) filter (where result = 'timeout'),
            percentile_cont(0.5) within group (order by elapsed_us) / 1000,
            (select coalesce(sum(price), 0)::bigint from sale s where s.order_name = a.order_name)
                as revenue
        from attempt a
        group by a.order_name
        order by revenue desc, a.order_name)");
    for (const auto& row : rows) into.orders.push_back(line_of(row));
}

}  // namespace

base::result<market_summary, std::string> read_summary(const std::string& database_url) {
    try {
        pqxx::connection connection(database_url);
        snapshot from(connection);
        market_summary summary;
        read_statuses(from, summary);
        read_money(from, summary);
        read_latency(from, summary);
        read_orders(from, summary);
        return summary;
    } catch (const std::exception& problem) {
        return base::failure(std::string(problem.what()));
    }
}

}  // namespace pointsman::sandbox
