#include "headers.hpp"

#include <pointsman/base/text.hpp>

#include <algorithm>
#include <array>

namespace pointsman::protocol {

namespace {

constexpr std::array<std::string_view, 11> reserved_headers{
    "connection", "content-length", "content-type",      "expect",  "host",      "idempotency-key",
    "te",         "trailer",        "transfer-encoding", "upgrade", "x-offer-id"};

}  // namespace

bool is_reserved_header(std::string_view name) {
    return std::ranges::count(reserved_headers, base::to_lower(name)) > 0;
}

}  // namespace pointsman::protocol
