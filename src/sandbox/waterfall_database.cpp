#include <pointsman/base/money.hpp>
#include <pointsman/sandbox/waterfall.hpp>

#include <fmt/format.h>
#include <pqxx/pqxx>

#include "database_reader.hpp"

#include <map>

namespace pointsman::sandbox {
namespace {

using snapshot =
    pqxx::transaction<pqxx::isolation_level::repeatable_read, pqxx::readwrite_policy::read_only>;
using reasons_by_order = std::map<std::string, std::string>;

std::optional<waterfall> read_lead(snapshot& from, const std::string& lead_id) {
    const auto rows = from.exec_params(
        R"(
        select l.vertical, l.seller, l.source, coalesce(o.status, 'open'),
            coalesce(o.reason, ''), coalesce(o.elapsed_us, 0)
        from lead l
        left join outcome o on o.lead_id = l.lead_id
        where l.lead_id = $1
        order by o.walk desc, o.final desc limit 1)",
        lead_id);
    if (rows.empty()) return std::nullopt;
    const auto& row = rows[0];
    waterfall lead;
    lead.total = base::duration(row[5].as<std::int64_t>());
    const auto reason = row[4].as<std::string>();
    lead.title = fmt::format(
        "{} {} from {} {}: {}{} after {:.1f} ms", lead_id, row[0].as<std::string>(),
        row[1].as<std::string>(), row[2].as<std::string>(), row[3].as<std::string>(),
        reason.empty() ? "" : " (" + reason + ")", static_cast<double>(lead.total.count()) / 1000);
    return lead;
}

reasons_by_order read_reasons(snapshot& from, const std::string& lead_id, waterfall& into) {
    const auto rows = from.exec_params(
        R"(
        select order_name, reason, detail,
            exists (select from attempt a
                where a.lead_id = c.lead_id and a.order_name = c.order_name)
        from candidate c
        where lead_id = $1
        order by walk, final, position)",
        lead_id);
    reasons_by_order reasons;
    for (const auto& row : rows) {
        const auto order = row[0].as<std::string>();
        const auto detail = row[2].as<std::string>();
        std::string reason = row[1].as<std::string>() + (detail.empty() ? "" : " (" + detail + ")");
        if (!row[3].as<bool>()) into.not_asked.push_back(order + ": " + reason);
        reasons[order] = std::move(reason);
    }
    return reasons;
}

// "bid 17.67, outbid", but not "declined, declined (no match)".
std::string joined(const std::string& result, const std::string& reason) {
    return reason.starts_with(result) ? reason : result + ", " + reason;
}

// A post's bar ends with the order's reason, and so does the bar of a ping that no post followed.
void read_bars(snapshot& from, const std::string& lead_id, const reasons_by_order& reasons,
               waterfall& into) {
    const auto rows = from.exec_params(
        R"(
        select a.order_name, a.phase, (extract(epoch from a.started_at - l.at) * 1000000)::bigint,
            a.elapsed_us, a.result, a.price,
            a.phase = 'post' or not exists (
                select from attempt p
                where p.lead_id = a.lead_id and p.order_name = a.order_name and p.phase = 'post')
        from attempt a join lead l using (lead_id)
        where a.lead_id = $1
        order by a.started_at, a.position)",
        lead_id);
    for (const auto& row : rows) {
        waterfall_bar bar;
        const auto order = row[0].as<std::string>();
        bar.label = row[1].as<std::string>() + " " + order;
        bar.from = base::duration(row[2].as<std::int64_t>());
        if (!row[3].is_null()) bar.to = bar.from + base::duration(row[3].as<std::int64_t>());
        bar.result = row[4].as<std::string>();
        if (!row[5].is_null())
            bar.result += " " + base::to_text(base::money::from_micros(row[5].as<std::int64_t>()));
        const auto reason = reasons.find(order);
        if (row[6].as<bool>() && reason != reasons.end())
            bar.result = joined(bar.result, reason->second);
        into.bars.push_back(std::move(bar));
    }
}

}  // namespace

base::result<std::optional<waterfall>, std::string> read_waterfall(const std::string& database_url,
                                                                   const std::string& lead_id) {
    try {
        pqxx::connection connection(database_url);
        snapshot from(connection);
        std::optional<waterfall> lead = read_lead(from, lead_id);
        if (!lead) return lead;
        const reasons_by_order reasons = read_reasons(from, lead_id, *lead);
        read_bars(from, lead_id, reasons, *lead);
        return lead;
    } catch (const std::exception& problem) {
        return base::failure(std::string(problem.what()));
    }
}

}  // namespace pointsman::sandbox
