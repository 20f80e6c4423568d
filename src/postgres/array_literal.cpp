#include "array_literal.hpp"

#include <array>
#include <utility>

namespace pointsman::postgres {

std::string& array_literal::begin_element() {
    if (!empty()) literal_ += ',';
    return literal_;
}

void array_literal::add_text(std::string_view value) {
    std::string& out = begin_element();
    out += '"';
    for (const char letter : value) {
        if (letter == '"' || letter == '\\') out += '\\';
        out += letter;
    }
    out += '"';
}

void array_literal::add_bytes(std::span<const std::uint8_t> value) {
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string& out = begin_element();
    out.reserve(out.size() + 2 * value.size() + 5);
    out += R"("\\x)";
    for (const std::uint8_t byte : value) {
        out += digits[byte >> 4U];
        out += digits[byte & 15U];
    }
    out += '"';
}

std::string array_literal::take() {
    literal_ += '}';
    return std::exchange(literal_, "{");
}

}  // namespace pointsman::postgres
