#include <pointsman/engine/resale.hpp>

#include "serve_file.hpp"
#include "stored_lead.hpp"

#include <pointsman/base/planted.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace pointsman::engine {
namespace {

namespace asio = boost::asio;

// The same until a new lead is written down, so that two tries are copies of one request.
intake::request_identity identity_of(const returned_lead& what, const base::secret_key& master) {
    const std::string name =
        fmt::format("resale:{}.{}.{}", to_text(what.sale.lead), what.sale.slot, what.tries);
    return {what.lead.seller, name, base::hmac_sha256(master, name)};
}

std::optional<intake::submission> submission_of(const plan::snapshot& plan,
                                                const plan::program& program,
                                                const returned_lead& what,
                                                const base::secret_key& master) {
    const auto key = base::unwrap_key(master, what.lead.wrapped_key);
    const auto personal = key ? open_personal(what.lead, *key) : std::nullopt;
    if (!personal) return std::nullopt;
    intake::submission made;
    made.vertical = &plan.verticals.at(program.vertical);
    made.program = &program;
    made.ref = what.lead.ref;
    made.source = what.lead.source;
    made.sub_ids = what.lead.sub_ids;
    made.fields = values_of(made.vertical->fields, what.lead, *personal);
    made.consent = personal->value("consent", nlohmann::json());
    made.client = personal->value("client", nlohmann::json());
    if (what.seller_keeps_payout && !planted(base::bug::resale_pays_again))
        made.own_terms = ledger::payout_terms{};
    else
        made.min_price = what.lead.min_price;
    return made;
}

// Its money was in the currency of the old tree.
const plan::program* program_for(const plan::snapshot& plan, const journal::received& lead) {
    const plan::program* program = plan.find_program(lead.seller, lead.vertical);
    if (program == nullptr || !program->resale) return nullptr;
    return plan.trees.at(program->resale->tree).currency == lead.currency ? program : nullptr;
}

// A seller that is paused and a consumer that may not be called now are so for a while only.
bool may_be_sold_now(const lead_file& lead) {
    const plan::vertical& vertical = *lead.submission.vertical;
    if (intake::refused_by_rule(*lead.seller, lead.submission, *lead.overrides, lead.arrived.wall))
        return false;
    return !vertical.contact_hours || !vertical.contact_hours->refuses ||
           !vertical.contact_hours->why_not(vertical.fields, lead.submission.fields,
                                            lead.arrived.wall);
}

// Closed, paused or full orders may open again before the lead is too old.
bool waits_for_somebody(const selection& candidates) {
    const auto is_for_now = [](const dynamic_refusal& one) {
        return one.why != journal::candidate_reason::duplicate_at_buyer;
    };
    return candidates.eligible.empty() && std::ranges::any_of(candidates.refused, is_for_now);
}

}  // namespace

std::string_view to_text(resale_end how) {
    switch (how) {
        case resale_end::done: return "done";
        case resale_end::later: return "later";
        case resale_end::failed: return "failed";
        case resale_end::closed: return "closed";
    }
    return {};
}

asio::awaitable<resale_end> serve_resale(services& with, plan::snapshot_pointer plan,
                                         returned_lead what) {
    if (!takes_leads(with)) co_return resale_end::closed;
    const plan::program* program = program_for(*plan, what.lead);
    if (program == nullptr) co_return resale_end::later;
    auto submission = submission_of(*plan, *program, what, with.master_key);
    if (!submission) co_return resale_end::failed;
    const plan::seller& from = *plan->find_seller(what.lead.seller);
    const plan::tree_number tree = program->resale->tree;
    lead_file lead =
        open_file(with, std::move(plan), from, tree, *std::move(submission), with.clock.now());
    if (!planted(base::bug::resold_to_its_buyer))
        exclude_earlier_buyers(*lead.plan, *lead.tree, what.had_by, lead.candidates);
    if (!may_be_sold_now(lead) || waits_for_somebody(lead.candidates)) co_return resale_end::later;
    lead.request = identity_of(what, with.master_key);
    lead.resale = resale_origin{{what.sale, what.tries}, std::move(what.earlier)};
    const served answer = co_await serve_file(with, std::move(lead));
    co_return answer.http_status < 400 ? resale_end::done : resale_end::failed;
}

}  // namespace pointsman::engine
