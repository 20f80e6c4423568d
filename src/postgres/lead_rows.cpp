#include "lead_rows.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <bit>
#include <pqxx/result>

#include "row_values.hpp"

namespace pointsman::postgres {

namespace {

// A key that was deleted reads as an empty one.
std::string select_received() {
    return fmt::format(
        "select lead.lead_id, {}, seller, source, array_to_json(sub_ids) as sub_ids, vertical, "
        "tree, currency, ref, "
        "idempotency_key, test, min_price, max_wait_ms, plan_hash, seed, fields, candidates, "
        "coalesce(sealed, '') as sealed, coalesce(wrapped_key, '') as wrapped_key, of_lead_id, "
        "of_slot, resale.attempt as resale_attempt "
        "from lead left join lead_personal using (lead_id) left join lead_key using (lead_id) "
        "left join resale using (lead_id) where lead.lead_id = $1::uuid",
        micros_of("lead.at", "at"));
}

std::optional<journal::resale> resale_at(const pqxx::row& row) {
    if (row["of_lead_id"].is_null()) return std::nullopt;
    return journal::resale{{lead_at(row, "of_lead_id"), number_at<std::int32_t>(row, "of_slot")},
                           number_at<std::int32_t>(row, "resale_attempt")};
}

journal::received received_from(const pqxx::row& row) {
    journal::received what;
    what.id = lead_at(row, "lead_id");
    what.at = time_at(row, "at");
    what.seller = text_at(row, "seller");
    what.source = text_at(row, "source");
    what.sub_ids = nlohmann::json::parse(text_at(row, "sub_ids")).get<std::vector<std::string>>();
    what.vertical = text_at(row, "vertical");
    what.tree = text_at(row, "tree");
    what.currency = text_at(row, "currency");
    what.ref = text_at(row, "ref");
    what.idempotency_key = text_at(row, "idempotency_key");
    what.test = number_at<bool>(row, "test");
    what.min_price = maybe_money_at(row, "min_price");
    if (!row["max_wait_ms"].is_null())
        what.max_wait_ms = number_at<std::int64_t>(row, "max_wait_ms");
    what.plan_hash = digest_at(row, "plan_hash");
    what.seed = std::bit_cast<std::uint64_t>(number_at<std::int64_t>(row, "seed"));
    what.fields_json = text_at(row, "fields");
    what.personal_sealed = bytes_at(row, "sealed");
    what.wrapped_key = bytes_at(row, "wrapped_key");
    what.candidates_json = text_at(row, "candidates");
    what.resale = resale_at(row);
    return what;
}

std::vector<journal::personal_hash> hashes_of(pqxx::transaction_base& query,
                                              const base::lead_id& id) {
    std::vector<journal::personal_hash> hashes;
    for (const pqxx::row& row : rows_of(
             query,
             "select kind, hash from personal_hash where lead_id = $1::uuid order by kind, hash",
             id))
        hashes.push_back({text_at(row, "kind"), digest_at(row, "hash")});
    return hashes;
}

std::vector<base::digest> duplicate_keys_of(pqxx::transaction_base& query,
                                            const base::lead_id& id) {
    std::vector<base::digest> keys;
    for (const pqxx::row& row :
         rows_of(query, "select key from duplicate_key where lead_id = $1::uuid order by key", id))
        keys.push_back(digest_at(row, "key"));
    return keys;
}

journal::late_reply late_reply_from(const pqxx::row& row) {
    journal::late_reply what;
    what.id = lead_at(row, "lead_id");
    what.walk = number_at<std::int32_t>(row, "walk");
    what.order = text_at(row, "order_name");
    what.is_post = text_at(row, "phase") == "post";
    what.attempt = number_at<std::int32_t>(row, "attempt");
    what.at = time_at(row, "at");
    what.elapsed = duration_at(row, "elapsed_us");
    what.result = text_at(row, "result");
    what.price = maybe_money_at(row, "price");
    what.reply_sealed = bytes_at(row, "reply");
    return what;
}

answered answered_from(const pqxx::row& row) {
    return {text_at(row, "status"), bytes_at(row, "answer"), bytes_at(row, "wrapped_key")};
}

}  // namespace

std::string posting_columns() {
    return fmt::format(
        "posting.lead_id, posting.walk, posting.order_name, posting.attempt, posting.buyer, {}, "
        "posting.price, posting.payout, posting.tier, posting.currency, posting.holds, {}, "
        "posting.settle_as, posting.captured, posting.pays_basis_points, posting.pays_fixed, "
        "posting.min_margin, posting.floor, posting.min_payout",
        micros_of("posting.at", "posted_at"), micros_of("posting.settle_at", "settle_at"));
}

namespace {

std::optional<ledger::price_limits> limits_from(const pqxx::row& row) {
    const auto min_margin = maybe_money_at(row, "min_margin");
    if (!min_margin) return std::nullopt;
    ledger::price_limits limits{
        {{}, *min_margin}, maybe_money_at(row, "floor"), maybe_money_at(row, "min_payout")};
    if (const auto fixed = maybe_money_at(row, "pays_fixed"))
        limits.payout.pays = *fixed;
    else
        limits.payout.pays = base::basis_points{number_at<std::int32_t>(row, "pays_basis_points")};
    return limits;
}

}  // namespace

journal::posting posting_from(const pqxx::row& row) {
    journal::posting what;
    what.id = lead_at(row, "lead_id");
    what.walk = number_at<std::int32_t>(row, "walk");
    what.order = text_at(row, "order_name");
    what.buyer = text_at(row, "buyer");
    what.attempt = number_at<std::int32_t>(row, "attempt");
    what.at = time_at(row, "posted_at");
    what.price = money_at(row, "price");
    what.payout = money_at(row, "payout");
    what.tier = text_at(row, "tier");
    what.currency = text_at(row, "currency");
    what.holds = number_at<bool>(row, "holds");
    what.settle_at = maybe_time_at(row, "settle_at");
    what.settle_as = text_at(row, "settle_as") == to_text(journal::settled_as::sold)
                         ? journal::settled_as::sold
                         : journal::settled_as::rejected;
    what.captured_sealed = bytes_at(row, "captured");
    what.limits = limits_from(row);
    return what;
}

std::optional<journal::received> received_of(pqxx::transaction_base& query,
                                             const base::lead_id& id) {
    const pqxx::result found = rows_of(query, select_received(), id);
    if (found.empty()) return std::nullopt;
    journal::received what = received_from(found[0]);
    what.hashes = hashes_of(query, id);
    what.duplicate_keys = duplicate_keys_of(query, id);
    return what;
}

std::optional<journal::refused> refused_of(pqxx::transaction_base& query, const base::lead_id& id) {
    const pqxx::result found =
        rows_of(query,
                fmt::format("select lead_id, {}, seller, vertical, ref, reason, problems, "
                            "of_lead_id, of_slot, resale.attempt as resale_attempt "
                            "from refusal left join resale using (lead_id) "
                            "where lead_id = $1::uuid",
                            micros_of("refusal.at", "at")),
                id);
    if (found.empty()) return std::nullopt;
    const pqxx::row row = found[0];
    journal::refused what{lead_at(row, "lead_id"),  time_at(row, "at"),  text_at(row, "seller"),
                          text_at(row, "vertical"), text_at(row, "ref"), text_at(row, "reason"),
                          text_at(row, "problems")};
    what.resale = resale_at(row);
    return what;
}

std::vector<journal::posting> postings_of(pqxx::transaction_base& query, const base::lead_id& id) {
    std::vector<journal::posting> postings;
    for (const pqxx::row& row :
         rows_of(query,
                 fmt::format("select {} from posting where lead_id = $1::uuid "
                             "order by posting.at, walk, order_name, attempt",
                             posting_columns()),
                 id))
        postings.push_back(posting_from(row));
    return postings;
}

std::vector<journal::late_reply> late_replies_of(pqxx::transaction_base& query,
                                                 const base::lead_id& id) {
    std::vector<journal::late_reply> replies;
    for (const pqxx::row& row :
         rows_of(query,
                 fmt::format("select lead_id, walk, order_name, phase, attempt, {}, elapsed_us, "
                             "result, price, reply "
                             "from late_reply where lead_id = $1::uuid "
                             "order by late_reply.at, walk, order_name, phase, attempt",
                             micros_of("at")),
                 id))
        replies.push_back(late_reply_from(row));
    return replies;
}

stored_answer answer_of(pqxx::transaction_base& query, const std::string& seller,
                        const base::lead_id& id) {
    const std::string lead = base::to_text(id);
    const pqxx::result outcome = query.exec_params(
        "select status, answer, coalesce(wrapped_key, '') as wrapped_key "
        "from outcome left join lead_key using (lead_id) "
        "where lead_id = $1::uuid and seller = $2 order by walk desc, final desc limit 1",
        lead, seller);
    if (!outcome.empty()) return answered_from(outcome[0]);
    const pqxx::result received = query.exec_params(
        "select from lead where lead_id = $1::uuid and seller = $2", lead, seller);
    if (!received.empty()) return still_running{};
    const pqxx::result refusal = query.exec_params(
        "select reason, problems from refusal where lead_id = $1::uuid and seller = $2", lead,
        seller);
    if (!refusal.empty())
        return turned_away{text_at(refusal[0], "reason"), text_at(refusal[0], "problems")};
    return no_such_lead{};
}

}  // namespace pointsman::postgres
