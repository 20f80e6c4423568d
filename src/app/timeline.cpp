#include "timeline.hpp"

#include <pointsman/base/text.hpp>
#include <pointsman/cap/book.hpp>
#include <pointsman/lead/lead.hpp>
#include <pointsman/plan/plan.hpp>
#include <pointsman/postgres/plans.hpp>
#include <pointsman/yaml/loader.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace pointsman::app {
namespace {

using nlohmann::json;

double milliseconds(base::duration elapsed) {
    return std::chrono::duration<double, std::milli>(elapsed).count();
}

json optional_text(const std::optional<base::money>& amount) {
    return amount ? json(base::to_text(*amount)) : json(nullptr);
}

json to_json(const std::optional<journal::resale>& resale) {
    if (!resale) return nullptr;
    return {{"lead_id", base::to_text(resale->of.lead)}, {"slot", resale->of.slot}};
}

json to_json(const journal::received& lead) {
    return {{"resale_of", to_json(lead.resale)},
            {"at", base::to_rfc3339(lead.at)},
            {"seller", lead.seller},
            {"source", lead.source},
            {"vertical", lead.vertical},
            {"tree", lead.tree},
            {"ref", lead.ref},
            {"test", lead.test},
            {"min_price", optional_text(lead.min_price)},
            {"plan", base::to_hex(lead.plan_hash)},
            {"fields", json::parse(lead.fields_json, nullptr, false)},
            {"candidates", json::parse(lead.candidates_json, nullptr, false)}};
}

json to_json(const journal::refused& refused) {
    return {{"resale_of", to_json(refused.resale)},
            {"at", base::to_rfc3339(refused.at)},
            {"seller", refused.seller},
            {"vertical", refused.vertical},
            {"ref", refused.ref},
            {"reason", refused.reason},
            {"problems", json::parse(refused.problems_json, nullptr, false)}};
}

json to_json(const journal::posting& posting) {
    return {{"order", posting.order},
            {"at", base::to_rfc3339(posting.at)},
            {"price", base::to_text(posting.price)},
            {"payout", base::to_text(posting.payout)}};
}

json to_json(const journal::attempt& attempt, base::wall_time arrived) {
    return {{"order", attempt.order},
            {"buyer", attempt.buyer},
            {"phase", attempt.is_post ? "post" : "ping"},
            {"started_ms", milliseconds(attempt.started_at - arrived)},
            {"elapsed_ms", attempt.elapsed ? json(milliseconds(*attempt.elapsed)) : json(nullptr)},
            {"result", attempt.result},
            {"detail", attempt.detail},
            {"http_status", attempt.http_status},
            {"price", optional_text(attempt.price)}};
}

json to_json(const journal::candidate& one) {
    return {{"order", one.order},
            {"buyer", one.buyer},
            {"tier", one.tier},
            {"reason", one.reason},
            {"detail", one.detail}};
}

json to_json(const journal::sale& sale) {
    return {{"slot", sale.slot},
            {"order", sale.order},
            {"buyer", sale.buyer},
            {"reference", sale.reference},
            {"price", base::to_text(sale.money.price)},
            {"payout", base::to_text(sale.money.payout)},
            {"margin", base::to_text(sale.money.margin)}};
}

json to_json(const journal::late_reply& late) {
    return {{"order", late.order},
            {"phase", late.is_post ? "post" : "ping"},
            {"at", base::to_rfc3339(late.at)},
            {"elapsed_ms", milliseconds(late.elapsed)},
            {"result", late.result},
            {"price", optional_text(late.price)}};
}

json to_json(const journal::void_answer& late) {
    return {{"order", late.order},
            {"at", base::to_rfc3339(late.at)},
            {"kind", late.is_contradiction ? "contradiction" : "void_accept"},
            {"said", late.said == journal::settled_as::sold ? "accepted" : "rejected"},
            {"price", optional_text(late.price)},
            {"came_by", late.came_by}};
}

json to_json(const journal::untaken_accept& accept) {
    return {{"order", accept.order},
            {"at", base::to_rfc3339(accept.at)},
            {"price", base::to_text(accept.price)},
            {"came_by", accept.came_by}};
}

json to_json(const postgres::stored_return& one) {
    const auto moment = [](const std::optional<base::wall_time>& at) {
        return at ? json(base::to_rfc3339(*at)) : json(nullptr);
    };
    return {{"slot", one.slot},
            {"at", base::to_rfc3339(one.at)},
            {"buyer", one.buyer},
            {"reason", one.reason},
            {"decision", one.decision.empty() ? "waiting" : one.decision},
            {"decided_at", moment(one.decided_at)},
            {"borne_by", one.bears},
            {"because", one.because},
            {"resell_until", moment(one.resell_until)},
            {"resold_as", one.resold_as ? json(base::to_text(*one.resold_as)) : json(nullptr)}};
}

// A call and its end, if it had one.
json to_json(const journal::follow_up& made, const std::vector<journal::follow_up_end>& ends) {
    json call = {{"order", made.order},
                 {"kind", to_text(made.kind)},
                 {"number", made.number},
                 {"at", base::to_rfc3339(made.at)},
                 {"result", "interrupted"}};
    const auto end = std::ranges::find_if(ends, [&made](const journal::follow_up_end& one) {
        return one.order == made.order && one.attempt == made.attempt && one.walk == made.walk &&
               one.kind == made.kind && one.begun_at == made.at;
    });
    if (end == ends.end()) return call;
    call["result"] = end->result;
    call["detail"] = end->detail;
    call["elapsed_ms"] = milliseconds(end->elapsed);
    call["http_status"] = end->http_status;
    return call;
}

json to_json(const journal::outcome& outcome, base::wall_time arrived) {
    json attempts = json::array();
    for (const journal::attempt& one : outcome.attempts) attempts.push_back(to_json(one, arrived));
    json candidates = json::array();
    for (const journal::candidate& one : outcome.candidates) candidates.push_back(to_json(one));
    json entries = json::array();
    for (const ledger::entry& one : outcome.entries)
        entries.push_back({{"account", to_text(one.side)},
                           {"party", one.party},
                           {"amount", base::to_text(one.amount)}});
    return {{"walk", outcome.walk},
            {"at", base::to_rfc3339(outcome.at)},
            {"elapsed_ms", milliseconds(outcome.elapsed)},
            {"status", outcome.status},
            {"reason", outcome.reason},
            {"currency", outcome.currency},
            {"attempts", std::move(attempts)},
            {"candidates", std::move(candidates)},
            {"sale", outcome.sale ? to_json(*outcome.sale) : json(nullptr)},
            {"ledger", std::move(entries)},
            {"events", json::parse(outcome.events_json, nullptr, false)}};
}

// The fields of the lead as they were judged, personal ones included where their key still exists.
lead::values stored_values(const lead::catalogue& fields, const journal::received& lead,
                           const base::secret_key& master) {
    json all = json::parse(lead.fields_json, nullptr, false);
    if (const auto key = base::unwrap_key(master, lead.wrapped_key)) {
        if (const auto personal = base::unseal(*key, lead.personal_sealed)) {
            const json part = json::parse(*personal, nullptr, false);
            if (part.is_object() && part.contains("fields")) all.update(part["fields"]);
        }
    }
    return lead::from_json(fields, all);
}

json filtered(const plan::snapshot& plan, const journal::received& lead,
              const base::secret_key& master) {
    const plan::tree* tree = plan.find_tree(lead.tree);
    const plan::vertical* vertical = plan.find_vertical(lead.vertical);
    json all = json::array();
    if (tree == nullptr || vertical == nullptr) return all;
    const auto verdicts = tree->matcher->explain(stored_values(vertical->fields, lead, master));
    for (const filter::refused& one : verdicts.refused) {
        const plan::order& order = plan.orders.at(tree->orders.at(one.at));
        all.push_back({{"order", order.name},
                       {"buyer", plan.buyers.at(order.buyer).name},
                       {"tier", tree->tiers.at(tree->tier_of.at(one.at)).name},
                       {"reason", "filtered"},
                       {"rule", one.why.rule},
                       {"field", one.why.field},
                       {"value", one.why.value}});
    }
    return all;
}

// What the filters of the lead's own plan said; null with the cause where that cannot be told.
json recompute_filtered(const journal::received& lead, const base::secret_key& master,
                        const std::string& url, std::string& trouble) {
    const auto files = postgres::load_plan(url, lead.plan_hash);
    if (!files || !*files) {
        trouble = files ? "the plan of this lead is not stored" : files.error();
        return nullptr;
    }
    cap::book scratch;
    const yaml::secret_source no_secrets = [](std::string_view) { return std::nullopt; };
    const auto loaded = yaml::load(**files, scratch, no_secrets, yaml::purpose::stored);
    if (!loaded) {
        trouble = "the stored plan does not compile with this version";
        return nullptr;
    }
    return filtered(*loaded->plan, lead, master);
}

}  // namespace

std::string timeline_json(base::lead_id id, const postgres::timeline& story,
                          const base::secret_key& master, const std::string& url) {
    json all = {{"lead_id", to_text(id)}};
    if (story.refused) all["refused"] = to_json(*story.refused);
    if (story.received) {
        all["received"] = to_json(*story.received);
        std::string trouble;
        all["filtered"] = recompute_filtered(*story.received, master, url, trouble);
        if (!trouble.empty()) all["filtered_unknown"] = trouble;
        all["postings"] = json::array();
        for (const auto& one : story.postings) all["postings"].push_back(to_json(one));
        all["outcomes"] = json::array();
        for (const auto& one : story.outcomes)
            all["outcomes"].push_back(to_json(one, story.received->at));
        all["late_replies"] = json::array();
        for (const auto& one : story.late_replies) all["late_replies"].push_back(to_json(one));
        all["void_answers"] = json::array();
        for (const auto& one : story.void_answers) all["void_answers"].push_back(to_json(one));
        all["untaken_accepts"] = json::array();
        for (const auto& one : story.untaken_accepts)
            all["untaken_accepts"].push_back(to_json(one));
        all["follow_ups"] = json::array();
        for (const auto& one : story.follow_ups)
            all["follow_ups"].push_back(to_json(one, story.follow_up_ends));
        all["returns"] = json::array();
        for (const auto& one : story.returns) all["returns"].push_back(to_json(one));
    }
    return all.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

}  // namespace pointsman::app
