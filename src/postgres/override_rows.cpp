#include "override_rows.hpp"

#include <pointsman/base/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <pqxx/except>
#include <pqxx/result>

#include "row_values.hpp"

namespace pointsman::postgres {

namespace {

using plan::standing_override;

constexpr std::array capped_events{cap::event::ping, cap::event::post, cap::event::sale};
constexpr std::array periods{cap::period::hour, cap::period::day, cap::period::week,
                             cap::period::month, cap::period::total};
constexpr std::array measures{cap::measure::count, cap::measure::spend};

template <class Choices>
auto choice_at(const pqxx::row& row, const char* column, const Choices& choices) {
    const std::string text = text_at(row, column);
    for (const auto each : choices)
        if (to_text(each) == text) return each;
    throw pqxx::conversion_error(fmt::format("{} holds no known word", column));
}

// `rest` follows the columns and the tables.
std::string select_overrides(const std::string& rest) {
    return fmt::format(
        "select id, {}, kind, target, name, cap_on, cap_per, cap_what, cap_vertical, replaces, "
        "amount, {}, {}, "
        "made_by, override.reason as reason, override_end.id is not null as has_ended, {}, "
        "coalesce(ended_by, '') as ended_by, coalesce(override_end.reason, '') as end_reason "
        "from override left join override_end using (id) {}",
        micros_of("made_at"), micros_of("from_at"), micros_of("until_at"),
        micros_of("coalesce(ended_at, made_at)", "ended_at"), rest);
}

standing_override override_from(const pqxx::row& row) {
    standing_override one;
    one.id = lead_at(row, "id").value;
    one.made_at = time_at(row, "made_at");
    one.kind = plan::parse_override_kind(text_at(row, "kind")).value();
    one.target = plan::parse_override_target(text_at(row, "target")).value();
    one.name = text_at(row, "name");
    if (one.kind == plan::override_kind::cap)
        one.cap = plan::cap_change{
            choice_at(row, "cap_on", capped_events), choice_at(row, "cap_per", periods),
            choice_at(row, "cap_what", measures),    row["replaces"].as<bool>(),
            number_at<std::int64_t>(row, "amount"),  text_at(row, "cap_vertical")};
    one.from = time_at(row, "from_at");
    one.until = time_at(row, "until_at");
    one.by = text_at(row, "made_by");
    one.reason = text_at(row, "reason");
    if (row["has_ended"].as<bool>())
        one.ended = plan::override_end{time_at(row, "ended_at"), text_at(row, "ended_by"),
                                       text_at(row, "end_reason")};
    return one;
}

std::optional<standing_override> find_override(pqxx::transaction_base& query,
                                               const base::uuid& id) {
    const pqxx::result found =
        query.exec_params(select_overrides("where id = $1::uuid"), base::to_text(id));
    if (found.empty()) return std::nullopt;
    return override_from(found[0]);
}

// One that was sent again may begin a little later: "now" is another moment.
bool are_alike(const standing_override& one, const standing_override& other) {
    return one.kind == other.kind && one.target == other.target && one.name == other.name &&
           one.cap == other.cap && one.until == other.until && one.by == other.by &&
           one.reason == other.reason;
}

}  // namespace

engine::override_answer write_override(pqxx::work& transaction, const identity& writer,
                                       const standing_override& what) {
    const plan::cap_change change = what.cap.value_or(plan::cap_change{});
    const auto of_cap = [&](std::string_view text) {
        return what.cap ? std::string(text) : std::string();
    };
    const pqxx::result added = transaction.exec_params(
        "insert into override (id, made_at, kind, target, name, cap_on, cap_per, cap_what, "
        "replaces, amount, from_at, until_at, made_by, reason, node, epoch, cap_vertical) values "
        "($1::uuid, $2::timestamptz, $3, $4, $5, $6, $7, $8, $9, $10, $11::timestamptz, "
        "$12::timestamptz, $13, $14, $15, $16, $17) on conflict (id) do nothing returning 1",
        base::to_text(what.id), base::to_rfc3339(what.made_at), std::string(to_text(what.kind)),
        std::string(to_text(what.target)), what.name, of_cap(to_text(change.on)),
        of_cap(to_text(change.per)), of_cap(to_text(change.what)), change.replaces, change.amount,
        base::to_rfc3339(what.from), base::to_rfc3339(what.until), what.by, what.reason,
        writer.node, writer.epoch, change.vertical);
    const auto stored = find_override(transaction, what.id);
    if (!stored || !are_alike(*stored, what)) return engine::other_override{};
    return engine::stored_override{*stored, !added.empty()};
}

engine::override_answer write_override_end(pqxx::work& transaction, const identity& writer,
                                           const engine::override_ending& what) {
    if (!find_override(transaction, what.id)) return engine::no_such_override{};
    const pqxx::result added = transaction.exec_params(
        "insert into override_end (id, ended_at, ended_by, reason, node, epoch) values ($1::uuid, "
        "$2::timestamptz, $3, $4, $5, $6) on conflict (id) do nothing returning 1",
        base::to_text(what.id), base::to_rfc3339(what.end.at), what.end.by, what.end.reason,
        writer.node, writer.epoch);
    const auto stored = find_override(transaction, what.id);
    return engine::stored_override{stored.value(), !added.empty()};
}

engine::override_page page_of_overrides(pqxx::transaction_base& query,
                                        const engine::override_question& asked) {
    const pqxx::result rows = query.exec_params(
        select_overrides("where (not $1 or (override_end.id is null and until_at > "
                         "$2::timestamptz)) and ($3 = '' or (made_at, override.id) < (select "
                         "o.made_at, o.id from override as o where o.id = nullif($3, '')::uuid)) "
                         "order by override.made_at desc, override.id desc limit $4"),
        asked.ahead_only, base::to_rfc3339(asked.now),
        asked.before ? base::to_text(*asked.before) : std::string(), asked.most + 1);
    engine::override_page page;
    for (const pqxx::row& row : rows) page.overrides.push_back(override_from(row));
    page.has_more = page.overrides.size() > asked.most;
    if (page.has_more) page.overrides.pop_back();
    return page;
}

std::vector<standing_override> overrides_ahead(pqxx::transaction_base& query, base::wall_time now) {
    const pqxx::result rows = query.exec_params(
        select_overrides("where override_end.id is null and until_at > $1::timestamptz "
                         "order by override.made_at, override.id"),
        base::to_rfc3339(now));
    std::vector<standing_override> all;
    for (const pqxx::row& row : rows) all.push_back(override_from(row));
    return all;
}

}  // namespace pointsman::postgres
