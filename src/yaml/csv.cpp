#include "csv.hpp"

#include "lists.hpp"

#include <pointsman/base/text.hpp>

#include <fmt/format.h>

namespace pointsman::yaml {

namespace {

std::vector<std::string_view> cells_of(std::string_view line) {
    std::vector<std::string_view> cells = base::split(line, ',');
    for (std::string_view& cell : cells) cell = base::trimmed(cell);
    return cells;
}

}  // namespace

std::optional<std::vector<csv_row>> read_csv(const node& path, std::string_view header,
                                             draft& into) {
    const files::value_type* list = find_list(path, into.from, into.problems);
    if (list == nullptr) return std::nullopt;
    const std::vector<std::string_view> columns = base::split(header, ',');
    bool has_header = false;
    bool is_first = true;
    std::vector<csv_row> rows;
    for_each_value(list->second, [&](int number, std::string_view line) {
        csv_row row{{list->first, number, 1}, cells_of(line)};
        if (std::exchange(is_first, false)) {
            has_header = row.cells == columns;
            if (!has_header)
                into.problems.error(row.at, fmt::format("expected the header \"{}\"", header));
        } else if (has_header && row.cells.size() != columns.size()) {
            into.problems.error(
                row.at, fmt::format("expected {} values as in \"{}\"", columns.size(), header));
        } else if (has_header) {
            rows.push_back(std::move(row));
        }
    });
    if (is_first || (has_header && rows.empty()))
        into.problems.error(path.at, fmt::format("\"{}\" holds no value", list->first));
    if (rows.empty()) return std::nullopt;
    return rows;
}

}  // namespace pointsman::yaml
