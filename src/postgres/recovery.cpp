#include <pointsman/engine/void_answers.hpp>
#include <pointsman/postgres/recovery.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "array_literal.hpp"
#include "blocking.hpp"
#include "lead_rows.hpp"
#include "past_posts.hpp"
#include "row_values.hpp"
#include "untaken_rows.hpp"

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

// What buyers said of a post after its walk, and by which way.
constexpr const char* said_after_the_walk = R"(
    select * from (
        select lead_id, walk, order_name, attempt, result, reply, 'late_reply' as came_by,
               200 as http_status, price, late_reply.at as heard_at
        from late_reply where phase = 'post' and result in ('accepted', 'rejected')
        union all
        select lead_id, walk, order_name, attempt, result, reply, kind, http_status, null,
               begun_at + elapsed_us * interval '1 microsecond'
        from follow_up_end where result in ('accepted', 'rejected')) as said)";

// The last posts of some leads with all that is known of them. Each is looked up by itself: they
// are few at a time, but of any age. (Joined at once, the planner would read every lead.)
std::string last_posts_query() {
    return fmt::format(R"(
        with walk as materialized (
            select distinct lead_id, walk from posting where lead_id = any ($1::uuid[])),
        open as materialized (
            select last_post.*, about.*
            from walk
            cross join lateral (
                select {0} from posting
                where posting.lead_id = walk.lead_id and posting.walk = walk.walk
                order by posting.at desc, posting.order_name limit 1) as last_post
            cross join lateral (
                select {1}, seller, vertical, source, fields, test, tree from lead
                where lead.lead_id = walk.lead_id limit 1) as about)
        select open.*, made.asked, made.reposted, refused.price as refused_price,
               coalesce(said.result, '') as late_result, coalesce(said.reply, '') as late_reply,
               coalesce(said.came_by, '') as late_by,
               coalesce(said.http_status, 200) as late_http_status, said.price as late_price,
               coalesce((select wrapped_key from lead_key
                         where lead_key.lead_id = open.lead_id), '') as wrapped_key
        from open
        cross join lateral (
            select count(*) filter (where kind = 'status') as asked,
                   count(*) filter (where kind = 'repost') as reposted
            from follow_up where follow_up.lead_id = open.lead_id
                             and follow_up.walk = open.walk) as made
        left join lateral ({2}
            where said.lead_id = open.lead_id and said.walk = open.walk
              and said.order_name = open.order_name and said.attempt = open.attempt
            order by heard_at limit 1) as said on true
        left join lateral (
            select price, started_at as said_at from attempt
            where attempt.lead_id = open.lead_id and attempt.walk = open.walk
              and attempt.order_name = open.order_name and phase = 'post'
              and attempt.attempt = open.attempt and result = 'unknown'
              and price is not null
            union all
            select price, late_reply.at from late_reply
            where late_reply.lead_id = open.lead_id and late_reply.walk = open.walk
              and late_reply.order_name = open.order_name and phase = 'post'
              and late_reply.attempt = open.attempt and result = 'unknown'
              and price is not null
            order by said_at desc limit 1) as refused on true
        order by open.lead_id)",
                       posting_columns(), micros_of("lead.at", "arrived"), said_after_the_walk);
}

// What posts hold whose outcomes are pending: looked up one by one, as they are of any age.
std::string held_query() {
    return fmt::format(R"(
        with walk as materialized (
            select lead_id, walk from outcome as pending
            where not final and not exists (select from outcome as ended
                                            where ended.lead_id = pending.lead_id
                                              and ended.walk = pending.walk and ended.final))
        select last_post.*, about.*
        from walk
        cross join lateral (
            select lead_id, order_name, buyer, {}, price, payout, currency, holds from posting
            where posting.lead_id = walk.lead_id and posting.walk = walk.walk
            order by posting.at desc, posting.order_name limit 1) as last_post
        cross join lateral (
            select seller, vertical, tree, test, fields from lead
            where lead.lead_id = walk.lead_id limit 1) as about
        order by lead_id)",
                       micros_of("posting.at", "posted_at"));
}

// What posts hold that a server left behind, all of them among the newest leads: one pass over what
// is not older than $1.
std::string left_behind_query() {
    return fmt::format(R"(
        select * from (
            select distinct on (lead_id, walk) lead_id, order_name, posting.buyer, {},
                   posting.price, posting.payout, posting.currency, posting.holds, lead.seller,
                   lead.vertical, lead.tree, lead.test, lead.fields
            from posting join lead using (lead_id)
            where lead_id >= $1::uuid and lead.lead_id >= $1::uuid and posting.epoch < $3
              and posting.node = (select id from node where name = $2)
              and not exists (select from outcome where outcome.lead_id = posting.lead_id
                                                    and outcome.walk = posting.walk)
            order by lead_id, walk, posting.at desc, order_name) as last_post
        where holds)",
                       micros_of("posting.at", "posted_at"));
}

engine::stored_post held_from(const pqxx::row& row, bool is_listed) {
    engine::stored_post held;
    held.is_listed = is_listed;
    held.posting.id = lead_at(row, "lead_id");
    held.posting.order = text_at(row, "order_name");
    held.posting.buyer = text_at(row, "buyer");
    held.posting.at = time_at(row, "posted_at");
    held.posting.price = money_at(row, "price");
    held.posting.payout = money_at(row, "payout");
    held.posting.currency = text_at(row, "currency");
    held.seller = text_at(row, "seller");
    held.vertical = text_at(row, "vertical");
    held.tree = text_at(row, "tree");
    held.test = number_at<bool>(row, "test");
    held.fields_json = text_at(row, "fields");
    return held;
}

engine::settled_by way_from(std::string_view name) {
    using engine::settled_by;
    for (const settled_by one : {settled_by::status, settled_by::repost})
        if (name == engine::name_of(one)) return one;
    return settled_by::late_reply;
}

engine::stored_post stored_post_from(const pqxx::row& row) {
    return {posting_from(row),
            time_at(row, "arrived"),
            text_at(row, "seller"),
            text_at(row, "vertical"),
            text_at(row, "fields"),
            bytes_at(row, "wrapped_key"),
            number_at<bool>(row, "test"),
            false,
            text_at(row, "source"),
            number_at<std::int32_t>(row, "asked"),
            number_at<std::int32_t>(row, "reposted"),
            text_at(row, "late_result"),
            bytes_at(row, "late_reply"),
            text_at(row, "tree"),
            way_from(text_at(row, "late_by")),
            number_at<int>(row, "late_http_status"),
            maybe_money_at(row, "late_price"),
            maybe_money_at(row, "refused_price")};
}

// Late accepts that are void and were not written down as such before the server died.
std::string unnoted_query() {
    return fmt::format(R"(
        select {}, {}, late_reply.price as said_price from late_reply
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

base::result<void, std::string> visit_unknown_posts(
    const std::string& url, const successor& who,
    const std::function<void(const engine::stored_post&)>& visit) {
    return in_own_transaction(url, [&](pqxx::work& transaction) {
        for (const pqxx::row& row : transaction.exec(held_query())) visit(held_from(row, true));
        const std::string first = first_id_to_look_at(transaction, who);
        for (const pqxx::row& row :
             transaction.exec_params(left_behind_query(), first, who.node, who.epoch))
            visit(held_from(row, false));
    });
}

base::result<std::vector<engine::stored_post>, std::string> last_posts_of(
    const std::string& url, const std::vector<base::lead_id>& leads) {
    array_literal ids;
    for (const base::lead_id& lead : leads) ids.add_plain(base::to_text(lead));
    const std::string list = ids.take();
    return in_own_transaction(url, [&](pqxx::work& transaction) {
        std::vector<engine::stored_post> found;
        for (const pqxx::row& row : transaction.exec_params(last_posts_query(), list))
            found.push_back(stored_post_from(row));
        add_untaken_prices(transaction, found);
        return found;
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
            said.price = maybe_money_at(row, "said_price");
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
