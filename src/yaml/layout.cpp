#include "layout.hpp"

#include <algorithm>

namespace pointsman::yaml {

std::optional<file_kind> kind_of(std::string_view path) {
    if (path == server_file) return file_kind::server;
    const std::size_t slash = path.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const auto rule = std::ranges::find(folder_rules, path.substr(0, slash), &folder_rule::name);
    const std::string_view name = path.substr(slash + 1);
    if (rule == std::end(folder_rules) || name.contains('/') || name.starts_with('.'))
        return std::nullopt;
    if (name.size() <= rule->ending.size() || !name.ends_with(rule->ending)) return std::nullopt;
    return rule->kind;
}

std::string_view stem_of(std::string_view path) {
    const std::string_view name = path.substr(path.rfind('/') + 1);
    return name.substr(0, name.rfind('.'));
}

}  // namespace pointsman::yaml
