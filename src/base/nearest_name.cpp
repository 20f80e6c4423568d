#include <pointsman/base/text.hpp>

#include <algorithm>
#include <array>

namespace pointsman::base {

namespace {

using row = std::vector<std::size_t>;

// One row of the optimal string alignment distance: insertions, deletions, replacements and swaps
// of neighbours each cost one.
void fill_row(std::string_view a, std::string_view b, std::size_t i, std::array<row, 3>& rows) {
    const row& before_previous = rows[(i + 1) % 3];
    const row& previous = rows[(i + 2) % 3];
    row& current = rows[i % 3];
    current[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
        const std::size_t replaced = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
        current[j] = std::min({previous[j] + 1, current[j - 1] + 1, replaced});
        const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
        if (swapped) current[j] = std::min(current[j], before_previous[j - 2] + 1);
    }
}

std::size_t distance(std::string_view a, std::string_view b) {
    const row zeros(b.size() + 1, 0);
    std::array<row, 3> rows = {zeros, zeros, zeros};
    for (std::size_t j = 0; j <= b.size(); ++j) rows[0][j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) fill_row(a, b, i, rows);
    return rows[a.size() % 3][b.size()];
}

std::size_t difference(std::size_t a, std::size_t b) {
    return a < b ? b - a : a - b;
}

}  // namespace

std::string nearest_name(std::string_view mistyped, std::span<const std::string> known) {
    const std::string wanted = to_lower(mistyped);
    std::size_t nearest = wanted.size() / 3 + 1;
    std::string name;
    for (const std::string& candidate : known) {
        // The lengths alone rule most names out: a hostile 8 KiB key costs nothing.
        if (difference(candidate.size(), wanted.size()) >= nearest) continue;
        const std::size_t steps = distance(wanted, to_lower(candidate));
        if (steps >= nearest) continue;
        nearest = steps;
        name = candidate;
    }
    return name;
}

}  // namespace pointsman::base
