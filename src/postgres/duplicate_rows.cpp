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

// Sales are found for any number of leads with a common key, posts for the latest so many: beyond
// that it is no consumer any more but a made-up number, and a look-up would take seconds.
constexpr std::int32_t most_leads_with_posts = 256;

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
        fmt::format("select key, lead_id, {}, seller, source, vertical, what, settled, buyer from "
                    "past_events($1::bytea[], $2::timestamptz, $3::timestamptz, $4::uuid, $5)",
                    micros_of("at")),
        wanted.take(), base::to_rfc3339(since - longest_way), base::to_rfc3339(since),
        base::to_text(besides), most_leads_with_posts);
    for (const pqxx::row& row : found) events.push_back(past_event_from(row));
    return events;
}

}  // namespace pointsman::postgres
