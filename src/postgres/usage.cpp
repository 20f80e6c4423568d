#include <pointsman/postgres/recovery.hpp>

#include <fmt/format.h>

#include <map>
#include <utility>

#include "array_literal.hpp"
#include "blocking.hpp"
#include "row_values.hpp"

// What the journal and the ledger know to be used of caps and balances.
namespace pointsman::postgres {

namespace {

// A lead's pings and posts follow its id's time by no more than this.
constexpr base::duration longest_walk = std::chrono::minutes(10);

// What counts for each kind of cap, as (order_name, buyer, at, price, payout, lead_id). A question
// is joined to it by owner, time and the range of ids, which leaves out older partitions. A sale
// that was returned by a contract which refills caps has given its place back.
constexpr const char* sales = R"(
    select order_name, buyer, at, price, payout, lead_id from sale
    where not exists (select from return_decision as back
                      where back.lead_id = sale.lead_id and back.slot = sale.slot and refills))";

// A post whose walk has no final outcome (it still runs, its answer is unknown) may be a sale.
constexpr const char* sales_and_unsettled_posts = R"(
    select order_name, buyer, at, price, payout, lead_id from sale
    where not exists (select from return_decision as back
                      where back.lead_id = sale.lead_id and back.slot = sale.slot and refills)
    union all
    select order_name, buyer, at, price, payout, lead_id from posting
    where not exists (select from outcome where outcome.lead_id = posting.lead_id
                                            and outcome.walk = posting.walk and final)
      and not exists (select from candidate where candidate.lead_id = posting.lead_id
                                              and candidate.walk = posting.walk
                                              and candidate.order_name = posting.order_name
                                              and reason <> 'post_unknown'))";

constexpr const char* posts = R"(
    select order_name, buyer, at, price, payout, lead_id from posting
    where not exists (select from attempt where attempt.lead_id = posting.lead_id
                                            and attempt.walk = posting.walk
                                            and attempt.order_name = posting.order_name
                                            and phase = 'post' and result = 'unsent'))";

// Pings are written down with their walk's outcome; those of a walk without one may have been sent.
constexpr const char* pings = R"(
    select order_name, buyer, started_at as at, 0::bigint as price, 0::bigint as payout, lead_id
    from attempt
    where phase = 'ping' and result <> 'unsent'
    union all
    select asked ->> 'order', asked ->> 'buyer', at, 0::bigint, 0::bigint, lead_id
    from lead cross join json_array_elements(candidates -> 'asked') as asked
    where (asked ->> 'pings')::boolean
      and not exists (select from outcome where outcome.lead_id = lead.lead_id))";

const char* events_for(cap::event on, unsettled posts_count) {
    switch (on) {
        case cap::event::ping: return pings;
        case cap::event::post: return posts;
        case cap::event::sale: break;
    }
    return posts_count == unsettled::counted ? sales_and_unsettled_posts : sales;
}

// PostgreSQL's own word, because the beginning of our time lies before the beginning of its.
std::string since_text(base::wall_time since) {
    return since == base::wall_time::min() ? "-infinity" : base::to_rfc3339(since);
}

std::string first_id_for(const usage_question& question) {
    const bool all = question.since < base::wall_time() + longest_walk;
    return first_id_at(all ? base::wall_time() : question.since - longest_walk);
}

// Orders and buyers are named by the event itself, so their questions are found by its index.
std::string count_query(const char* events, const char* owner_column) {
    return fmt::format(R"(
        select count(lead.lead_id) as count,
               coalesce(sum(event.price) filter (where lead.lead_id is not null), 0)::bigint as price,
               coalesce(sum(event.payout) filter (where lead.lead_id is not null), 0)::bigint as payout
        from unnest($1::text[], $2::text[], $3::timestamptz[], $4::uuid[])
            with ordinality as question (name, vertical, since, first_id, number)
        left join ({}) as event
            on event.{} = question.name and event.at >= question.since
               and event.lead_id >= question.first_id
        left join lead on lead.lead_id = event.lead_id and not lead.test
        group by question.number order by question.number)",
                       events, owner_column);
}

// Trees and sellers are named by the lead. They are few: each question is asked by itself.
std::string count_leads_query(const char* events, const char* owner_condition) {
    return fmt::format(R"(
        select found.* from unnest($1::text[], $2::text[], $3::timestamptz[], $4::uuid[])
            with ordinality as question (name, vertical, since, first_id, number)
        cross join lateral (
            select count(*) as count, coalesce(sum(event.price), 0)::bigint as price,
                   coalesce(sum(event.payout), 0)::bigint as payout
            from ({}) as event join lead on lead.lead_id = event.lead_id and not lead.test
            where {} and event.at >= question.since and event.lead_id >= question.first_id) as found
        order by question.number)",
                       events, owner_condition);
}

constexpr const char* lead_in_tree = "lead.tree = question.name";
constexpr const char* lead_of_seller =
    "lead.seller = question.name and lead.vertical = question.vertical";

std::string count_query(const char* events, cap::owner of) {
    switch (of) {
        case cap::owner::order: return count_query(events, "order_name");
        case cap::owner::buyer: return count_query(events, "buyer");
        case cap::owner::tree: return count_leads_query(events, lead_in_tree);
        case cap::owner::seller: return count_leads_query(events, lead_of_seller);
    }
    std::unreachable();
}

const char* owner_condition(cap::owner of) {
    switch (of) {
        case cap::owner::order: return "event.order_name = question.name";
        case cap::owner::buyer: return "event.buyer = question.name";
        case cap::owner::tree: return lead_in_tree;
        case cap::owner::seller: return lead_of_seller;
    }
    std::unreachable();
}

std::string list_query(const char* events, cap::owner of) {
    return fmt::format(R"(
        select event.price, event.payout, lead.vertical, lead.fields
        from (select $1::text as name, $2::text as vertical) as question, ({}) as event
        join lead on lead.lead_id = event.lead_id and not lead.test
        where {} and event.at >= $3::timestamptz and event.lead_id >= $4::uuid)",
                       events, owner_condition(of));
}

std::vector<usage_so_far> count_events(pqxx::work& transaction,
                                       const std::vector<usage_question>& questions,
                                       const std::string& query) {
    array_literal names;
    array_literal verticals;
    array_literal times;
    array_literal ids;
    for (const usage_question& question : questions) {
        names.add_text(question.name);
        verticals.add_text(question.vertical);
        times.add_text(since_text(question.since));
        ids.add_plain(first_id_for(question));
    }
    std::vector<usage_so_far> answers;
    for (const pqxx::row& row :
         transaction.exec_params(query, names.take(), verticals.take(), times.take(), ids.take()))
        answers.push_back({number_at<std::int64_t>(row, "count"), money_at(row, "price"),
                           money_at(row, "payout")});
    return answers;
}

// In the ledger what a buyer owes is positive.
constexpr const char* balance_query = R"(
    select coalesce(-sum(amount), 0)::bigint as balance
    from unnest($1::text[], $2::text[]) with ordinality as question (buyer, currency, number)
    left join ledger_entry as entry
        on entry.account = 'buyer' and entry.party = question.buyer
           and entry.currency = question.currency
    group by question.number order by question.number)";

}  // namespace

base::result<std::vector<usage_so_far>, std::string> usage_since(
    const std::string& url, const std::vector<usage_question>& questions, unsettled posts_count) {
    return in_own_transaction(url, [&](pqxx::work& transaction) {
        // One query for the questions of each kind.
        std::map<std::pair<cap::event, cap::owner>, std::vector<std::size_t>> places;
        for (std::size_t i = 0; i < questions.size(); ++i)
            places[{questions[i].on, questions[i].of}].push_back(i);
        std::vector<usage_so_far> answers(questions.size());
        for (const auto& [kind, numbers] : places) {
            std::vector<usage_question> asked;
            for (const std::size_t number : numbers) asked.push_back(questions[number]);
            const auto found = count_events(
                transaction, asked, count_query(events_for(kind.first, posts_count), kind.second));
            for (std::size_t i = 0; i < found.size(); ++i) answers[numbers[i]] = found[i];
        }
        return answers;
    });
}

base::result<std::vector<use>, std::string> uses_since(const std::string& url,
                                                       const usage_question& question,
                                                       unsettled posts_count) {
    return in_own_transaction(url, [&](pqxx::work& transaction) {
        std::vector<use> uses;
        for (const pqxx::row& row : transaction.exec_params(
                 list_query(events_for(question.on, posts_count), question.of), question.name,
                 question.vertical, since_text(question.since), first_id_for(question)))
            uses.push_back({money_at(row, "price"), money_at(row, "payout"),
                            text_at(row, "vertical"), text_at(row, "fields")});
        return uses;
    });
}

base::result<std::vector<base::money>, std::string> balances_of(
    const std::string& url, const std::vector<engine::account_question>& questions) {
    array_literal buyers;
    array_literal currencies;
    for (const engine::account_question& one : questions) {
        buyers.add_text(one.buyer);
        currencies.add_text(one.currency);
    }
    const std::string buyer_names = buyers.take();
    const std::string currency_names = currencies.take();
    return in_own_transaction(url, [&](pqxx::work& transaction) {
        std::vector<base::money> balances;
        for (const pqxx::row& row :
             transaction.exec_params(balance_query, buyer_names, currency_names))
            balances.push_back(money_at(row, "balance"));
        return balances;
    });
}

}  // namespace pointsman::postgres
