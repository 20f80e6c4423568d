#include <pointsman/postgres/recovery.hpp>

#include <fmt/format.h>

#include <iterator>

#include "array_literal.hpp"
#include "blocking.hpp"
#include "lead_rows.hpp"
#include "row_values.hpp"

namespace pointsman::postgres {

namespace {

// A post whose walk has no final outcome (a crash, an unknown answer) may be a sale: it keeps its
// place. A sale that was returned by a contract which refills caps has given its place back.
constexpr const char* count_sales = R"(
    with taken as (
        select order_name, sale.at, price
        from sale join lead on lead.lead_id = sale.lead_id and not lead.test
        where not exists (select from return_decision back where back.lead_id = sale.lead_id
                                                             and back.slot = sale.slot and refills)
        union all
        select order_name, posting.at, price
        from posting join lead on lead.lead_id = posting.lead_id and not lead.test
        where not exists (select from outcome where outcome.lead_id = posting.lead_id
                                                and outcome.walk = posting.walk and final)
          and not exists (select from candidate where candidate.lead_id = posting.lead_id
                                                  and candidate.walk = posting.walk
                                                  and candidate.order_name = posting.order_name
                                                  and reason <> 'post_unknown'))
    select count(taken.order_name) as count, coalesce(sum(taken.price), 0)::bigint as spend
    from unnest($1::text[], $2::timestamptz[])
        with ordinality as question (order_name, since, number)
    left join taken on taken.order_name = question.order_name and taken.at >= question.since
    group by question.number order by question.number)";

// PostgreSQL's own word, because the beginning of our time lies before the beginning of its.
std::string since_text(base::wall_time since) {
    return since == base::wall_time::min() ? "-infinity" : base::to_rfc3339(since);
}

// The lead ids of UUIDv7 begin with the time, so a bound on the id leaves out older partitions.
std::string first_id_at(base::wall_time at) {
    const auto ms = std::chrono::floor<std::chrono::milliseconds>(at.time_since_epoch()).count();
    const std::string hex = fmt::format("{:012x}", std::max<std::int64_t>(0, ms));
    return fmt::format("{}-{}-0000-0000-000000000000", hex.substr(0, 8), hex.substr(8));
}

std::string unfinished_query() {
    return fmt::format(R"(
        select lead.lead_id, {}, seller, vertical, tree, test, plan_hash,
               coalesce(wrapped_key, '') as wrapped_key,
               exists (select from outcome where outcome.lead_id = lead.lead_id) as held
        from lead join node on node.id = lead.node left join lead_key using (lead_id)
        where lead.lead_id >= $1::uuid and node.name = $2 and lead.epoch < $3
          and not exists (select from outcome where outcome.lead_id = lead.lead_id and final)
        order by lead.lead_id)",
                       micros_of("at"));
}

unfinished_lead unfinished_from(const pqxx::row& row) {
    unfinished_lead lead;
    lead.id = lead_at(row, "lead_id");
    lead.at = time_at(row, "at");
    lead.seller = text_at(row, "seller");
    lead.vertical = text_at(row, "vertical");
    lead.tree = text_at(row, "tree");
    lead.test = number_at<bool>(row, "test");
    lead.plan_hash = digest_at(row, "plan_hash");
    lead.wrapped_key = bytes_at(row, "wrapped_key");
    lead.held = number_at<bool>(row, "held");
    return lead;
}

}  // namespace

base::result<std::vector<sales_so_far>, std::string> sales_since(
    const std::string& url, const std::vector<usage_question>& questions) {
    array_literal orders;
    array_literal times;
    for (const usage_question& question : questions) {
        orders.add_text(question.order);
        times.add_text(since_text(question.since));
    }
    return in_own_transaction(url, [&](pqxx::work& transaction) {
        std::vector<sales_so_far> answers;
        for (const pqxx::row& row :
             transaction.exec_params(count_sales, orders.take(), times.take()))
            answers.push_back({number_at<std::int64_t>(row, "count"), money_at(row, "spend")});
        return answers;
    });
}

base::result<std::vector<unfinished_lead>, std::string> unfinished_leads(const std::string& url,
                                                                         const std::string& node,
                                                                         std::int32_t epoch,
                                                                         base::wall_time since) {
    return in_own_transaction(url, [&](pqxx::work& transaction) {
        std::vector<unfinished_lead> leads;
        for (const pqxx::row& row :
             transaction.exec_params(unfinished_query(), first_id_at(since), node, epoch)) {
            leads.push_back(unfinished_from(row));
            leads.back().postings = postings_of(transaction, leads.back().id);
        }
        return leads;
    });
}

}  // namespace pointsman::postgres
