#pragma once

#include <pointsman/base/result.hpp>
#include <pointsman/base/strict_json.hpp>
#include <pointsman/base/time.hpp>
#include <pointsman/intake/submission.hpp>
#include <pointsman/plan/overrides.hpp>
#include <pointsman/plan/plan.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

// What operators send about overrides: strict JSON, all problems at once, an unknown member is a
// problem. Nothing here throws for what the body holds.
namespace pointsman::intake {

inline constexpr std::size_t max_override_by_bytes = 128;
inline constexpr std::size_t max_override_reason_bytes = 512;
inline constexpr base::duration longest_override = std::chrono::days(366);
inline constexpr std::size_t most_overrides_a_page = 1000;

// POST /v1/admin/overrides:
//   {"kind": "pause" | "resume", "order" | "buyer" | "seller": NAME, "by", "reason", "until"}
//   {"kind": "cap", "order": NAME, "on", "per", "extra_count" | "extra_spend" | "limit_count" |
//    "limit_spend", "by", "reason", "until"}
// and optionally "from" (a moment; otherwise `now`) and "id" (a UUID of the caller's own; otherwise
// `new_id`). The target is one of the plan's, and its cap one without `when`.
base::result<plan::standing_override, refusal> read_override(const plan::snapshot& plan,
                                                             std::string_view body,
                                                             const base::json_limits& limits,
                                                             base::wall_time now,
                                                             const base::uuid& new_id);

// POST /v1/admin/overrides/{id}/end: {"by", "reason"}.
base::result<plan::override_end, refusal> read_override_end(std::string_view body,
                                                            const base::json_limits& limits,
                                                            base::wall_time now);

// GET /v1/admin/overrides?state=active&before=ID&limit=100: all without `state`.
struct override_query {
    bool ahead_only = false;
    std::optional<base::uuid> before;
    std::size_t most = 100;
};

base::result<override_query, refusal> read_override_query(std::string_view query);

}  // namespace pointsman::intake
