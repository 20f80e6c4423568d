#include "past_posts.hpp"

#include <pointsman/engine/void_answers.hpp>

#include <fmt/format.h>

#include "lead_rows.hpp"
#include "row_values.hpp"
#include "void_rows.hpp"

namespace pointsman::postgres {

namespace {

std::string past_post_query() {
    return fmt::format(R"(
        select {},
               exists (select from outcome where outcome.lead_id = posting.lead_id
                                             and outcome.walk = posting.walk and final) as is_over,
               coalesce((select candidate.reason from candidate
                         where candidate.lead_id = posting.lead_id
                           and candidate.walk = posting.walk
                           and candidate.order_name = posting.order_name
                         order by final desc limit 1), '') as reason,
               coalesce((select attempt.result from attempt
                         where attempt.lead_id = posting.lead_id and attempt.walk = posting.walk
                           and attempt.order_name = posting.order_name and phase = 'post'
                           and attempt.attempt = posting.attempt), '') as answer,
               (select attempt.price from attempt
                where attempt.lead_id = posting.lead_id and attempt.walk = posting.walk
                  and attempt.order_name = posting.order_name and phase = 'post'
                  and attempt.attempt = posting.attempt and result = 'unknown') as refused_price,
               (select sale.price from sale
                where sale.lead_id = posting.lead_id and sale.walk = posting.walk
                  and sale.order_name = posting.order_name limit 1) as sold_at,
               exists (select from void_answer
                       where void_answer.lead_id = posting.lead_id
                         and void_answer.order_name = posting.order_name
                         and void_answer.attempt = posting.attempt) as is_noted
        from posting join lead on lead.lead_id = posting.lead_id
        where posting.lead_id = $1::uuid and posting.order_name = $2 and posting.attempt = $3
        order by posting.walk desc limit 1)",
                       post_columns());
}

// The answers that came first, with what became of the notices.
std::string voids_query() {
    return fmt::format(R"(
        select distinct on (said.lead_id, said.order_name, said.attempt, said.walk) {},
               (select count(*) from follow_up
                where follow_up.lead_id = said.lead_id and follow_up.walk = said.walk
                  and follow_up.order_name = said.order_name
                  and follow_up.attempt = said.attempt
                  and kind = 'void_notice')::integer as notices,
               {},
               coalesce((select detail from follow_up_end as ended
                         where ended.lead_id = said.lead_id and ended.walk = said.walk
                           and ended.order_name = said.order_name
                           and ended.attempt = said.attempt and kind = 'void_notice'
                           and result <> 'told' order by begun_at desc limit 1), '')
                   as last_failure
        from void_answer as said
        where (said.lead_id, said.order_name, said.attempt) > ($1::uuid, $2, $3)
        order by said.lead_id, said.order_name, said.attempt, said.walk, said.at limit $4)",
                       void_columns("said"),
                       micros_of("(select min(begun_at) from follow_up_end as ended "
                                 "where ended.lead_id = said.lead_id and ended.walk = said.walk "
                                 "and ended.order_name = said.order_name "
                                 "and ended.attempt = said.attempt and kind = 'void_notice' "
                                 "and result = 'told')",
                                 "told_at"));
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
              and (said.lead_id, said.order_name, said.attempt) > ($2::uuid, $3, $4)
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
        where untold.notices < $1
        order by untold.lead_id, untold.order_name, untold.attempt, untold.walk limit $5)",
                       post_columns(), micros_of("untold.at", "came_at"));
}

}  // namespace

std::string post_columns() {
    return fmt::format(
        "{}, {}, lead.seller, lead.vertical, lead.source, lead.test, "
        "coalesce((select wrapped_key from lead_key where lead_key.lead_id = lead.lead_id), '') "
        "as wrapped_key",
        posting_columns(), micros_of("lead.at", "arrived"));
}

engine::unknown_post post_from(const pqxx::row& row, const base::secret_key& master) {
    engine::unknown_post post;
    post.posting = posting_from(row);
    post.arrived = time_at(row, "arrived");
    post.seller = text_at(row, "seller");
    post.vertical = text_at(row, "vertical");
    post.key = base::unwrap_key(master, bytes_at(row, "wrapped_key"));
    post.source = text_at(row, "source");
    post.test = number_at<bool>(row, "test");
    post.captured = engine::unseal_captured(post.key, post.posting.captured_sealed);
    return post;
}

std::optional<engine::past_post> past_post_of(pqxx::transaction_base& query,
                                              const engine::named_post& which,
                                              const base::secret_key& master) {
    const pqxx::result found =
        query.exec_params(past_post_query(), base::to_text(which.lead), which.order, which.attempt);
    if (found.empty()) return std::nullopt;
    const pqxx::row row = found[0];
    engine::past_post past;
    past.post = post_from(row, master);
    past.post.refused_price = maybe_money_at(row, "refused_price");
    past.is_over = number_at<bool>(row, "is_over");
    past.reason = text_at(row, "reason");
    past.answer = text_at(row, "answer");
    past.sold_at = maybe_money_at(row, "sold_at");
    past.is_noted = number_at<bool>(row, "is_noted");
    return past;
}

std::vector<engine::listed_void> voids_of(pqxx::transaction_base& query, const std::string& after,
                                          std::size_t most) {
    const auto from = engine::parse_offer_id(after).value_or(engine::named_post{});
    std::vector<engine::listed_void> all;
    for (const pqxx::row& row :
         query.exec_params(voids_query(), base::to_text(from.lead), from.order, from.attempt,
                           static_cast<std::int64_t>(most))) {
        engine::listed_void& one = all.emplace_back();
        one.what = void_from(row);
        one.notices = number_at<std::int32_t>(row, "notices");
        if (!row["told_at"].is_null()) one.told_at = time_at(row, "told_at");
        one.last_failure = text_at(row, "last_failure");
    }
    return all;
}

std::vector<engine::untold_void> untold_of(pqxx::transaction_base& query, const std::string& after,
                                           std::int32_t most_notices, std::size_t most,
                                           const base::secret_key& master) {
    const auto from = engine::parse_offer_id(after).value_or(engine::named_post{});
    std::vector<engine::untold_void> all;
    for (const pqxx::row& row :
         query.exec_params(untold_query(), most_notices, base::to_text(from.lead), from.order,
                           from.attempt, static_cast<std::int64_t>(most))) {
        engine::untold_void& one = all.emplace_back();
        one.post = post_from(row, master);
        engine::settlement said;
        said.how = journal::settled_as::sold;
        said.reference = text_at(row, "reference");
        one.what = engine::make_void_answer(one.post, said, false, time_at(row, "came_at"));
        one.what.came_by = text_at(row, "came_by");
        one.notices = number_at<std::int32_t>(row, "notices");
    }
    return all;
}

}  // namespace pointsman::postgres
