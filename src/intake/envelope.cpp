#include "envelope.hpp"

#include "nested_members.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <chrono>
#include <ranges>

namespace pointsman::intake {

namespace {

// The same words whether another seller has such a vertical or nobody: which exist is nobody else's
// business.
std::string expected_vertical(const plan::seller& from) {
    if (from.programs.empty()) return "this seller has no program for any vertical";
    return fmt::format("must be one of {}", fmt::join(std::views::keys(from.programs), ", "));
}

void read_vertical(const plan::snapshot& plan, const plan::seller& from, member_reader& request,
                   submission& lead) {
    const nlohmann::json* name = request.find("vertical");
    if (!name) return request.complain_missing("vertical");
    const auto program = name->is_string() ? from.programs.find(name->get_ref<const std::string&>())
                                           : from.programs.end();
    if (program == from.programs.end())
        return request.complain("vertical", expected_vertical(from));
    lead.program = &program->second;
    lead.vertical = &plan.verticals[program->second.vertical];
}

std::optional<base::duration> read_max_wait(member_reader& request) {
    const std::int64_t most =
        std::chrono::duration_cast<std::chrono::milliseconds>(max_wait_limit).count();
    const auto wait_ms = request.integer("max_wait_ms", 1, most);
    if (!wait_ms) return std::nullopt;
    return std::chrono::milliseconds(*wait_ms);
}

// Members of the contract that ask for what this build does not do: only what it does anyway may be
// asked.
void refuse_unimplemented(member_reader& request) {
    const nlohmann::json* sells = request.find("allowed_sells");
    if (sells && *sells != 1)
        request.complain("allowed_sells", "must be 1: this server sells each lead once");
    request.must_be_empty_array("already_sold_to",
                                "must be an empty list or left out: this server does not leave out "
                                "named buyers yet");
}

}  // namespace

void read_envelope(const plan::snapshot& plan, const plan::seller& from, member_reader& request,
                   submission& lead, std::vector<problem>& problems) {
    read_vertical(plan, from, request, lead);
    lead.ref = request.text("ref", max_ref_bytes).value_or("");
    lead.source = request.text("source", max_source_bytes).value_or("");
    lead.sub_ids = request.texts("sub_ids", max_sub_ids, max_sub_id_bytes);
    lead.min_price = request.amount("min_price");
    lead.max_wait = read_max_wait(request);
    refuse_unimplemented(request);
    lead.test = request.boolean("test").value_or(false);
    lead.consent = read_consent(request, problems);
    lead.client = read_client(request, problems);
    request.refuse_unknown({"vertical", "ref", "source", "sub_ids", "min_price", "max_wait_ms",
                            "allowed_sells", "already_sold_to", "test", "consent", "client",
                            "fields"});
}

}  // namespace pointsman::intake
