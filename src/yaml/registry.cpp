#include "registry.hpp"

#include "scalars.hpp"

#include <fmt/format.h>

#include <vector>

namespace pointsman::yaml {

bool registry::add(const node& name, std::uint32_t number, report& problems) {
    const auto [taken, is_new] = names_.try_emplace(name.text, known{name.at, number});
    if (!is_new)
        problems.error(name.at, fmt::format("{} \"{}\" is there already, at {}", kind_, name.text,
                                            to_text(taken->second.at)));
    return is_new;
}

std::optional<std::uint32_t> registry::find(const node& reference, report& problems) const {
    std::string name;
    if (!read(reference, name, problems)) return std::nullopt;
    if (const auto found = names_.find(name); found != names_.end()) return found->second.number;
    if (tolerates_unknown_ || broken_.contains(name)) return std::nullopt;
    std::vector<std::string> all;
    for (const auto& [each, where] : names_) all.push_back(each);
    problems.error(reference.at,
                   fmt::format("there is no {} \"{}\"; {}", kind_, name, not_among(name, all)));
    return std::nullopt;
}

}  // namespace pointsman::yaml
