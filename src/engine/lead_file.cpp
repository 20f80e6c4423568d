#include "lead_file.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace pointsman::engine {
namespace {

nlohmann::json personal_part(const lead_file& lead) {
    nlohmann::json personal = {
        {"fields", lead::to_json(lead.submission.vertical->fields, lead.submission.fields, true)}};
    if (!lead.submission.client.is_null()) personal["client"] = lead.submission.client;
    if (!lead.submission.consent.is_null()) personal["consent"] = lead.submission.consent;
    return personal;
}

// A person is found again by phone or e-mail, whatever the vertical calls those fields.
std::vector<journal::personal_hash> hashes_of(const lead_file& lead,
                                              const base::secret_key& master_key) {
    std::vector<journal::personal_hash> hashes;
    const lead::catalogue& fields = lead.submission.vertical->fields;
    for (std::size_t number = 0; number < fields.size(); ++number) {
        const lead::field& field = fields.at(static_cast<lead::field_number>(number));
        const lead::value& value = lead.submission.fields.at(number);
        if (!field.personal || !lead::is_present(value)) continue;
        if (field.type != lead::field_type::phone && field.type != lead::field_type::email)
            continue;
        hashes.push_back({std::string(lead::to_text(field.type)),
                          base::hmac_sha256(master_key, lead::to_text(value))});
    }
    return hashes;
}

nlohmann::json candidates_part(const lead_file& lead) {
    nlohmann::json asked = nlohmann::json::array();
    for (const std::uint32_t position : lead.candidates.eligible) {
        const plan::order& order = lead.order_at(position);
        asked.push_back({{"order", order.name},
                         {"buyer", lead.plan->buyers.at(order.buyer).name},
                         {"tier", lead.tier_at(position)},
                         {"pings", order.via->ping.has_value()}});
    }
    nlohmann::json refused = nlohmann::json::array();
    for (const dynamic_refusal& one : lead.candidates.refused) {
        const plan::order& order = lead.order_at(one.position);
        refused.push_back({{"order", order.name},
                           {"buyer", lead.plan->buyers.at(order.buyer).name},
                           {"tier", lead.tier_at(one.position)},
                           {"reason", to_text(one.why)},
                           {"detail", one.detail}});
    }
    nlohmann::json all = {{"asked", std::move(asked)}, {"refused", std::move(refused)}};
    if (!lead.flags.empty()) all["flags"] = lead.flags;
    return all;
}

}  // namespace

const plan::order& lead_file::order_at(std::uint32_t position) const {
    return plan->orders.at(tree->orders.at(position));
}

const plan::order& lead_file::order_of(const walk::candidate& candidate) const {
    return plan->orders.at(candidate.order);
}

const std::string& lead_file::tier_at(std::uint32_t position) const {
    return tree->tiers.at(tree->tier_of.at(position)).name;
}

journal::received make_received(const lead_file& lead, const base::secret_key& master_key) {
    const intake::submission& given = lead.submission;
    journal::received record;
    record.id = lead.id;
    record.at = lead.arrived.wall;
    record.seller = lead.seller->name;
    record.source = given.source;
    record.sub_ids = given.sub_ids;
    record.vertical = given.vertical->name;
    record.tree = lead.tree->name;
    record.currency = lead.tree->currency;
    record.ref = given.ref;
    record.idempotency_key = lead.idempotency_key;
    record.request_key = lead.request.key;
    record.body_hash = lead.request.body;
    record.test = given.test;
    record.min_price = given.min_price;
    if (given.max_wait)
        record.max_wait_ms =
            std::chrono::duration_cast<std::chrono::milliseconds>(*given.max_wait).count();
    record.plan_hash = lead.plan->hash;
    record.seed = lead.seed;
    record.fields_json = lead::to_json(given.vertical->fields, given.fields, false).dump();
    record.personal_sealed = base::seal(lead.key, personal_part(lead).dump());
    record.wrapped_key = base::wrap_key(master_key, lead.key);
    record.hashes = hashes_of(lead, master_key);
    record.candidates_json = candidates_part(lead).dump();
    record.duplicate_keys = lead.duplicate_keys;
    if (lead.resale) record.resale = lead.resale->resale;
    return record;
}

journal::posting make_posting(const lead_file& lead, const plan::order& order,
                              const std::string& tier, const ledger::split& money,
                              base::wall_time now) {
    const plan::connection& via = *order.via;
    journal::posting record;
    record.id = lead.id;
    record.order = order.name;
    record.buyer = lead.plan->buyers.at(order.buyer).name;
    record.at = now;
    record.price = money.price;
    record.payout = money.payout;
    record.tier = tier;
    record.currency = lead.tree->currency;
    record.holds = via.no_answer == plan::silence::hold;
    if (via.settle_after) record.settle_at = now + *via.settle_after;
    record.settle_as = via.settle_as;
    return record;
}

journal::refused make_refused(const base::lead_id& id, base::wall_time at,
                              const plan::seller& seller, const intake::refusal& why) {
    nlohmann::json problems = nlohmann::json::array();
    for (const intake::problem& one : why.problems)
        problems.push_back({{"field", one.field}, {"reason", one.reason}, {"detail", one.detail}});
    const bool only_missing = std::ranges::all_of(
        why.problems, [](const auto& one) { return one.reason == "missing_field"; });
    const auto reason =
        only_missing ? journal::lead_reason::missing_field : journal::lead_reason::invalid_field;
    return {
        id, at, seller.name, why.vertical, why.ref, std::string(to_text(reason)), problems.dump()};
}

journal::refused make_rejected(const lead_file& lead, const std::string& reason,
                               const std::string& detail) {
    nlohmann::json problems = nlohmann::json::array();
    if (!detail.empty())
        problems.push_back({{"field", ""}, {"reason", reason}, {"detail", detail}});
    journal::refused record{lead.id,
                            lead.arrived.wall,
                            lead.seller->name,
                            lead.submission.vertical->name,
                            lead.submission.ref,
                            reason,
                            problems.dump(),
                            lead.request.key,
                            lead.request.body};
    if (lead.resale) record.resale = lead.resale->resale;
    return record;
}

intake::answer make_answer(const lead_file& lead, const walk::terms& rules,
                           const walk::outcome& outcome) {
    intake::answer answer;
    answer.id = lead.id;
    answer.currency = lead.tree->currency;
    answer.reason = to_text(outcome.reason);
    switch (outcome.status) {
        case walk::status::unsold: answer.status = intake::status::unsold; break;
        case walk::status::held: answer.status = intake::status::pending; break;
        case walk::status::sold:
            answer.status = intake::status::sold;
            answer.payout = outcome.sale->money.payout;
            answer.redirect_url = outcome.sale->redirect_url;
            const plan::order& order = lead.order_of(rules.candidates.at(outcome.sale->to));
            answer.buyer = lead.plan->buyers.at(order.buyer).name;
            break;
    }
    return answer;
}

base::bytes seal_reply(const lead_file& lead, std::string_view body) {
    if (body.empty()) return {};
    return base::seal(lead.key, body.substr(0, max_stored_reply_bytes));
}

std::string offer_id(const base::lead_id& lead, std::string_view order, protocol::phase phase,
                     std::int32_t attempt) {
    return fmt::format("{}.{}.{}.{}", to_text(lead), order,
                       phase == protocol::phase::ping ? "ping" : "post", attempt);
}

}  // namespace pointsman::engine
