#pragma once

#include "document.hpp"
#include "draft.hpp"

#include <pointsman/filter/rule.hpp>

#include <functional>
#include <string_view>

namespace pointsman::yaml {

// The entry of a file in lists/ that a text names; null, and reported, when there is no such list.
const files::value_type* find_list(const node& path, const files& from, report& problems);

// Calls `visit(line number, text)` for each value of a list: one a line; blank lines and what
// follows a "#" at the start of a line or after a blank are left out.
void for_each_value(std::string_view content,
                    const std::function<void(int, std::string_view)>& visit);

// Adds the values of a file in lists/ to a test. False, and reported, when the file is not there,
// is empty or holds a wrong value.
bool read_list_file(const node& path, const lead::field& field, filter::test& into,
                    draft& everything);

}  // namespace pointsman::yaml
