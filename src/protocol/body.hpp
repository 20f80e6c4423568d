#pragma once

#include <string>
#include <vector>

namespace pointsman::protocol {

// One name with its value, ready for either body format.
struct pair {
    std::string name;   // in JSON, dots nest
    std::string value;  // plain text, or one JSON token ("12", "true", "{...}")
    bool is_token = false;
};

// A JSON object with the pairs in the order given; "a.b" and "a.c" share the object "a". Where a
// name was taken before (which the check of the configuration excludes) the first pair stays.
std::string json_body(const std::vector<pair>& pairs);

// application/x-www-form-urlencoded.
std::string form_body(const std::vector<pair>& pairs);

// `text` as a JSON string with its quotes. Bytes that are not UTF-8 become U+FFFD.
std::string quoted(const std::string& text);

}  // namespace pointsman::protocol
