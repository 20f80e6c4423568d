#pragma once

#include "document.hpp"
#include "draft.hpp"

#include <pointsman/filter/rule.hpp>

namespace pointsman::yaml {

// Adds the values of a file in lists/ to a test: one a line; blank lines and what follows a "#" at
// the start of a line or after a blank are left out. False, and reported, when the file is not
// there, is empty or holds a wrong value.
bool read_list_file(const node& path, const lead::field& field, filter::test& into,
                    draft& everything);

}  // namespace pointsman::yaml
