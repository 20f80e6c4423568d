#pragma once

#include <pointsman/base/crypto.hpp>
#include <pointsman/base/time.hpp>
#include <pointsman/http/message.hpp>

#include <span>
#include <string>

// Signed calls as the Standard Webhooks specification 1.0.0 has them (symmetric signatures).
namespace pointsman::http {

// How far the sender's clock may be from ours, and how old a call may be: older ones could be
// replayed.
inline constexpr base::duration webhook_tolerance = std::chrono::minutes(5);

// Nothing when one of the space-separated signatures of `webhook-signature` ("v1,<base64>") is the
// HMAC-SHA-256 of "<webhook-id>.<webhook-timestamp>.<body>" under one of the secrets and the
// timestamp (seconds since 1970) is near `now`; else what is wrong. Pure.
std::string webhook_problem(const request& call, std::span<const base::bytes> secrets,
                            base::wall_time now);

}  // namespace pointsman::http
