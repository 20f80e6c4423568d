#pragma once

#include "report.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pointsman::yaml {

struct member;

// A YAML value with the place where it stands. Unlike yaml-cpp's own nodes it knows whether a text
// was quoted, and keeps every key in its order.
struct node {
    enum class kind { null, scalar, sequence, mapping };

    kind what = kind::null;
    place at;
    std::string text;             // of a scalar
    bool quoted = false;          // "x", 'x' or a block; otherwise YAML would take 12 for a number
    std::vector<node> items;      // of a sequence
    std::vector<member> members;  // of a mapping; keys are scalars and occur once

    bool is_scalar() const { return what == kind::scalar; }

    bool is_sequence() const { return what == kind::sequence; }

    bool is_mapping() const { return what == kind::mapping; }
};

struct member {
    node key;
    node value;
};

// What one file may hold; far beyond any honest configuration.
inline constexpr std::size_t max_depth = 32;
inline constexpr std::size_t max_nodes = 50'000;

// Parses one file strictly: a single document in clean UTF-8, without aliases, anchors, tags,
// duplicate keys, keys that are not plain texts, unquoted numbers with leading zeros, or quotes
// left open. Nothing when the file cannot be understood; other problems are reported and the rest
// of the file is still given. `file` must outlive the node: places refer to it.
std::optional<node> parse_document(std::string_view file, const std::string& content,
                                   report& problems);

}  // namespace pointsman::yaml
