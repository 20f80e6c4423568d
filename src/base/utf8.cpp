#include <pointsman/base/text.hpp>

namespace pointsman::base {

namespace {

std::uint8_t byte_at(std::string_view text, std::size_t position) {
    return position < text.size() ? static_cast<std::uint8_t>(text[position]) : std::uint8_t{0};
}

bool is_between(std::uint8_t byte, std::uint8_t low, std::uint8_t high) {
    return byte >= low && byte <= high;
}

bool is_continuation(std::uint8_t byte) {
    return is_between(byte, 0x80, 0xBF);
}

// The second byte's range is narrower after E0 and F0 (overlong forms), ED (surrogates) and F4
// (above U+10FFFF): RFC 3629, section 4.
bool is_second_byte(std::uint8_t lead, std::uint8_t second) {
    switch (lead) {
        case 0xE0: return is_between(second, 0xA0, 0xBF);
        case 0xED: return is_between(second, 0x80, 0x9F);
        case 0xF0: return is_between(second, 0x90, 0xBF);
        case 0xF4: return is_between(second, 0x80, 0x8F);
        default: return is_continuation(second);
    }
}

// How many bytes the character at `position` takes; 0 when it is not clean.
std::size_t character_length(std::string_view text, std::size_t position) {
    const std::uint8_t lead = byte_at(text, position);
    if (is_between(lead, 0x01, 0x7F)) return 1;
    if (!is_between(lead, 0xC2, 0xF4)) return 0;
    if (!is_second_byte(lead, byte_at(text, position + 1))) return 0;
    if (lead < 0xE0) return 2;
    if (!is_continuation(byte_at(text, position + 2))) return 0;
    if (lead < 0xF0) return 3;
    return is_continuation(byte_at(text, position + 3)) ? 4 : 0;
}

}  // namespace

std::size_t clean_utf8_length(std::string_view text) {
    std::size_t position = 0;
    while (position < text.size()) {
        const std::size_t length = character_length(text, position);
        if (length == 0) break;
        position += length;
    }
    return position;
}

bool is_clean_utf8(std::string_view text) {
    return clean_utf8_length(text) == text.size();
}

}  // namespace pointsman::base
