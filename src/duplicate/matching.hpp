#pragma once

#include <pointsman/duplicate/judge.hpp>

#include <string_view>

namespace pointsman::duplicate {

// What happened to another lead, wherever it is kept. Refers to its owner's texts.
struct occurrence {
    event what = event::seen;
    bool is_settled = true;
    base::wall_time at;
    base::lead_id lead;
    std::string_view seller;
    std::string_view source;
    std::string_view vertical;
};

// Whether the rule counts what happened as an earlier copy of the lead, provided that they share a
// key. Which buyer had it is not looked at.
bool counts(const rule& of, const lead_facts& lead, const occurrence& other, base::wall_time now);

}  // namespace pointsman::duplicate
