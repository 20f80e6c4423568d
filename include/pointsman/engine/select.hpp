#pragma once

#include <pointsman/base/time.hpp>
#include <pointsman/duplicate/judge.hpp>
#include <pointsman/engine/resale_archive.hpp>
#include <pointsman/journal/reason.hpp>
#include <pointsman/lead/lead.hpp>
#include <pointsman/plan/overrides.hpp>
#include <pointsman/plan/plan.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace pointsman::engine {

// An order whose filter took the lead but which may not have it now.
struct dynamic_refusal {
    std::uint32_t position = 0;  // in tree.orders
    journal::candidate_reason why = journal::candidate_reason::paused;
    std::string detail;
};

struct selection {
    std::vector<std::uint32_t> eligible;  // positions in tree.orders, ascending
    std::vector<dynamic_refusal> refused;
};

// Who may be asked: filter first, then pause, hours, caps and what else limits posts. Static filter
// refusals are not listed: they follow from the lead and the plan at any time. A test lead reaches
// no live buyer.
selection select_candidates(const plan::snapshot& plan, const plan::tree& tree,
                            const plan::program& program, const plan::overrides& in_force,
                            const lead::values& lead, bool test, base::instant now);

// Moves those whose buyer an earlier lead of the same consumer excludes to the refused.
void exclude_duplicates(const plan::snapshot& plan, const plan::tree& tree,
                        const std::vector<duplicate::rule>& rules,
                        const duplicate::verdict& verdict, selection& among);

// Moves those to the refused whose buyer, or another of its group, had this very lead before.
void exclude_earlier_buyers(const plan::snapshot& plan, const plan::tree& tree,
                            const std::vector<earlier_buyer>& had_by, selection& among);

}  // namespace pointsman::engine
