#pragma once

#include <pointsman/base/crypto.hpp>
#include <pointsman/base/time.hpp>
#include <pointsman/intake/submission.hpp>

#include <chrono>
#include <compare>
#include <string>
#include <string_view>

// A request that is sent again is the same request (design section 5). Pure.
namespace pointsman::intake {

// How long a request is remembered under the seller's own key or ref, and under its body alone.
inline constexpr base::duration remembered_by_key = std::chrono::hours(24);
inline constexpr base::duration remembered_by_body = std::chrono::seconds(60);

// What makes two requests copies of one another: seller and key. The body's hash tells a copy from
// another request that reuses the key by mistake.
struct request_identity {
    std::string seller;
    std::string key;  // "key:..." Idempotency-Key, "ref:..." the seller's lead id, "body:<hash>"
    base::digest body{};  // HMAC-SHA-256 under the master key: a body holds personal data
    base::duration remembered = remembered_by_key;
};

// The first of Idempotency-Key, ref and body that there is. Empty texts count as absent.
request_identity identify(const std::string& seller, std::string_view idempotency_key,
                          const submission& lead, std::string_view body,
                          const base::secret_key& master_key);

}  // namespace pointsman::intake
