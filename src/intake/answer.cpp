#include <pointsman/intake/answer.hpp>

#include <pointsman/journal/reason.hpp>

#include <nlohmann/json.hpp>

#include <utility>

namespace pointsman::intake {

namespace {

using nlohmann::ordered_json;

std::string written(const ordered_json& document) {
    return document.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

void set_unless_empty(ordered_json& object, const char* name, const std::string& text) {
    if (!text.empty()) object[name] = text;
}

ordered_json sales_of(const answer& what) {
    ordered_json sales = ordered_json::array();
    if (what.status != status::sold) return sales;
    ordered_json sale = ordered_json::object();
    set_unless_empty(sale, "buyer", what.buyer);
    if (what.payout) sale["payout"] = base::to_text(*what.payout);
    sale["status"] = to_text(status::sold);
    sales.push_back(std::move(sale));
    return sales;
}

}  // namespace

std::string_view to_text(status which) {
    switch (which) {
        case status::sold: return "sold";
        case status::unsold: return "unsold";
        case status::duplicate: return "duplicate";
        case status::rejected: return "rejected";
        case status::pending: return "pending";
    }
    return "pending";
}

answer turned_away(const base::lead_id& id, std::string reason) {
    answer made;
    made.id = id;
    made.status =
        reason == to_text(journal::lead_reason::duplicate) ? status::duplicate : status::rejected;
    made.reason = std::move(reason);
    return made;
}

std::string to_json(const answer& what) {
    ordered_json document = ordered_json::object();
    document["lead_id"] = base::to_text(what.id);
    document["status"] = to_text(what.status);
    if (what.payout) document["payout"] = base::to_text(*what.payout);
    set_unless_empty(document, "currency", what.currency);
    set_unless_empty(document, "reason", what.reason);
    set_unless_empty(document, "redirect_url", what.redirect_url);
    document["sales"] = sales_of(what);
    return written(document);
}

int http_status(status which) {
    return which == status::pending ? 202 : 200;
}

std::string to_problem_json(int http_status, const std::string& title,
                            const std::vector<problem>& problems,
                            const std::optional<base::lead_id>& id) {
    ordered_json document = ordered_json::object();
    document["type"] = "about:blank";
    document["title"] = title;
    document["status"] = http_status;
    document["errors"] = ordered_json::array();
    for (const problem& one : problems)
        document["errors"].push_back(
            {{"field", one.field}, {"reason", one.reason}, {"detail", one.detail}});
    if (id) document["lead_id"] = base::to_text(*id);
    return written(document);
}

}  // namespace pointsman::intake
