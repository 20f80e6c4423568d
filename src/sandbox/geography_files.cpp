#include <pointsman/base/text.hpp>
#include <pointsman/sandbox/geography.hpp>

#include <fmt/format.h>

#include <charconv>
#include <fstream>
#include <optional>
#include <utility>

namespace pointsman::sandbox {
namespace {

using row = std::vector<std::string_view>;

std::optional<double> number(std::string_view text) {
    double value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

// Hands every row after the heading to `take`, which says whether it could be used.
template <class Take>
std::optional<std::string> each_row(const std::filesystem::path& file, std::size_t columns,
                                    Take take) {
    std::ifstream in(file);
    if (!in) return fmt::format("{} cannot be read", file.string());
    std::string line;
    std::getline(in, line);
    for (int n = 2; std::getline(in, line); ++n) {
        const row cells = base::split(line, ',');
        if (cells.size() != columns || !take(cells))
            return fmt::format("{}:{}: not a row of {} columns as in the heading", file.string(), n,
                               columns);
    }
    return std::nullopt;
}

bool take_state(geography::state_table& states, const row& cells) {
    const auto population = base::parse_integer(cells[1]);
    if (!population || cells[2].empty()) return false;
    auto& facts = states[std::string(cells[0])];
    facts.population = *population;
    for (const std::string_view code : base::split(cells[2], ' '))
        facts.area_codes.emplace_back(code);
    return true;
}

bool take_zip(std::vector<geography::zip_code>& zips, const geography::state_table& states,
              const row& cells) {
    const auto latitude = number(cells[3]);
    const auto longitude = number(cells[4]);
    std::string state(cells[1]);
    if (!latitude || !longitude || !states.contains(state)) return false;
    zips.push_back(
        {std::string(cells[0]), std::move(state), std::string(cells[2]), *latitude, *longitude});
    return true;
}

bool take_metro(std::vector<geography::metro>& metros, const row& cells) {
    const auto latitude = number(cells[1]);
    const auto longitude = number(cells[2]);
    const auto radius = number(cells[3]);
    const auto population = base::parse_integer(cells[4]);
    if (!latitude || !longitude || !radius || !population) return false;
    metros.push_back({*latitude, *longitude, *radius, *population});
    return true;
}

}  // namespace

base::result<geography, std::string> read_geography(const std::filesystem::path& folder) {
    geography::state_table states;
    std::vector<geography::zip_code> zips;
    std::vector<geography::metro> metros;
    auto problem = each_row(folder / "states.csv", 3,
                            [&](const row& cells) { return take_state(states, cells); });
    if (!problem)
        problem = each_row(folder / "zips.csv", 5,
                           [&](const row& cells) { return take_zip(zips, states, cells); });
    if (!problem)
        problem = each_row(folder / "metros.csv", 5,
                           [&](const row& cells) { return take_metro(metros, cells); });
    if (!problem && zips.empty())
        problem = fmt::format("{} holds no ZIP code", (folder / "zips.csv").string());
    if (problem) return base::failure(std::move(*problem));
    return geography(std::move(zips), std::move(states), metros);
}

}  // namespace pointsman::sandbox
