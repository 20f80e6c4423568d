#pragma once

#include <pointsman/base/money.hpp>
#include <pointsman/base/result.hpp>
#include <pointsman/base/strict_json.hpp>
#include <pointsman/base/time.hpp>
#include <pointsman/lead/lead.hpp>
#include <pointsman/ledger/terms.hpp>
#include <pointsman/plan/overrides.hpp>
#include <pointsman/plan/plan.hpp>

#include <nlohmann/json.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// A seller's request, from bytes to a lead that may walk. Pure.
namespace pointsman::intake {

// One thing wrong with a request, as it stands in the problem answer's "errors".
struct problem {
    // A path into the request: "fields.zip", "max_wait_ms", "sub_ids.3"; empty: the whole request.
    std::string field;
    std::string reason;  // missing_field | invalid_field (design section 7)
    std::string detail;  // what was expected; never the value, which may be personal
};

// Why a request was not taken, ready to be answered as RFC 9457 problem+json.
struct refusal {
    int http_status = 422;  // 400 not understood, 422 invalid
    std::string title;
    std::vector<problem> problems;
    // As far as they could be read, for the record of the refusal; a vertical only of the seller's.
    std::string vertical;
    std::string ref;
};

// A request that is well-formed and whose fields are checked and normalised.
struct submission {
    const plan::vertical* vertical = nullptr;  // both in the plan that was passed in
    const plan::program* program = nullptr;
    std::string ref;
    std::string source;
    std::vector<std::string> sub_ids;
    std::optional<base::money> min_price;
    std::optional<base::duration> max_wait;
    bool test = false;
    lead::values fields;
    nlohmann::json consent;  // {"parties","text","at","certificate_url"}; null when absent
    nlohmann::json client;   // {"ip","user_agent","page_url"}; both as given, checked for shape
    std::optional<ledger::payout_terms> own_terms = {};  // in place of the program's and source's
};

// The longest texts of the envelope, and how many sub-ids.
inline constexpr std::size_t max_ref_bytes = 128;
inline constexpr std::size_t max_source_bytes = 64;
inline constexpr std::size_t max_sub_ids = 10;
inline constexpr std::size_t max_sub_id_bytes = 128;
inline constexpr std::size_t max_idempotency_key_bytes = 128;
inline constexpr std::size_t max_consent_text_bytes = 8192;
inline constexpr std::size_t max_user_agent_bytes = 1024;
inline constexpr std::size_t max_url_bytes = 2048;  // certificate_url, page_url
inline constexpr base::duration max_wait_limit = std::chrono::minutes(5);

// POST /v1/direct. All problems at once, in the order of the design's section 5, those of the
// fields last; a member that this build does not implement (allowed_sells other than 1,
// already_sold_to, ...) is a problem, never ignored, and so is an unknown one. JSON null counts as
// absent, an empty `ref` or `source` as none. `min_price` may be a JSON number or a text. The
// submission points into `plan` and `from`, which must outlive it; `from` must be of that plan.
// Never throws for what the body holds.
base::result<submission, refusal> read_direct(const plan::snapshot& plan, const plan::seller& from,
                                              std::string_view body,
                                              const base::json_limits& limits, base::wall_time now);

struct rule_refusal {
    std::string reason;  // of the lead (design section 7)
    std::string detail;  // for the record; may be empty
};

// The rules that may turn a well-formed lead away before any buyer is considered: the seller is
// paused, in its file or by an override, or the source is refused.
std::optional<rule_refusal> refused_by_rule(const plan::seller& from, const submission& lead,
                                            const plan::overrides& in_force, base::wall_time now);

// The terms that hold for this lead: its own, its source's, or the program's.
const ledger::payout_terms& terms_of(const submission& lead);

}  // namespace pointsman::intake
