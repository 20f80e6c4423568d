#pragma once

#include <optional>
#include <string_view>

namespace pointsman::yaml {

enum class file_kind { server, vertical, seller, tree, buyer, list };

// What a file is, by its path relative to the folder ("buyers/northstar.yaml"); nothing for a path
// that is not read.
std::optional<file_kind> kind_of(std::string_view path);

// "northstar" of "buyers/northstar.yaml".
std::string_view stem_of(std::string_view path);

// The folders that are read, and what files in them end in ("" for lists: anything).
struct folder_rule {
    std::string_view name;
    file_kind kind;
    std::string_view ending;
};

inline constexpr folder_rule folder_rules[] = {{"verticals", file_kind::vertical, ".yaml"},
                                               {"sellers", file_kind::seller, ".yaml"},
                                               {"trees", file_kind::tree, ".yaml"},
                                               {"buyers", file_kind::buyer, ".yaml"},
                                               {"lists", file_kind::list, ""}};

inline constexpr std::string_view server_file = "server.yaml";

}  // namespace pointsman::yaml
