#pragma once

#include <pointsman/base/crypto.hpp>
#include <pointsman/base/ids.hpp>
#include <pointsman/base/time.hpp>
#include <pointsman/engine/select.hpp>
#include <pointsman/intake/answer.hpp>
#include <pointsman/intake/idempotency.hpp>
#include <pointsman/intake/submission.hpp>
#include <pointsman/journal/record.hpp>
#include <pointsman/plan/plan.hpp>
#include <pointsman/protocol/render.hpp>
#include <pointsman/walk/outcome.hpp>
#include <pointsman/walk/walk.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Everything that is known of one lead while it is served, and how that becomes records. No I/O, no
// time of its own.
namespace pointsman::engine {

// A buyer's reply is stored up to this length; what is longer was of no use to us either.
inline constexpr std::size_t max_stored_reply_bytes = 4096;

// What a lead that is sold again has behind it.
struct resale_origin {
    journal::resale resale;
    std::vector<base::lead_id> earlier;  // returned_lead::earlier
};

struct lead_file {
    plan::snapshot_pointer plan;
    plan::overrides_pointer overrides;  // those known when it arrived
    const plan::seller* seller = nullptr;
    const plan::tree* tree = nullptr;
    intake::submission submission;
    std::string idempotency_key;
    intake::request_identity request;
    base::lead_id id;
    base::instant arrived;
    std::uint64_t seed = 0;
    base::secret_key key{};  // seals this lead's personal data; kept wrapped under the master key
    selection candidates;
    std::vector<base::digest> duplicate_keys;  // what later copies find it by
    std::vector<std::string> flags;            // of rules about duplicates
    std::optional<resale_origin> resale;

    const plan::order& order_at(std::uint32_t position) const;
    const plan::order& order_of(const walk::candidate& candidate) const;
    const std::string& tier_at(std::uint32_t position) const;
};

journal::received make_received(const lead_file& lead, const base::secret_key& master_key);

// The intent to post to `order` in `tier`.
journal::posting make_posting(const lead_file& lead, const plan::order& order,
                              const std::string& tier, const ledger::split& money,
                              base::wall_time now);

journal::refused make_refused(const base::lead_id& id, base::wall_time at,
                              const plan::seller& seller, const intake::refusal& why);

// A well-formed lead that a rule turned away.
journal::refused make_rejected(const lead_file& lead, const std::string& reason,
                               const std::string& detail);

// The seller's answer to an outcome.
intake::answer make_answer(const lead_file& lead, const walk::terms& rules,
                           const walk::outcome& outcome);

// A buyer's reply under the lead's key, cut to what is stored; empty for an empty reply.
base::bytes seal_reply(const lead_file& lead, std::string_view body);

// "0192...-abcd.northstar_ca.post.0": names one request to one buyer, for ever.
std::string offer_id(const base::lead_id& lead, std::string_view order, protocol::phase phase,
                     std::int32_t attempt);

}  // namespace pointsman::engine
