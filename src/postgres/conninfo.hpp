#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pointsman::postgres {

using conninfo_options = std::vector<std::pair<std::string_view, std::string>>;

// `url` with more libpq parameters, in either of libpq's forms ("postgresql://..." or "host=...
// dbname=..."). Values are letters, digits, "_", "-" and "." only. Parameters that the operator's
// URL sets itself are left as they are.
std::string with_defaults(const std::string& url, const conninfo_options& options);

}  // namespace pointsman::postgres
