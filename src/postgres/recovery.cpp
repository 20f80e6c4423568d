#include <pointsman/engine/void_answers.hpp>
#include <pointsman/postgres/recovery.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "blocking.hpp"
#include "lead_rows.hpp"
#include "past_posts.hpp"
#include "row_values.hpp"

namespace pointsman::postgres {

namespace {

// How far a clock may have been set back while a server ran, or between two starts; also more than
// a lead can be under way.
constexpr base::duration clock_margin = std::chrono::hours(1);

// The first id that a recovery must look at. A server that had recovered everything before it left
// nothing behind but what it was doing in its last moments, around the newest lead.
std::string first_id_to_look_at(pqxx::work& transaction, const successor& who) {
    const pqxx::result latest = transaction.exec_params(
        fmt::format("select epoch, {} from recovery "
                    "where node = (select id from node where name = $1) and epoch < $2 "
                    "order by epoch desc limit 1",
                    micros_of("began")),
        who.node, who.epoch);
    if (latest.empty()) return first_id_at(base::wall_time());
    if (number_at<std::int32_t>(latest[0], "epoch") + 1 != who.epoch)
        return first_id_at(time_at(latest[0], "began") - clock_margin);
    const pqxx::result newest = transaction.exec(
        fmt::format("select {} from lead order by lead_id desc limit 1", micros_of("at")));
    if (newest.empty()) return first_id_at(base::wall_time());
    return first_id_at(time_at(newest[0], "at") - clock_margin);
}

// Few posts among all that were ever made: found first, then looked up one by one. (Joined at once,
// the planner reads every lead.)
std::string unknown_query() {
    return fmt::format(R"(
        with open as materialized (
            select lead_id, walk, true as is_listed from outcome as pending
            where not final and not exists (select from outcome as ended
                                            where ended.lead_id = pending.lead_id
                                              and ended.walk = pending.walk and ended.final)
            union
            select posting.lead_id, posting.walk, false from posting
            where posting.lead_id >= $1::uuid and posting.epoch < $3
              and posting.node = (select id from node where name = $2)
              and not exists (select from outcome where outcome.lead_id = posting.lead_id
                                                    and outcome.walk = posting.walk))
        select last_post.*, about.*, open.is_listed,
               coalesce(heard.result, '') as late_result, coalesce(heard.reply, '') as late_reply,
               coalesce(heard.said_by, '') as late_by, heard.price as late_price,
               refused.price as refused_price,
               (select count(*) from follow_up as made
                where made.lead_id = open.lead_id and made.walk = open.walk
                  and made.kind = 'status')::integer as asked,
               (select count(*) from follow_up as made
                where made.lead_id = open.lead_id and made.walk = open.walk
                  and made.kind = 'repost')::integer as reposted,
               coalesce((select wrapped_key from lead_key where lead_key.lead_id = open.lead_id), '')
                   as wrapped_key
        from open
        cross join lateral (
            select {} from posting
            where posting.lead_id = open.lead_id and posting.walk = open.walk
            order by posting.at desc, posting.order_name limit 1) as last_post
        cross join lateral (
            select {}, lead.seller, lead.vertical, lead.source, lead.fields, lead.test, lead.tree from lead
            where lead.lead_id = open.lead_id limit 1) as about
        left join lateral (
            select result, reply, late_reply.at as heard_at, 'late_reply' as said_by, price
            from late_reply
            where late_reply.lead_id = open.lead_id and late_reply.walk = open.walk
              and late_reply.order_name = last_post.order_name and phase = 'post'
              and late_reply.attempt = last_post.attempt and result in ('accepted', 'rejected')
            union all
            select result, reply, begun_at + elapsed_us * interval '1 microsecond', kind, null
            from follow_up_end as ended
            where ended.lead_id = open.lead_id and ended.walk = open.walk
              and ended.order_name = last_post.order_name and ended.attempt = last_post.attempt
              and result in ('accepted', 'rejected')
            order by heard_at limit 1) as heard on true
        left join lateral (
            select price, started_at as said_at from attempt
            where attempt.lead_id = open.lead_id and attempt.walk = open.walk
              and attempt.order_name = last_post.order_name and phase = 'post'
              and attempt.attempt = last_post.attempt and result = 'unknown' and price is not null
            union all
            select price, late_reply.at from late_reply
            where late_reply.lead_id = open.lead_id and late_reply.walk = open.walk
              and late_reply.order_name = last_post.order_name and phase = 'post'
              and late_reply.attempt = last_post.attempt and result = 'unknown'
              and price is not null
            order by said_at desc limit 1) as refused on true
        order by open.lead_id)",
                       posting_columns(), micros_of("lead.at", "arrived"));
}

engine::stored_post stored_post_from(const pqxx::row& row) {
    return {posting_from(row),
            time_at(row, "arrived"),
            text_at(row, "seller"),
            text_at(row, "vertical"),
            text_at(row, "fields"),
            bytes_at(row, "wrapped_key"),
            number_at<bool>(row, "test"),
            number_at<bool>(row, "is_listed"),
            text_at(row, "source"),
            number_at<std::int32_t>(row, "asked"),
            number_at<std::int32_t>(row, "reposted"),
            text_at(row, "late_result"),
            bytes_at(row, "late_reply"),
            text_at(row, "tree"),
            text_at(row, "late_by"),
            maybe_money_at(row, "late_price"),
            maybe_money_at(row, "refused_price")};
}

// Void accepts whose buyers do not know of it and have not been told often enough.
std::string untold_query() {
    return fmt::format(R"(
        with untold as (
            select distinct on (lead_id, order_name, attempt, walk) said.*,
                   (select count(*) from follow_up as made
                    where made.lead_id = said.lead_id and made.walk = said.walk
                      and made.order_name = said.order_name and made.attempt = said.attempt
                      and kind = 'void_notice')::integer as notices
            from void_answer as said
            where not contradiction
              and not exists (select from follow_up_end as ended
                              where ended.lead_id = said.lead_id and ended.walk = said.walk
                                and ended.order_name = said.order_name
                                and ended.attempt = said.attempt
                                and kind = 'void_notice' and result = 'told')
            order by lead_id, order_name, attempt, walk, at)
        select {}, {}, untold.came_by, untold.reference, untold.notices
        from untold
        join posting using (lead_id, walk, order_name, attempt)
        join lead on lead.lead_id = posting.lead_id
        where untold.notices < $1 order by untold.lead_id limit $2)",
                       post_columns(), micros_of("untold.at", "came_at"));
}

// Late accepts that are void and were not written down as such before the server died.
std::string unnoted_query() {
    return fmt::format(R"(
        select {}, {} from late_reply
        join posting using (lead_id, walk, order_name, attempt)
        join lead on lead.lead_id = posting.lead_id
        where late_reply.lead_id >= $1::uuid and phase = 'post' and result = 'accepted'
          and not holds
          and not exists (select from void_answer as said
                          where said.lead_id = posting.lead_id and said.walk = posting.walk
                            and said.order_name = posting.order_name
                            and said.attempt = posting.attempt))",
                       post_columns(), micros_of("late_reply.at", "came_at"));
}

std::string interrupted_query() {
    return fmt::format(R"(
        with page as (
            select lead.lead_id, {}, seller, vertical, currency, candidates
            from lead join node on node.id = lead.node
            where lead.lead_id > $1::uuid and node.name = $2 and lead.epoch < $3
              and not exists (select from outcome where outcome.lead_id = lead.lead_id)
            order by lead.lead_id limit $4)
        select page.lead_id as page_lead_id, page.at as page_at, page.seller, page.vertical,
               page.currency as page_currency, page.candidates,
               coalesce(wrapped_key, '') as wrapped_key, {}
        from page left join lead_key on lead_key.lead_id = page.lead_id
        left join posting on posting.lead_id = page.lead_id
        order by page.lead_id, posting.at, posting.order_name)",
                       micros_of("lead.at", "at"), posting_columns());
}

engine::interrupted_lead interrupted_from(const pqxx::row& row) {
    engine::interrupted_lead lead;
    lead.id = lead_at(row, "page_lead_id");
    lead.at = time_at(row, "page_at");
    lead.seller = text_at(row, "seller");
    lead.vertical = text_at(row, "vertical");
    lead.currency = text_at(row, "page_currency");
    lead.candidates_json = text_at(row, "candidates");
    lead.wrapped_key = bytes_at(row, "wrapped_key");
    return lead;
}

}  // namespace

base::result<std::vector<engine::stored_post>, std::string> find_unknown_posts(
    const std::string& url, const successor& who) {
    return in_own_transaction(url, [&](pqxx::work& transaction) {
        const std::string first = first_id_to_look_at(transaction, who);
        std::vector<engine::stored_post> found;
        for (const pqxx::row& row :
             transaction.exec_params(unknown_query(), first, who.node, who.epoch)) {
            engine::stored_post post = stored_post_from(row);
            // Silence that is a refusal leaves nothing open, but an accept at a price that could
            // not be taken does.
            if (post.posting.holds || post.is_listed) found.push_back(std::move(post));
        }
        return found;
    });
}

base::result<std::vector<engine::untold_void>, std::string> untold_voids(
    const std::string& url, const base::secret_key& master, std::int32_t most_notices,
    std::size_t most) {
    return in_own_transaction(url, [&](pqxx::work& transaction) {
        std::vector<engine::untold_void> all;
        for (const pqxx::row& row : transaction.exec_params(untold_query(), most_notices,
                                                            static_cast<std::int64_t>(most))) {
            engine::untold_void one{post_from(row, master), {}, 0};
            engine::settlement said;
            said.how = journal::settled_as::sold;
            said.reference = text_at(row, "reference");
            one.what = engine::make_void_answer(one.post, said, false, time_at(row, "came_at"));
            one.what.came_by = text_at(row, "came_by");
            one.notices = number_at<std::int32_t>(row, "notices");
            all.push_back(std::move(one));
        }
        return all;
    });
}

base::result<std::vector<engine::untold_void>, std::string> unnoted_voids(
    const std::string& url, const successor& who, const base::secret_key& master) {
    return in_own_transaction(url, [&](pqxx::work& transaction) {
        const std::string first = first_id_to_look_at(transaction, who);
        std::vector<engine::untold_void> all;
        for (const pqxx::row& row : transaction.exec_params(unnoted_query(), first)) {
            engine::untold_void one{post_from(row, master), {}, 0};
            engine::settlement said;
            said.how = journal::settled_as::sold;
            said.by = engine::settled_by::late_reply;
            one.what = engine::make_void_answer(one.post, said, false, time_at(row, "came_at"));
            all.push_back(std::move(one));
        }
        return all;
    });
}

base::result<std::vector<engine::interrupted_lead>, std::string> interrupted_leads(
    const std::string& url, const successor& who, const base::lead_id& after, std::size_t most) {
    return in_own_transaction(url, [&](pqxx::work& transaction) {
        const std::string first =
            std::max(first_id_to_look_at(transaction, who), base::to_text(after));
        std::vector<engine::interrupted_lead> leads;
        for (const pqxx::row& row :
             transaction.exec_params(interrupted_query(), first, who.node, who.epoch,
                                     static_cast<std::int64_t>(most))) {
            if (leads.empty() || leads.back().id != lead_at(row, "page_lead_id"))
                leads.push_back(interrupted_from(row));
            if (!row["lead_id"].is_null()) leads.back().postings.push_back(posting_from(row));
        }
        return leads;
    });
}

base::result<void, std::string> note_recovered(const std::string& url, const successor& who,
                                               base::wall_time began) {
    return in_own_transaction(url, [&](pqxx::work& transaction) {
        transaction.exec_params(
            "insert into recovery (node, epoch, began) "
            "select id, epoch, $3::timestamptz from node where name = $1 and epoch = $2 "
            "on conflict do nothing",
            who.node, who.epoch, base::to_rfc3339(began));
    });
}

}  // namespace pointsman::postgres
