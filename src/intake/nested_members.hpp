#pragma once

#include "member_reader.hpp"

namespace pointsman::intake {

// The request's members "consent" and "client" as given, checked for shape; null when absent or
// wrong.
nlohmann::json read_consent(member_reader& request, std::vector<problem>& problems);
nlohmann::json read_client(member_reader& request, std::vector<problem>& problems);

}  // namespace pointsman::intake
