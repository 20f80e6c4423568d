#include <pointsman/engine/served.hpp>

#include <pointsman/intake/answer.hpp>

#include <variant>

namespace pointsman::engine {

served make_problem(int http_status, const std::string& title,
                    const std::vector<intake::problem>& problems,
                    const std::optional<base::lead_id>& id) {
    served made{http_status, intake::to_problem_json(http_status, title, problems, id), {}};
    if (http_status == 503) made.retry_after_s = retry_after_s;
    return made;
}

served to_served(const base::lead_id& id, const looked_up& found) {
    if (const auto* ended = std::get_if<ended_lead>(&found))
        return {ended->pending ? 202 : 200, ended->body, {}};
    if (std::holds_alternative<running_lead>(found)) {
        intake::answer pending;
        pending.id = id;
        return {202, intake::to_json(pending), {}};
    }
    if (std::holds_alternative<unknown_lead>(found))
        return make_problem(404, "there is no such lead of yours");
    if (std::holds_alternative<erased_lead>(found))
        return make_problem(410, "this lead's personal data was erased, and its answer with it");
    return make_problem(503, "Leads cannot be looked up now");
}

}  // namespace pointsman::engine
