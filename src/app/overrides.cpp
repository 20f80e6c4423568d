#include "overrides.hpp"

#include <pointsman/plan/overrides.hpp>
#include <pointsman/postgres/overrides.hpp>

namespace pointsman::app {
namespace {

// What this folder lacks of an override's subject; empty when it is all there.
std::string lacking(const plan::snapshot& plan, const plan::standing_override& one) {
    const std::string target(plan::to_text(one.target));
    if (!plan::has_target(plan, one.target, one.name)) return "; this folder has no such " + target;
    if (one.cap && !plan::has_cap(plan, one.target, one.name, *one.cap))
        return "; in this folder the " + target + " has no such cap";
    return {};
}

}  // namespace

void show_overrides(const plan::snapshot& plan, const std::string& url, base::wall_time now,
                    std::ostream& out) {
    if (url.empty()) {
        out << "overrides: not shown, the database's URL is not set\n";
        return;
    }
    const auto found = postgres::load_overrides(url, now);
    if (!found) {
        out << "overrides: not shown, the database cannot be read: " << found.error() << '\n';
        return;
    }
    if (found->empty()) out << "overrides: none\n";
    for (const plan::standing_override& one : *found) {
        out << "override: " << plan::describe(one);
        if (now < one.from) out << ", from " << base::to_short_rfc3339(one.from);
        out << ", until " << base::to_short_rfc3339(one.until) << ", by " << one.by << ": "
            << one.reason << " (" << base::to_text(one.id) << ')' << lacking(plan, one) << '\n';
    }
}

}  // namespace pointsman::app
