#pragma once

#include "document.hpp"
#include "report.hpp"

#include <pointsman/plan/settings.hpp>

namespace pointsman::yaml {

// server.yaml's `limits:`; what it does not name keeps its default.
void read_limits(const node& given, plan::server_limits& into, report& problems);

}  // namespace pointsman::yaml
