#include "void_rows.hpp"

#include <fmt/format.h>

#include <pqxx/result>

#include "row_values.hpp"

namespace pointsman::postgres {

namespace {

journal::follow_up_kind kind_at(const pqxx::row& row) {
    const std::string kind = text_at(row, "kind");
    for (const auto one : {journal::follow_up_kind::void_notice, journal::follow_up_kind::repost})
        if (kind == to_text(one)) return one;
    return journal::follow_up_kind::status;
}

}  // namespace

std::string void_columns(const std::string& table) {
    return fmt::format(
        "{0}.lead_id, {0}.walk, {0}.order_name, {0}.attempt, {0}.buyer, {1}, {2}, "
        "{0}.contradiction, {0}.said, {0}.came_by, {0}.reference, {0}.price",
        table, micros_of(table + ".at", "came_at"), micros_of(table + ".posted_at", "posted_at"));
}

journal::void_answer void_from(const pqxx::row& row) {
    journal::void_answer what;
    what.id = lead_at(row, "lead_id");
    what.walk = number_at<std::int32_t>(row, "walk");
    what.order = text_at(row, "order_name");
    what.attempt = number_at<std::int32_t>(row, "attempt");
    what.buyer = text_at(row, "buyer");
    what.at = time_at(row, "came_at");
    what.posted_at = time_at(row, "posted_at");
    what.is_contradiction = number_at<bool>(row, "contradiction");
    what.said = text_at(row, "said") == to_text(journal::settled_as::sold)
                    ? journal::settled_as::sold
                    : journal::settled_as::rejected;
    what.came_by = text_at(row, "came_by");
    what.reference = text_at(row, "reference");
    what.price = maybe_money_at(row, "price");
    return what;
}

std::vector<journal::void_answer> void_answers_of(pqxx::transaction_base& query,
                                                  const base::lead_id& id) {
    std::vector<journal::void_answer> all;
    for (const pqxx::row& row :
         query.exec_params(fmt::format("select {} from void_answer where lead_id = $1::uuid "
                                       "order by void_answer.at, order_name, attempt",
                                       void_columns("void_answer")),
                           base::to_text(id)))
        all.push_back(void_from(row));
    return all;
}

std::vector<journal::follow_up> follow_ups_of(pqxx::transaction_base& query,
                                              const base::lead_id& id) {
    std::vector<journal::follow_up> all;
    for (const pqxx::row& row :
         query.exec_params(fmt::format("select lead_id, walk, order_name, attempt, kind, number, "
                                       "buyer, {} from follow_up where lead_id = $1::uuid "
                                       "order by follow_up.at, order_name, kind",
                                       micros_of("follow_up.at", "begun")),
                           base::to_text(id)))
        all.push_back({lead_at(row, "lead_id"), number_at<std::int32_t>(row, "walk"),
                       text_at(row, "order_name"), number_at<std::int32_t>(row, "attempt"),
                       kind_at(row), number_at<std::int32_t>(row, "number"), text_at(row, "buyer"),
                       time_at(row, "begun")});
    return all;
}

std::vector<journal::follow_up_end> follow_up_ends_of(pqxx::transaction_base& query,
                                                      const base::lead_id& id) {
    std::vector<journal::follow_up_end> all;
    for (const pqxx::row& row : query.exec_params(
             fmt::format("select lead_id, walk, order_name, attempt, kind, {}, elapsed_us, result, "
                         "detail, http_status, reply from follow_up_end where lead_id = $1::uuid "
                         "order by begun_at, order_name, kind",
                         micros_of("follow_up_end.begun_at", "begun")),
             base::to_text(id)))
        all.push_back({lead_at(row, "lead_id"), number_at<std::int32_t>(row, "walk"),
                       text_at(row, "order_name"), number_at<std::int32_t>(row, "attempt"),
                       kind_at(row), time_at(row, "begun"), duration_at(row, "elapsed_us"),
                       text_at(row, "result"), text_at(row, "detail"),
                       number_at<std::int32_t>(row, "http_status"), bytes_at(row, "reply")});
    return all;
}

}  // namespace pointsman::postgres
