#pragma once

#include "document.hpp"
#include "draft.hpp"

#include <pointsman/duplicate/rule.hpp>

#include <vector>

namespace pointsman::yaml {

// More rules than anybody needs; each costs hashes and rows with every lead.
inline constexpr std::size_t max_duplicate_rules = 16;
inline constexpr std::size_t max_key_fields = 8;

// [{key: [phone, email], match: any, scope: buyer, event: sold, window: 30d, action:
// exclude_buyer}], of the vertical with that number, whose fields have been read.
std::vector<duplicate::rule> read_duplicates(const node& given, plan::vertical_number number,
                                             const lead::catalogue& fields, draft& into);

// What can be checked and compiled only when all verticals and buyers are there: whether there are
// buyer groups for the rules that look at them, and which keys each vertical keeps for the others'
// sake.
void finish_duplicates(draft& into);

}  // namespace pointsman::yaml
