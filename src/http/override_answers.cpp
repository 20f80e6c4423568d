#include "override_answers.hpp"

#include <pointsman/base/money.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "json_response.hpp"

#include <utility>

namespace pointsman::http {
namespace {

using nlohmann::ordered_json;
using plan::standing_override;

std::string_view state_of(const standing_override& one, base::wall_time now) {
    if (one.ended) return "ended";
    if (now < one.from) return "to_come";
    return now < one.until ? "active" : "over";
}

void add_cap(ordered_json& into, const plan::cap_change& change) {
    if (!change.vertical.empty()) into["vertical"] = change.vertical;
    into["on"] = cap::to_text(change.on);
    into["per"] = cap::to_text(change.per);
    const std::string name =
        fmt::format("{}_{}", change.replaces ? "limit" : "extra", cap::to_text(change.what));
    if (change.what == cap::measure::count)
        into[name] = change.amount;
    else
        into[name] = base::to_text(base::money::from_micros(change.amount));
}

ordered_json to_json(const standing_override& one, base::wall_time now) {
    ordered_json all = {{"id", base::to_text(one.id)},
                        {"state", state_of(one, now)},
                        {"kind", plan::to_text(one.kind)},
                        {std::string(plan::to_text(one.target)), one.name}};
    if (one.cap) add_cap(all, *one.cap);
    all["from"] = base::to_rfc3339(one.from);
    all["until"] = base::to_rfc3339(one.until);
    all["by"] = one.by;
    all["reason"] = one.reason;
    all["made_at"] = base::to_rfc3339(one.made_at);
    if (one.ended)
        all["ended"] = {{"at", base::to_rfc3339(one.ended->at)},
                        {"by", one.ended->by},
                        {"reason", one.ended->reason}};
    return all;
}

response not_stored(const engine::override_answer& what) {
    if (std::holds_alternative<engine::other_override>(what))
        return make_problem(409, "another override has this id");
    return make_problem(404, "no override has this id");
}

}  // namespace

response to_response(const engine::override_page& page, base::wall_time now) {
    ordered_json all = ordered_json::array();
    for (const standing_override& one : page.overrides) all.push_back(to_json(one, now));
    ordered_json body = {{"overrides", std::move(all)}};
    if (page.has_more) body["next"] = base::to_text(page.overrides.back().id);
    return ok(body);
}

response to_response(const engine::override_answer& what, base::wall_time now) {
    const auto* stored = std::get_if<engine::stored_override>(&what);
    if (stored == nullptr) return not_stored(what);
    ordered_json body = to_json(stored->what, now);
    body["new"] = stored->is_new;
    return ok(body);
}

response to_end_response(const engine::override_answer& what, base::wall_time now) {
    const auto* stored = std::get_if<engine::stored_override>(&what);
    if (stored == nullptr) return not_stored(what);
    if (!stored->is_new) return make_problem(409, "this override was ended before");
    return ok(to_json(stored->what, now));
}

}  // namespace pointsman::http
