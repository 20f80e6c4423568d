#include "calendar_date.hpp"
#include "decimal_number.hpp"

#include <pointsman/lead/lead.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace pointsman::lead {

namespace {

using nlohmann::json;

// Decimals and dates travel as text: JSON numbers would lead through a double.
json stored_form(const value& v) {
    if (const auto* truth = std::get_if<bool>(&v)) return *truth;
    if (const auto* number = std::get_if<std::int64_t>(&v)) return *number;
    return to_text(v);
}

template <class Parsed>
value present_or_absent(const std::optional<Parsed>& parsed) {
    if (!parsed) return absent{};
    return *parsed;
}

// Stored values are in normal form and are not checked again: the catalogue may have become
// stricter since. A value of another type than the field now has is left absent.
value from_stored_form(field_type type, const json& stored) {
    if (type == field_type::boolean)
        return stored.is_boolean() ? value(stored.get<bool>()) : absent{};
    if (type == field_type::integer)
        return stored.is_number_integer() ? value(stored.get<std::int64_t>()) : absent{};
    if (!stored.is_string()) return absent{};
    const auto& text = stored.get_ref<const std::string&>();
    if (type == field_type::decimal) return present_or_absent(parse_decimal(text));
    if (type == field_type::date) return present_or_absent(parse_date(text));
    return text;
}

}  // namespace

json to_json(const catalogue& fields, const values& lead, bool personal) {
    json stored = json::object();
    const std::size_t count = std::min(fields.size(), lead.size());
    for (std::size_t i = 0; i < count; ++i) {
        const field& definition = fields.fields()[i];
        if (definition.personal == personal && is_present(lead[i]))
            stored[definition.name] = stored_form(lead[i]);
    }
    return stored;
}

values from_json(const catalogue& fields, const json& stored) {
    values lead(fields.size());
    for (const auto& [name, form] : stored.items())
        if (const std::optional<field_number> number = fields.find(name))
            lead[*number] = from_stored_form(fields.at(*number).type, form);
    return lead;
}

}  // namespace pointsman::lead
