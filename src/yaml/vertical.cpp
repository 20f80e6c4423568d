#include "contact_hours.hpp"
#include "duplicates.hpp"
#include "kinds.hpp"
#include "mapping.hpp"
#include "suppression.hpp"

#include <pointsman/base/text.hpp>
#include <pointsman/lead/lead.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace pointsman::yaml {

namespace {

constexpr std::array<choice<lead::required_at>, 3> stages{{{"ping", lead::required_at::ping},
                                                           {"post", lead::required_at::post},
                                                           {"never", lead::required_at::never}}};

constexpr std::int64_t longest_text = 8192;

bool is_number(lead::field_type type) {
    return type == lead::field_type::integer || type == lead::field_type::decimal;
}

bool has_length(lead::field_type type) {
    return type == lead::field_type::text || type == lead::field_type::email ||
           type == lead::field_type::url;
}

bool read_type(const mapping& at, lead::field& into, report& problems) {
    const node* given = at.require("type");
    std::string name;
    if (given == nullptr || !read(*given, name, problems)) return false;
    if (const auto type = lead::parse_field_type(name)) {
        into.type = *type;
        return true;
    }
    const std::vector<std::string> known{"us_zip",  "us_state", "integer", "decimal",
                                         "boolean", "date",     "enum",    "text",
                                         "email",   "phone",    "url",     "ip"};
    problems.error(given->at,
                   fmt::format("there is no type \"{}\"; {}", name, not_among(name, known)));
    return false;
}

// Limits are written like the field's own values: 16, or "0.5" for decimals (kept in millionths).
void read_limit(const mapping& at, std::string_view key, const lead::field& of,
                std::optional<std::int64_t>& into, report& problems) {
    const node* given = at.find(key);
    if (given == nullptr) return;
    if (!is_number(of.type)) {
        problems.error(given->at, fmt::format("\"{}\" is for the types integer and decimal", key));
        return;
    }
    lead::field unlimited;
    unlimited.type = of.type;
    const auto value = lead::read_value(unlimited, given->is_scalar() ? given->text : "");
    if (!value)
        problems.error(given->at, value.error());
    else if (const auto* whole = std::get_if<std::int64_t>(&*value))
        into = *whole;
    else
        into = std::get<lead::decimal>(*value).millionths;
}

void read_values(const mapping& at, lead::field& into, report& problems) {
    const node* given = at.find("values");
    if (into.type != lead::field_type::enumeration) {
        if (given != nullptr) problems.error(given->at, "\"values\" is for the type enum");
        return;
    }
    given = at.require("values");
    if (given == nullptr) return;
    for (const node& item : items_of(*given, problems)) {
        std::string value;
        if (!read(item, value, problems)) continue;
        const auto same = [&value](const std::string& other) {
            return base::to_lower(other) == base::to_lower(value);
        };
        if (std::ranges::any_of(into.values, same))
            problems.error(item.at, "this value stands here twice (case does not matter)");
        else
            into.values.push_back(std::move(value));
    }
    if (given->is_sequence() && given->items.empty())
        problems.error(given->at, "expected at least one value");
}

void read_max_length(const mapping& at, lead::field& into, report& problems) {
    const node* given = at.find("max_length");
    if (given == nullptr) return;
    std::int64_t length = 0;
    if (!has_length(into.type))
        problems.error(given->at, "\"max_length\" is for the types text, email and url");
    else if (read(*given, length, whole_range{1, longest_text}, problems))
        into.max_length = static_cast<std::size_t>(length);
}

lead::field read_field(const member& given, report& problems) {
    lead::field field;
    field.name = given.key.text;
    std::string checked;
    read(given.key, checked, a_name, problems);
    if (field.name == "all")
        problems.error(given.key.at,
                       "a field cannot be called \"all\": `send: [all]` means every field");
    const mapping at(
        given.value,
        {"type", "required", "personal", "min", "max", "max_length", "values", "derive"}, problems);
    if (!read_type(at, field, problems)) return field;
    at.optional("required", field.required, stages);
    at.optional("personal", field.personal);
    read_limit(at, "min", field, field.min, problems);
    read_limit(at, "max", field, field.max, problems);
    if (field.min && field.max && *field.min > *field.max)
        problems.error(at.find("max")->at, "\"max\" is less than \"min\"");
    read_max_length(at, field, problems);
    read_values(at, field, problems);
    return field;
}

// A field may be derived from one that stands further down, so this comes when all names are known.
void read_derive(const member& given, std::vector<lead::field>& fields, lead::field& into,
                 report& problems) {
    if (!given.value.is_mapping()) return;
    const auto found = std::ranges::find_if(
        given.value.members, [](const member& one) { return one.key.text == "derive"; });
    if (found == given.value.members.end()) return;
    const mapping at(found->value, {"from"}, problems);
    std::string name;
    if (!at.required("from", name)) return;
    const auto source = std::ranges::find(fields, name, &lead::field::name);
    if (source == fields.end()) {
        std::vector<std::string> known;
        for (const lead::field& field : fields) known.push_back(field.name);
        problems.error(at.find("from")->at,
                       fmt::format("there is no field \"{}\"; {}", name, not_among(name, known)));
    } else if (!lead::can_derive(into.type, source->type)) {
        problems.error(at.find("from")->at,
                       fmt::format("{} cannot be computed from {}; only us_state from us_zip and "
                                   "integer (age) from date",
                                   lead::to_text(into.type), lead::to_text(source->type)));
    } else {
        into.derived_from = static_cast<lead::field_number>(source - fields.begin());
    }
}

lead::catalogue read_fields(const node& given, plan::vertical_number vertical, draft& into) {
    report& problems = into.problems;
    std::vector<lead::field> fields;
    const std::vector<member>& members = members_of(given, problems);
    if (given.is_mapping() && members.empty())
        problems.error(given.at, "expected at least one field");
    if (members.size() > lead::catalogue::max_fields) {
        problems.error(given.at, fmt::format("more than {} fields", lead::catalogue::max_fields));
        return {};
    }
    for (const member& each : members) {
        const std::size_t before = problems.errors();
        fields.push_back(read_field(each, problems));
        if (problems.errors() > before)
            into.doubtful_fields.emplace(vertical,
                                         static_cast<lead::field_number>(fields.size() - 1));
    }
    for (std::size_t i = 0; i < members.size(); ++i)
        read_derive(members[i], fields, fields[i], problems);
    return lead::catalogue(std::move(fields));
}

}  // namespace

void read_vertical(const node& root, std::string_view stem, draft& into) {
    const mapping at(root, {"vertical", "fields", "duplicates", "suppression", "contact_hours"},
                     into.problems, {"consent"});
    plan::vertical vertical;
    const auto number = static_cast<plan::vertical_number>(into.plan->verticals.size());
    if (!at.required("vertical", vertical.name, a_name))
        into.verticals.mark_broken(std::string(stem));
    else
        into.verticals.add(*at.find("vertical"), number, into.problems);
    if (const node* fields = at.require("fields"))
        vertical.fields = read_fields(*fields, number, into);
    if (const node* rules = at.find("duplicates"))
        vertical.duplicates = read_duplicates(*rules, number, vertical.fields, into);
    if (const node* lists = at.find("suppression"))
        vertical.suppression = read_suppressions(*lists, number, vertical.fields, into);
    if (const node* hours = at.find("contact_hours"))
        vertical.contact_hours = read_contact_hours(*hours, vertical.fields, into);
    into.plan->verticals.push_back(std::move(vertical));
}

}  // namespace pointsman::yaml
