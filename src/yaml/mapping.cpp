#include "mapping.hpp"

#include <pointsman/base/text.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace pointsman::yaml {

mapping::mapping(const node& of, key_list keys, report& problems, key_list later)
    : of_(of), problems_(problems) {
    if (of.is_mapping())
        check_keys(keys, later);
    else
        problems.error(of.at, fmt::format("expected keys and values: {}", fmt::join(keys, ", ")));
}

void mapping::check_keys(key_list keys, key_list later) const {
    for (const member& given : of_.members) {
        const std::string& key = given.key.text;
        if (std::ranges::find(keys, key) != keys.end()) continue;
        if (std::ranges::find(later, key) != later.end()) {
            problems_.error(given.key.at,
                            fmt::format("\"{}\" is not implemented in this version", key));
            continue;
        }
        const std::vector<std::string> known(keys.begin(), keys.end());
        problems_.error(given.key.at,
                        fmt::format("unknown key \"{}\"; {}", key, not_among(key, known)));
    }
}

const node* mapping::find(std::string_view key) const {
    const auto found = std::ranges::find(
        of_.members, key, [](const member& one) -> std::string_view { return one.key.text; });
    return found == of_.members.end() ? nullptr : &found->value;
}

const node* mapping::require(std::string_view key) const {
    const node* found = find(key);
    if (found == nullptr && of_.is_mapping())
        problems_.error(of_.at, fmt::format("\"{}\" is missing here", key));
    return found;
}

std::string_view mapping::exactly_one_of(key_list keys) const {
    std::string_view found;
    int count = 0;
    for (const std::string_view key : keys) {
        if (!has(key)) continue;
        found = key;
        ++count;
    }
    if (count == 1) return found;
    if (of_.is_mapping())
        problems_.error(of_.at, fmt::format("expected {} of {}", count == 0 ? "one" : "only one",
                                            fmt::join(keys, ", ")));
    return {};
}

const std::vector<member>& members_of(const node& of, report& problems) {
    if (!of.is_mapping()) problems.error(of.at, "expected keys and values");
    return of.members;
}

const std::vector<node>& items_of(const node& of, report& problems) {
    if (!of.is_sequence()) problems.error(of.at, "expected a list");
    return of.items;
}

std::vector<const node*> one_or_more(const node& of, report& problems) {
    if (of.is_scalar()) return {&of};
    std::vector<const node*> all;
    for (const node& item : items_of(of, problems)) all.push_back(&item);
    return all;
}

}  // namespace pointsman::yaml
