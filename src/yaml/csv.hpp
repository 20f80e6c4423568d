#pragma once

#include "document.hpp"
#include "draft.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pointsman::yaml {

struct csv_row {
    place at;
    std::vector<std::string_view> cells;  // trimmed; as many as the header has; into the file
};

// The rows of a list file in lists/ that begins with exactly this header ("zip,zone"). Comments and
// blank lines as in every list. No quoting: none of our tables needs a comma in a cell. Nothing,
// and reported, when the file is not there, has another header or no rows; a row with more or fewer
// cells is reported and left out.
std::optional<std::vector<csv_row>> read_csv(const node& path, std::string_view header,
                                             draft& into);

}  // namespace pointsman::yaml
