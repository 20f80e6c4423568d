#pragma once

#include "document.hpp"
#include "draft.hpp"

#include <pointsman/filter/rule.hpp>

#include <optional>

namespace pointsman::yaml {

// How deep all/any/not may nest, and how many rules one filter may have.
inline constexpr std::size_t max_rule_depth = 16;
inline constexpr std::size_t max_rules = 1000;

// A filter over the vertical's fields, operands checked and in their normal form. Nothing, and
// reported, when a part of it is wrong or when no lead could ever pass.
std::optional<filter::rule> read_filter(const node& given, plan::vertical_number vertical,
                                        draft& into);

// The operands of one test (`[CA, NV]`, `lists/zips.txt`, `25`), added to `into`. False, and
// reported, when one is wrong.
bool read_operands(const node& given, std::string_view test_name, const lead::field& field,
                   filter::test& into, draft& everything);

}  // namespace pointsman::yaml
