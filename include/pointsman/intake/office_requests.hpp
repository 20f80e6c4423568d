#pragma once

#include <pointsman/base/ids.hpp>
#include <pointsman/base/money.hpp>
#include <pointsman/base/result.hpp>
#include <pointsman/base/strict_json.hpp>
#include <pointsman/base/time.hpp>
#include <pointsman/intake/submission.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

// What buyers and operators send about leads that are sold: strict JSON, all problems at once, an
// unknown member is a problem. Nothing here throws for what the body holds.
namespace pointsman::intake {

inline constexpr std::size_t max_reference_bytes = 256;
inline constexpr std::size_t max_reason_bytes = 64;
inline constexpr std::size_t max_note_bytes = 1024;
inline constexpr std::size_t max_deposit_id_bytes = 128;
inline constexpr std::size_t max_asked_by_bytes = 128;

// POST /v1/returns: {"lead_id" or "reference", "reason", "note"}.
struct return_submission {
    std::variant<base::lead_id, std::string> lead;
    std::string reason;
    std::string note;
};

base::result<return_submission, refusal> read_return(std::string_view body,
                                                     const base::json_limits& limits);

// POST /v1/admin/returns/{lead_id}: {"decide": "accept" | "refuse", "note"}.
struct return_decision {
    bool accept = false;
    std::string note;
};

base::result<return_decision, refusal> read_decision(std::string_view body,
                                                     const base::json_limits& limits);

// POST /v1/admin/deposits: {"buyer", "amount", "currency", "id", "note"}; the buyer is one of the
// plan's and its currency the one given.
struct deposit_submission {
    std::string buyer;
    base::money amount;
    std::string currency;
    std::string id;
    std::string note;
};

base::result<deposit_submission, refusal> read_deposit(const plan::snapshot& plan,
                                                       std::string_view body,
                                                       const base::json_limits& limits);

// POST /v1/admin/erasures: {"phone" or "email", "asked_by"}. The value is in the normal form in
// which leads carry it.
struct erasure_submission {
    std::string kind;  // "phone", "email"
    std::string value;
    std::string asked_by;
};

base::result<erasure_submission, refusal> read_erasure(std::string_view body,
                                                       const base::json_limits& limits);

// GET /v1/admin/statements?party=buyer:NAME&from=2026-11-01&to=2026-11-30&format=csv; both days
// included. A buyer's days are those of its zone, a seller's those of UTC; a party that the plan no
// longer has may still be asked for, in UTC.
struct statement_request {
    bool of_buyer = false;
    std::string party;
    base::wall_time since;
    base::wall_time until;  // not included
    bool csv = false;
};

base::result<statement_request, refusal> read_statement_query(const plan::snapshot& plan,
                                                              std::string_view query);

}  // namespace pointsman::intake
