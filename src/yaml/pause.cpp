#include "pause.hpp"

#include "mapping.hpp"

namespace pointsman::yaml {

std::optional<plan::pause> read_pause(const node& given, draft& into) {
    if (!given.is_mapping()) {
        bool paused = false;
        read(given, paused, into.problems);
        return paused ? std::optional(plan::pause{}) : std::nullopt;
    }
    const mapping at(given, {"reason", "until"}, into.problems);
    plan::pause made;
    at.required("reason", made.reason);
    if (const node* until = at.find("until")) {
        made.until = base::parse_rfc3339(until->is_scalar() ? until->text : "");
        if (!made.until)
            into.problems.error(until->at, "expected a moment such as 2026-12-01T08:00:00Z");
        else if (into.now && !made.holds_at(*into.now))
            into.problems.warning(until->at, "this pause is over");
    }
    return made;
}

}  // namespace pointsman::yaml
