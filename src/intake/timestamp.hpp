#pragma once

#include <string_view>

namespace pointsman::intake {

// True for a moment as RFC 3339 writes it, "2026-11-21T21:15:02.5Z" or with an offset such as
// "-08:00". A leap second is taken in any minute.
bool is_timestamp(std::string_view text);

}  // namespace pointsman::intake
