#include "office_answers.hpp"

#include <pointsman/intake/answer.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "json_response.hpp"

namespace pointsman::http {
namespace {

using nlohmann::ordered_json;

response problem(int status, const std::vector<intake::problem>& errors) {
    return {status,
            "application/problem+json",
            intake::to_problem_json(status, std::string(reason_phrase(status)), errors),
            {}};
}

std::string words_of(ledger::return_refusal why) {
    switch (why) {
        case ledger::return_refusal::not_sold_to_you: return "the lead was not sold to you";
        case ledger::return_refusal::already_returned: return "the lead is returned already";
        case ledger::return_refusal::not_agreed: return "your contract has no returns";
        case ledger::return_refusal::outside_window: return "the time for returning it is over";
        case ledger::return_refusal::reason_not_agreed:
            return "your contract does not name this reason";
        case ledger::return_refusal::share_exceeded:
            return "the share of the month's leads that may be returned is used up";
    }
    return {};
}

response refused_return(ledger::return_refusal why) {
    const bool is_reason = why == ledger::return_refusal::reason_not_agreed;
    return problem(422, {{is_reason ? "reason" : "", std::string(to_text(why)), words_of(why)}});
}

void tell_cost(ordered_json& body, const ledger::return_cost& cost) {
    body["borne_by"] = ledger::to_text(cost.who);
    if (cost.because) body["because"] = ledger::to_text(*cost.because);
}

response tell(const engine::return_standing& standing, audience to) {
    ordered_json body = {{"lead_id", base::to_text(standing.lead)}};
    const std::string_view state = engine::to_text(standing.state);
    if (standing.is_new) {
        body["status"] = state;
    } else {
        body = {{"type", "about:blank"},
                {"title", reason_phrase(409)},
                {"status", 409},
                {"detail", fmt::format("this return is {} already", state)},
                {"lead_id", base::to_text(standing.lead)},
                {"return_status", state}};
    }
    if (to == audience::operators && standing.cost) tell_cost(body, *standing.cost);
    response made = ok(body);
    if (!standing.is_new) {
        made.status = 409;
        made.content_type = "application/problem+json";
    }
    return made;
}

ordered_json to_json(const ledger::statement_part& part) {
    ordered_json lines = ordered_json::array();
    base::money balance = part.opening;
    for (const ledger::statement_line& line : part.lines) {
        balance += line.amount;
        lines.push_back({{"at", base::to_rfc3339(line.at)},
                         {"kind", line.kind},
                         {"transaction", line.transaction},
                         {"detail", line.detail},
                         {"amount", base::to_text(line.amount)},
                         {"balance", base::to_text(balance)}});
    }
    return {{"currency", part.currency},
            {"opening", base::to_text(part.opening)},
            {"lines", std::move(lines)},
            {"closing", base::to_text(part.closing)}};
}

ordered_json to_json(const ledger::statement& what) {
    ordered_json parts = ordered_json::array();
    for (const ledger::statement_part& part : what.parts) parts.push_back(to_json(part));
    return {{"party", fmt::format("{}:{}", ledger::to_text(what.side), what.party)},
            {"since", base::to_rfc3339(what.since)},
            {"until", base::to_rfc3339(what.until)},
            {"currencies", std::move(parts)}};
}

}  // namespace

response to_response(const intake::refusal& why) {
    return {why.http_status,
            "application/problem+json",
            intake::to_problem_json(why.http_status, why.title, why.problems),
            {}};
}

response to_response(const engine::office_failure& why) {
    response made = make_problem(503, why.what);
    made.headers.emplace_back("Retry-After", "2");
    return made;
}

response to_response(const engine::return_answer& what, audience to) {
    if (const auto* standing = std::get_if<engine::return_standing>(&what))
        return tell(*standing, to);
    if (const auto* why = std::get_if<ledger::return_refusal>(&what)) return refused_return(*why);
    if (std::holds_alternative<engine::ambiguous_reference>(what))
        return problem(422, {{"reference", std::string("invalid_field"),
                              "names several leads; give the lead_id"}});
    return make_problem(404, to == audience::buyer ? "no such lead was sold to you"
                                                   : "no return of this lead was asked for");
}

response to_response(const std::vector<engine::waiting_return>& waiting) {
    ordered_json all = ordered_json::array();
    for (const engine::waiting_return& one : waiting)
        all.push_back({{"lead_id", base::to_text(one.lead)},
                       {"buyer", one.buyer},
                       {"seller", one.seller},
                       {"vertical", one.vertical},
                       {"order", one.order},
                       {"price", base::to_text(one.price)},
                       {"payout", base::to_text(one.payout)},
                       {"currency", one.currency},
                       {"sold_at", base::to_rfc3339(one.sold_at)},
                       {"requested_at", base::to_rfc3339(one.requested_at)},
                       {"reason", one.reason},
                       {"note", one.note}});
    return ok({{"returns", std::move(all)}});
}

response to_response(engine::deposit_answer what, const std::string& id) {
    if (what == engine::deposit_answer::other_deposit)
        return make_problem(409, "another deposit has this id");
    return ok(
        {{"id", id}, {"status", "recorded"}, {"new", what == engine::deposit_answer::recorded}});
}

response to_response(const engine::statement_answer& what, bool csv) {
    if (const auto* most = std::get_if<engine::too_many_lines>(&what))
        return problem(
            422,
            {{"to", "invalid_field",
              fmt::format("a statement has at most {} lines; ask for fewer days", most->most)}});
    const auto& statement = std::get<ledger::statement>(what);
    if (csv) return {200, "text/csv; charset=utf-8", ledger::to_csv(statement), {}};
    return ok(to_json(statement));
}

response balances_of(const plan::snapshot& plan) {
    const auto text = [](std::int64_t micros) {
        return base::to_text(base::money::from_micros(micros));
    };
    ordered_json all = ordered_json::array();
    for (const plan::buyer& buyer : plan.buyers) {
        const plan::account& account = buyer.account;
        if (!account.balance) continue;
        const cap::balance::state now = account.balance->now();
        ordered_json one = {{"buyer", buyer.name},
                            {"currency", buyer.currency},
                            {"balance", text(now.balance_micros)},
                            {"reserved", text(now.reserved_micros)},
                            {"prepaid", account.floor.has_value()}};
        if (account.floor) {
            one["floor"] = base::to_text(*account.floor);
            one["available"] =
                text(now.balance_micros - now.reserved_micros - account.floor->micros());
        }
        all.push_back(std::move(one));
    }
    return ok({{"balances", std::move(all)}});
}

response to_response(const engine::erased& what) {
    return ok({{"status", "erased"}, {"leads", what.leads}});
}

}  // namespace pointsman::http
