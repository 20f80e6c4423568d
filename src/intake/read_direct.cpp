#include <pointsman/intake/submission.hpp>

#include "envelope.hpp"
#include "json_object.hpp"

#include <pointsman/journal/reason.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

namespace pointsman::intake {

namespace {

refusal refuse(const submission& lead, std::vector<problem> problems) {
    refusal why = invalid(std::move(problems));
    if (lead.vertical) why.vertical = lead.vertical->name;
    why.ref = lead.ref;
    return why;
}

problem of_field(lead::field_problem found) {
    const bool missing = found.kind == lead::problem_kind::missing;
    return {.field = "fields." + found.field,
            .reason = std::string(missing ? missing_field() : invalid_field()),
            .detail = std::move(found.what)};
}

void read_fields_into(submission& lead, member_reader& request, base::wall_time now,
                      std::vector<problem>& problems) {
    if (!request.find("fields")) return request.complain_missing("fields");
    const nlohmann::json* given = request.object("fields");
    // Which fields there are is known only once the vertical is.
    if (!given || !lead.vertical) return;
    auto read = lead::read_fields(lead.vertical->fields, *given, lead::stage::post, now);
    if (read)
        lead.fields = std::move(*read);
    else
        std::ranges::transform(std::move(read.error()), std::back_inserter(problems), of_field);
}

}  // namespace

base::result<submission, refusal> read_direct(const plan::snapshot& plan, const plan::seller& from,
                                              std::string_view body,
                                              const base::json_limits& limits,
                                              base::wall_time now) {
    const auto request = base::parse_json(body, limits);
    if (!request) return base::failure(not_understood(request.error()));
    std::vector<problem> problems;
    submission lead;
    member_reader members(*request, "", problems);
    if (request->is_object()) {
        read_envelope(plan, from, members, lead, problems);
        read_fields_into(lead, members, now, problems);
    } else {
        members.complain("", "must be an object");
    }
    if (!problems.empty()) return base::failure<refusal>(refuse(lead, std::move(problems)));
    return lead;
}

std::optional<rule_refusal> refused_by_rule(const plan::seller& from, const submission& lead,
                                            const plan::overrides& in_force, base::wall_time now) {
    const std::string reason(journal::to_text(journal::lead_reason::seller_paused));
    if (auto why =
            plan::why_paused(plan::override_target::seller, from.name, from.paused, in_force, now))
        return rule_refusal{reason, *std::move(why)};
    const auto source = lead.program->sources.find(lead.source);
    if (source != lead.program->sources.end() && source->second.refuse)
        return rule_refusal{reason, "the source is refused"};
    return std::nullopt;
}

const ledger::payout_terms& terms_of(const submission& lead) {
    if (lead.own_terms) return *lead.own_terms;
    const auto source = lead.program->sources.find(lead.source);
    if (source != lead.program->sources.end() && source->second.payout)
        return *source->second.payout;
    return lead.program->payout;
}

}  // namespace pointsman::intake
