#include <pointsman/engine/resale.hpp>

#include "serve_file.hpp"
#include "stored_lead.hpp"

#include <pointsman/base/planted.hpp>
#include <pointsman/engine/await_callback.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <optional>
#include <utility>

namespace pointsman::engine {
namespace {

namespace asio = boost::asio;

// How long the fact that a lead is not offered again may take to be written down.
constexpr base::duration end_limit = std::chrono::seconds(5);

// The same for every try, so that two tries are copies of one request.
intake::request_identity identity_of(const returned_lead& what, const base::secret_key& master) {
    const std::string name = fmt::format("resale:{}.{}", to_text(what.sale.lead), what.sale.slot);
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

// Only that and why there will be no new lead.
asio::awaitable<resale_end> give_up(services& with, const returned_lead& what, std::string why) {
    const base::instant now = with.clock.now();
    const auto identity = identity_of(what, with.master_key);
    journal::refused record = make_not_resold(base::lead_id{with.ids.next(now.wall)}, now.wall,
                                              what.lead, what.sale, why);
    record.request_key = identity.key;
    record.body_hash = identity.body;
    const append_result result = co_await await_callback_until<append_result>(
        with.executor, with.timers, now.steady + end_limit, append_result::refused,
        [&](auto done) { with.store.append(std::move(record), std::move(done)); });
    co_return result == append_result::durable ? resale_end::done : resale_end::put_off;
}

}  // namespace

asio::awaitable<resale_end> serve_resale(services& with, plan::snapshot_pointer plan,
                                         returned_lead what) {
    if (!takes_leads(with)) co_return resale_end::put_off;
    const plan::program* program = plan->find_program(what.lead.seller, what.lead.vertical);
    if (program == nullptr || !program->resale)
        co_return co_await give_up(with, what, "the seller's program has no resale any more");
    auto submission = submission_of(*plan, *program, what, with.master_key);
    if (!submission) co_return co_await give_up(with, what, "its personal data was erased");
    const plan::seller& from = *plan->find_seller(what.lead.seller);
    const plan::tree_number tree = program->resale->tree;
    lead_file lead =
        open_file(with, std::move(plan), from, tree, *std::move(submission), with.clock.now());
    lead.request = identity_of(what, with.master_key);
    if (!planted(base::bug::resold_to_its_buyer))
        exclude_earlier_buyers(*lead.plan, *lead.tree, what.had_by, what.sale.lead,
                               lead.candidates);
    lead.resale = resale_origin{what.sale, std::move(what.earlier)};
    const served answer = co_await serve_file(with, std::move(lead));
    co_return answer.http_status < 400 ? resale_end::done : resale_end::put_off;
}

}  // namespace pointsman::engine
