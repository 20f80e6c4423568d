#include "header_rules.hpp"

#include <algorithm>

namespace pointsman::http {

bool consists_of(std::string_view text, std::string_view marks) {
    return std::ranges::all_of(text, [marks](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               marks.contains(c);
    });
}

bool is_token(std::string_view text) {
    return !text.empty() && consists_of(text, "!#$%&'*+-.^_`|~");
}

bool is_control(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7f;
}

bool is_safe_header(std::string_view name, std::string_view value) {
    return is_token(name) && std::ranges::none_of(value, is_control);
}

}  // namespace pointsman::http
