#pragma once

#include <string>
#include <vector>

namespace pointsman::sandbox {

// Rows of cells as lines of aligned columns, two blanks apart: the first column to the left, the
// others to the right. Every row has as many cells as the first, which is the heading.
std::string aligned(const std::vector<std::vector<std::string>>& rows);

}  // namespace pointsman::sandbox
