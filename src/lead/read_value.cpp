#include "calendar_date.hpp"
#include "contact_formats.hpp"
#include "decimal_number.hpp"
#include "number_limits.hpp"

#include <pointsman/base/strict_json.hpp>
#include <pointsman/base/text.hpp>
#include <pointsman/lead/lead.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

namespace pointsman::lead {

namespace {

using nlohmann::json;
using outcome = base::result<value, std::string>;

constexpr std::size_t zip_plus_four_length = 10;
constexpr std::string_view expected_zip = "must be a five-digit ZIP code";

outcome refused(std::string_view expected) {
    return base::failure<std::string>(std::string(expected));
}

template <class Normal>
outcome accepted_or(std::optional<Normal> normal, std::string_view expected) {
    if (!normal) return refused(expected);
    return value(*std::move(normal));
}

bool is_zip(std::string_view text) {
    return text.size() == zip_digits && base::is_digits(text);
}

outcome read_zip(const json& given, std::string_view text) {
    if (given.is_number_integer() && base::is_digits(text) && text.size() < zip_digits)
        return refused("must be a five-digit ZIP code; send it as a string to keep leading zeros");
    const bool has_plus_four = text.size() == zip_plus_four_length && text[zip_digits] == '-' &&
                               base::is_digits(text.substr(zip_digits + 1));
    const std::string_view zip = has_plus_four ? text.substr(0, zip_digits) : text;
    if (!is_zip(zip)) return refused(expected_zip);
    return value(std::string(zip));
}

outcome read_state(std::string_view text) {
    std::string code = base::to_upper(text);
    if (!is_us_state(code)) return refused("must be a two-letter US state code");
    return value(std::move(code));
}

outcome read_integer(const field& definition, std::string_view text) {
    const std::optional<std::int64_t> number = base::parse_integer(text);
    if (!number || !is_within_limits(definition, *number))
        return refused(expected_number(definition));
    return value(*number);
}

outcome read_decimal(const field& definition, std::string_view text) {
    const std::optional<decimal> number = parse_decimal(text);
    if (!number || !is_within_limits(definition, number->millionths))
        return refused(expected_number(definition));
    return value(*number);
}

outcome read_boolean(std::string_view text) {
    constexpr auto yes = std::to_array<std::string_view>({"true", "yes", "1"});
    constexpr auto no = std::to_array<std::string_view>({"false", "no", "0"});
    const std::string answer = base::to_lower(text);
    if (std::ranges::find(yes, answer) != yes.end()) return value(true);
    if (std::ranges::find(no, answer) != no.end()) return value(false);
    return refused("must be true or false");
}

outcome read_enumeration(const field& definition, std::string_view text) {
    const std::string wanted = base::to_lower(text);
    for (const std::string& candidate : definition.values)
        if (base::to_lower(candidate) == wanted) return value(candidate);
    return refused(fmt::format("must be one of {}", fmt::join(definition.values, ", ")));
}

outcome read_text(const json& given, std::string_view text) {
    if (given.is_boolean()) return refused("must be a text");
    if (text.empty()) return refused("must not be empty");
    return value(std::string(text));
}

bool has_max_length(field_type type) {
    return type == field_type::text || type == field_type::email || type == field_type::url;
}

outcome read_text_of_type(const field& definition, const json& given, std::string_view text) {
    switch (definition.type) {
        case field_type::us_zip: return read_zip(given, text);
        case field_type::us_state: return read_state(text);
        case field_type::integer: return read_integer(definition, text);
        case field_type::decimal: return read_decimal(definition, text);
        case field_type::boolean: return read_boolean(text);
        case field_type::date: return accepted_or(parse_date(text), "must be a date YYYY-MM-DD");
        case field_type::enumeration: return read_enumeration(definition, text);
        case field_type::text: return read_text(given, text);
        case field_type::email: return accepted_or(normal_email(text), "must be an e-mail address");
        case field_type::phone: return accepted_or(normal_phone(text), "must be a US phone number");
        case field_type::url: return accepted_or(normal_url(text), "must be an http or https URL");
        case field_type::ip: return accepted_or(normal_ip(text), "must be an IP address");
    }
    std::unreachable();
}

}  // namespace

outcome read_value(const field& definition, const json& given) {
    if (given.is_null()) return value(absent{});
    std::string source;
    if (!base::scalar_text(given, source))
        return refused("must be a single value, not an object or a list");
    if (!base::is_clean_utf8(source))
        return refused("must be well-formed UTF-8 without NUL characters");
    const std::string_view text = base::trimmed(source);
    if (has_max_length(definition.type) && text.size() > definition.max_length)
        return refused(fmt::format("must be at most {} bytes long", definition.max_length));
    return read_text_of_type(definition, given, text);
}

}  // namespace pointsman::lead
