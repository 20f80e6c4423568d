#pragma once

#include <string_view>

namespace pointsman::protocol {

inline constexpr std::string_view offer_id_header = "X-Offer-Id";
inline constexpr std::string_view idempotency_key_header = "Idempotency-Key";

// Headers that the server sets itself or that frame the message: a connection's own are not sent.
bool is_reserved_header(std::string_view name);

}  // namespace pointsman::protocol
