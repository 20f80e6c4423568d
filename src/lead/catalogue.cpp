#include <pointsman/lead/catalogue.hpp>

#include <array>
#include <utility>

namespace pointsman::lead {

namespace {

struct type_name {
    field_type type;
    std::string_view name;
};

constexpr auto type_names = std::to_array<type_name>({
    {field_type::us_zip, "us_zip"},
    {field_type::us_state, "us_state"},
    {field_type::integer, "integer"},
    {field_type::decimal, "decimal"},
    {field_type::boolean, "boolean"},
    {field_type::date, "date"},
    {field_type::enumeration, "enum"},
    {field_type::text, "text"},
    {field_type::email, "email"},
    {field_type::phone, "phone"},
    {field_type::url, "url"},
    {field_type::ip, "ip"},
});

}  // namespace

std::string_view to_text(field_type type) {
    for (const type_name& entry : type_names)
        if (entry.type == type) return entry.name;
    std::unreachable();
}

std::optional<field_type> parse_field_type(std::string_view text) {
    for (const type_name& entry : type_names)
        if (entry.name == text) return entry.type;
    return std::nullopt;
}

catalogue::catalogue(std::vector<field> fields) : fields_(std::move(fields)) {
    for (const field& definition : fields_)
        numbers_.emplace(definition.name, static_cast<field_number>(numbers_.size()));
}

std::optional<field_number> catalogue::find(std::string_view name) const {
    const auto found = numbers_.find(std::string(name));
    if (found == numbers_.end()) return std::nullopt;
    return found->second;
}

bool can_derive(field_type to, field_type from) {
    return (to == field_type::us_state && from == field_type::us_zip) ||
           (to == field_type::integer && from == field_type::date);
}

}  // namespace pointsman::lead
