#include "duplicate_rows.hpp"

#include <fmt/format.h>

#include <pqxx/result>

#include "array_literal.hpp"
#include "row_values.hpp"

namespace pointsman::postgres {

namespace {

// A post may come, and a held one be settled as sold, long after its lead was received. So leads
// are looked for this much further back than events.
constexpr base::duration longest_way = std::chrono::days(30);

// Seen, posted, sold. A post whose walk has no final outcome, and whose answer was no plain one, is
// not settled: it may be a sale (a crash, an unknown answer, a walk that is still under way).
constexpr const char* latest_events = R"(
    with earlier as materialized (
        select key, lead_id, at, seller, source, vertical from duplicate_key
        where key = any($1::bytea[]) and at >= $2::timestamptz and lead_id <> $4::uuid),
    event as (
        select earlier.*, 'seen' as what, true as settled, '' as buyer from earlier
        union all
        select key, lead_id, posting.at, seller, source, vertical, 'posted',
               answer.result is not null and answer.result <> 'unknown'
                   or exists (select from outcome where outcome.lead_id = earlier.lead_id
                                                    and outcome.walk = posting.walk and final),
               buyer
        from earlier join posting using (lead_id)
             left join lateral (
                 select result from attempt
                 where attempt.lead_id = earlier.lead_id and attempt.walk = posting.walk
                   and attempt.order_name = posting.order_name and phase = 'post'
                   and attempt.attempt = posting.attempt) as answer on true
        where answer.result is distinct from 'unsent'
        union all
        select key, lead_id, sale.at, earlier.seller, source, earlier.vertical, 'sold', true, buyer
        from earlier join sale using (lead_id))
    select distinct on (key, what, settled, seller, source, vertical, buyer)
           key, lead_id, {}, seller, source, vertical, what, settled, buyer
    from event where event.at >= $3::timestamptz
    order by key, what, settled, seller, source, vertical, buyer, event.at desc, lead_id)";

duplicate::event event_at(const pqxx::row& row) {
    const std::string name = text_at(row, "what");
    for (const auto each : {duplicate::event::posted, duplicate::event::sold})
        if (name == duplicate::to_text(each)) return each;
    return duplicate::event::seen;
}

duplicate::past_event past_event_from(const pqxx::row& row) {
    duplicate::past_event past;
    past.key = digest_at(row, "key");
    past.what = event_at(row);
    past.is_settled = number_at<bool>(row, "settled");
    past.at = time_at(row, "at");
    past.lead = lead_at(row, "lead_id");
    past.seller = text_at(row, "seller");
    past.source = text_at(row, "source");
    past.vertical = text_at(row, "vertical");
    past.buyer = text_at(row, "buyer");
    return past;
}

}  // namespace

std::vector<duplicate::past_event> past_events_of(pqxx::transaction_base& query,
                                                  std::span<const base::digest> keys,
                                                  base::wall_time since,
                                                  const base::lead_id& besides) {
    array_literal wanted;
    for (const base::digest& key : keys) wanted.add_bytes(key);
    std::vector<duplicate::past_event> events;
    const pqxx::result found = query.exec_params(
        fmt::format(latest_events, micros_of("at")), wanted.take(),
        base::to_rfc3339(since - longest_way), base::to_rfc3339(since), base::to_text(besides));
    for (const pqxx::row& row : found) events.push_back(past_event_from(row));
    return events;
}

}  // namespace pointsman::postgres
