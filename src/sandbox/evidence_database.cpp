#include <pointsman/sandbox/evidence.hpp>
#include <pointsman/yaml/loader.hpp>

#include <nlohmann/json.hpp>
#include <pqxx/pqxx>

#include "database_reader.hpp"

#include <algorithm>
#include <chrono>

namespace pointsman::sandbox {
namespace {

// Lead ids begin with their time, so what was sent in a run is a range.
struct id_range {
    std::string first = "ffffffff-ffff-ffff-ffff-ffffffffffff";
    std::string last = "00000000-0000-0000-0000-000000000000";

    void include(const std::string& id) {
        if (id.empty()) return;
        first = std::min(first, id);
        last = std::max(last, id);
    }
};

// As selected by `(extract(epoch from at) * 1000000)::bigint`.
base::wall_time time_of(const pqxx::field& field) {
    return base::wall_time(base::duration(field.as<std::int64_t>()));
}

void read_leads(snapshot& from, const id_range& ids, database_evidence& into) {
    const auto rows = from.exec_params(
        R"(
        select lead_id, ref, vertical, fields, coalesce((
            select status from outcome o where o.lead_id = l.lead_id
            order by walk desc, final desc limit 1), '')
        from lead l
        where lead_id between $1 and $2)",
        ids.first, ids.last);
    for (const auto& row : rows)
        into.leads[row[0].as<std::string>()] = {row[1].as<std::string>(), row[2].as<std::string>(),
                                                row[3].as<std::string>(), row[4].as<std::string>()};
    for (const auto& row : from.exec_params(
             "select lead_id from refusal where lead_id between $1 and $2", ids.first, ids.last))
        into.refusals.insert(row[0].as<std::string>());
}

void read_attempts(snapshot& from, const id_range& ids, database_evidence& into) {
    const auto rows = from.exec_params(
        R"(
        select lead_id, order_name, phase = 'post', attempt, result, http_status,
            (extract(epoch from started_at) * 1000000)::bigint, price
        from attempt
        where lead_id between $1 and $2)",
        ids.first, ids.last);
    for (const auto& row : rows) {
        stored_attempt attempt{row[4].as<std::string>(), row[5].as<int>(), time_of(row[6]),
                               std::nullopt};
        if (!row[7].is_null()) attempt.price = money_of(row[7]);
        into.attempts[{row[0].as<std::string>(), row[1].as<std::string>(), row[2].as<bool>(),
                       row[3].as<std::int32_t>()}] = std::move(attempt);
    }
}

void read_postings(snapshot& from, const id_range& ids, database_evidence& into) {
    const auto rows = from.exec_params(
        R"(
        select lead_id, order_name, attempt, (extract(epoch from at) * 1000000)::bigint, price
        from posting
        where lead_id between $1 and $2)",
        ids.first, ids.last);
    for (const auto& row : rows)
        into.postings[{row[0].as<std::string>(), row[1].as<std::string>(), true,
                       row[2].as<std::int32_t>()}] = {time_of(row[3]), money_of(row[4])};
}

void read_money(snapshot& from, const id_range& ids, database_evidence& into) {
    const auto sales = from.exec_params(
        "select lead_id, order_name, price, payout, margin from sale where lead_id between $1 and "
        "$2",
        ids.first, ids.last);
    for (const auto& row : sales)
        into.sales.push_back({row[0].as<std::string>(), row[1].as<std::string>(), money_of(row[2]),
                              money_of(row[3]), money_of(row[4])});
    const auto entries = from.exec_params(
        "select lead_id, account, amount, kind from ledger_entry where lead_id between $1 and $2",
        ids.first, ids.last);
    for (const auto& row : entries)
        into.entries.push_back({row[0].as<std::string>(), row[1].as<std::string>(),
                                money_of(row[2]), row[3].as<std::string>()});
    for (const auto& row : from.exec_params(
             "select lead_id from return_decision where refills and lead_id between $1 and $2",
             ids.first, ids.last))
        into.refilled.insert(row[0].as<std::string>());
}

// The configuration that the leads were sold by, compiled again from what is stored.
plan::snapshot_pointer read_plan(snapshot& from) {
    const auto rows = from.exec("select files from plan order by at desc limit 1");
    if (rows.empty()) return nullptr;
    const auto stored = nlohmann::json::parse(rows[0][0].as<std::string>());
    cap::book counters;
    const auto no_secrets = [](std::string_view) -> std::optional<yaml::secret> {
        return std::nullopt;
    };
    const auto loaded =
        yaml::load(stored.get<yaml::files>(), counters, no_secrets, yaml::purpose::stored);
    return loaded ? loaded->plan : nullptr;
}

id_range ids_named(const std::vector<seller_answer>& sellers,
                   const std::vector<buyer_request>& buyers) {
    id_range ids;
    for (const seller_answer& told : sellers) ids.include(told.lead_id);
    for (const buyer_request& request : buyers) ids.include(request.lead_id);
    return ids;
}

}  // namespace

base::result<database_evidence, std::string> read_database(
    const std::string& url, const std::vector<seller_answer>& sellers,
    const std::vector<buyer_request>& buyers) {
    try {
        pqxx::connection connection(url);
        snapshot from(connection);
        const id_range ids = ids_named(sellers, buyers);
        database_evidence found;
        read_leads(from, ids, found);
        read_attempts(from, ids, found);
        read_postings(from, ids, found);
        read_money(from, ids, found);
        found.plan = read_plan(from);
        return found;
    } catch (const std::exception& problem) {
        return base::failure(std::string(problem.what()));
    }
}

}  // namespace pointsman::sandbox
