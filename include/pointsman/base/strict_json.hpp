#pragma once

#include <pointsman/base/result.hpp>

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace pointsman::base {

// What one hostile document may cost. nlohmann alone stops at a NUL byte, keeps the last of
// duplicate keys and overflows the stack on deep documents: all of that is refused while parsing,
// never after.
struct json_limits {
    std::size_t depth = 32;
    std::size_t members = 512;        // keys and array elements in the whole document
    std::size_t string_bytes = 8192;  // the longest key or string
};

struct json_problem {
    std::size_t offset = 0;  // byte at which the document stopped being acceptable
    std::string what;        // "nested deeper than 32 levels", "key \"zip\" appears twice", ...
};

// Parses a whole document: clean UTF-8, no NUL (neither raw nor as \u0000), no duplicate keys,
// within the limits. Numbers with a fraction or exponent, and integers beyond 64 bits, become
// STRINGS holding their source text, so that money never passes through a double; a number beyond
// even a double's range is refused. Every integer fits std::int64_t.
result<nlohmann::json, json_problem> parse_json(std::string_view text,
                                                const json_limits& limits = {});

// The text of a scalar as the configuration's `is` compares it: strings as they are, `true`, `12`;
// nothing for null, objects and arrays.
bool scalar_text(const nlohmann::json& value, std::string& text);

}  // namespace pointsman::base
