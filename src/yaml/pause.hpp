#pragma once

#include "document.hpp"
#include "draft.hpp"

#include <pointsman/plan/pause.hpp>

#include <optional>

namespace pointsman::yaml {

// `true`, `false` or {reason: "...", until: 2026-12-01T08:00:00Z}.
std::optional<plan::pause> read_pause(const node& given, draft& into);

}  // namespace pointsman::yaml
