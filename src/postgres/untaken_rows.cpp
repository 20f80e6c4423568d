#include "untaken_rows.hpp"

#include <fmt/format.h>

#include <pqxx/result>

#include <map>
#include <string>
#include <utility>

#include "array_literal.hpp"
#include "row_values.hpp"

namespace pointsman::postgres {

namespace {

journal::untaken_accept untaken_from(const pqxx::row& row) {
    journal::untaken_accept what;
    what.id = lead_at(row, "lead_id");
    what.walk = number_at<std::int32_t>(row, "walk");
    what.order = text_at(row, "order_name");
    what.attempt = number_at<std::int32_t>(row, "attempt");
    what.buyer = text_at(row, "buyer");
    what.at = time_at(row, "came_at");
    what.price = money_at(row, "price");
    what.came_by = text_at(row, "came_by");
    return what;
}

// Those of some leads, oldest first.
std::string untaken_query() {
    return fmt::format(
        "select lead_id, walk, order_name, attempt, buyer, {}, price, came_by "
        "from untaken_accept as said where lead_id = any($1::uuid[]) order by said.at",
        micros_of("said.at", "came_at"));
}

}  // namespace

void add_untaken_prices(pqxx::transaction_base& query, std::vector<engine::stored_post>& open) {
    array_literal listed;
    std::map<std::pair<std::string, std::int32_t>, engine::stored_post*> posts;
    for (engine::stored_post& one : open) {
        listed.add_plain(base::to_text(one.posting.id));
        posts.emplace(std::pair(engine::offer_id_of(one.posting), one.posting.walk), &one);
    }
    if (posts.empty()) return;
    for (const pqxx::row& row : query.exec_params(untaken_query(), listed.take())) {
        const journal::untaken_accept said = untaken_from(row);
        journal::posting named;
        named.id = said.id;
        named.order = said.order;
        named.attempt = said.attempt;
        const auto post = posts.find({engine::offer_id_of(named), said.walk});
        if (post != posts.end()) post->second->refused_price = said.price;
    }
}

std::vector<journal::untaken_accept> untaken_accepts_of(pqxx::transaction_base& query,
                                                        const base::lead_id& id) {
    array_literal lead;
    lead.add_plain(base::to_text(id));
    std::vector<journal::untaken_accept> all;
    for (const pqxx::row& row : query.exec_params(untaken_query(), lead.take()))
        all.push_back(untaken_from(row));
    return all;
}

}  // namespace pointsman::postgres
