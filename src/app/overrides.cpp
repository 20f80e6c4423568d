#include "overrides.hpp"

#include <pointsman/plan/overrides.hpp>
#include <pointsman/postgres/overrides.hpp>

namespace pointsman::app {
namespace {

bool is_there(const plan::snapshot& plan, const plan::standing_override& one) {
    switch (one.target) {
        case plan::override_target::order: return plan.find_order(one.name) != nullptr;
        case plan::override_target::buyer: return plan.find_buyer(one.name) != nullptr;
        case plan::override_target::seller: return plan.find_seller(one.name) != nullptr;
        case plan::override_target::tree: return plan.find_tree(one.name) != nullptr;
    }
    return false;
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
            << one.reason << " (" << base::to_text(one.id) << ')';
        if (!is_there(plan, one)) out << "; this folder has no such " << plan::to_text(one.target);
        out << '\n';
    }
}

}  // namespace pointsman::app
