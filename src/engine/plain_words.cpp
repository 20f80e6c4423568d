#include "plain_words.hpp"

#include <pointsman/base/text.hpp>

#include <cstddef>
#include <variant>

namespace pointsman::engine {
namespace {

constexpr std::size_t anywhere_from_bytes = 6;

// Letters and digits; bytes of other scripts count as letters.
bool is_of_a_word(char byte) {
    const bool digit = byte >= '0' && byte <= '9';
    const bool letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
    return digit || letter || static_cast<unsigned char>(byte) >= 0x80;
}

std::string without_punctuation(std::string_view text) {
    std::string kept;
    for (const char byte : text)
        if (is_of_a_word(byte)) kept += byte;
    return base::to_lower(kept);
}

// " duplicate of ann ": every word between blanks.
std::string as_words(std::string_view text) {
    std::string spaced = " ";
    for (const char byte : text) {
        if (is_of_a_word(byte))
            spaced += byte;
        else if (spaced.back() != ' ')
            spaced += ' ';
    }
    if (spaced.back() != ' ') spaced += ' ';
    return base::to_lower(spaced);
}

// "+13105550187" is told as "310 555 0187" as well.
std::string_view without_country_code(std::string_view phone) {
    return phone.starts_with("+1") ? phone.substr(2) : phone;
}

bool hold_value(std::string_view words, const lead::field& field, const lead::value& value) {
    const std::string text = lead::to_text(value);
    const std::string_view wanted =
        field.type == lead::field_type::phone ? without_country_code(text) : text;
    const std::string bare = without_punctuation(wanted);
    if (bare.size() >= anywhere_from_bytes) return without_punctuation(words).contains(bare);
    return !bare.empty() && as_words(words).contains(as_words(wanted));
}

struct plain {
    const lead::catalogue& fields;
    const lead::values& lead;

    void make(std::string& words) const {
        if (hold_personal_data(words, fields, lead)) words = personal_words;
    }

    void operator()(protocol::bid&) const {}

    void operator()(protocol::declined& a) const { make(a.reason); }

    void operator()(protocol::ping_failed& a) const { make(a.what); }

    void operator()(protocol::bad_reply& a) const { make(a.what); }

    void operator()(protocol::accepted& a) const { make(a.reference); }

    void operator()(protocol::rejected& a) const { make(a.reason); }

    void operator()(protocol::not_understood& a) const { make(a.what); }
};

}  // namespace

bool hold_personal_data(std::string_view words, const lead::catalogue& fields,
                        const lead::values& lead) {
    if (words.empty()) return false;
    for (std::size_t number = 0; number < fields.size(); ++number) {
        const lead::field& field = fields.at(static_cast<lead::field_number>(number));
        const lead::value& value = lead.at(number);
        if (field.personal && lead::is_present(value) && hold_value(words, field, value))
            return true;
    }
    return false;
}

protocol::ping_answer in_plain_words(protocol::ping_answer answer, const lead::catalogue& fields,
                                     const lead::values& lead) {
    std::visit(plain{fields, lead}, answer);
    return answer;
}

protocol::post_answer in_plain_words(protocol::post_answer answer, const lead::catalogue& fields,
                                     const lead::values& lead) {
    std::visit(plain{fields, lead}, answer);
    return answer;
}

}  // namespace pointsman::engine
