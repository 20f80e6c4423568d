#include <pointsman/protocol/check.hpp>

#include "headers.hpp"
#include "transform.hpp"

#include <pointsman/base/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <set>
#include <string_view>

namespace pointsman::protocol {

namespace {

bool is_nested_in(std::string_view inner, std::string_view outer) {
    return inner.size() > outer.size() && inner.starts_with(outer) && inner[outer.size()] == '.';
}

// The names of the items other than `all`, in order.
std::vector<std::string> explicit_names(const request_spec& spec) {
    std::vector<std::string> names;
    for (const send_item& item : spec.send)
        if (const std::string* as = name_of(item)) names.push_back(*as);
    return names;
}

bool sends_all(const request_spec& spec) {
    return std::ranges::any_of(
        spec.send, [](const send_item& item) { return std::holds_alternative<send_all>(item); });
}

std::string shape_problem(const std::string& name, body_format body) {
    if (name.empty()) return "a value is sent without a name";
    if (body != body_format::json) return {};
    const auto parts = base::split(name, '.');
    if (std::ranges::any_of(parts, &std::string_view::empty))
        return fmt::format("\"{}\" has an empty part", name);
    if (parts.size() > max_name_parts)
        return fmt::format("\"{}\" nests deeper than {} levels", name, max_name_parts);
    return {};
}

void add_nesting_problems(const std::set<std::string>& names, std::vector<std::string>& problems) {
    for (const std::string& inner : names)
        for (const std::string& outer : names)
            if (is_nested_in(inner, outer))
                problems.push_back(fmt::format(
                    "\"{}\" cannot be both a value and an object that holds \"{}\"", outer, inner));
}

// Texts of a field's type in their normal form, enough to see whether a transform can do anything
// with them.
std::vector<std::string> samples(const lead::field& field) {
    switch (field.type) {
        case lead::field_type::us_zip: return {"90210"};
        case lead::field_type::us_state: return {"CA"};
        case lead::field_type::integer: return {"34"};
        case lead::field_type::decimal: return {"12.5"};
        case lead::field_type::boolean: return {"true", "false"};
        case lead::field_type::date: return {"1980-02-29"};
        case lead::field_type::enumeration: return field.values;
        case lead::field_type::text: return {"Suite 12"};
        case lead::field_type::email: return {"ann1@example.com"};
        case lead::field_type::phone: return {"+12025550123"};
        case lead::field_type::url: return {"https://example.com/1"};
        case lead::field_type::ip: return {"192.0.2.1"};
    }
    return {};
}

bool ever_sends(const send_field& item, const lead::field& field) {
    return std::ranges::any_of(samples(field), [&](const std::string& sample) {
        return !sent_text(item, sample).empty();
    });
}

// RFC 9110, 5.6.2.
bool is_token(std::string_view text) {
    constexpr std::string_view allowed =
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    return !text.empty() && text.find_first_not_of(allowed) == std::string_view::npos;
}

// RFC 9110, 5.5, without the obsolete bytes above 0x7f.
bool is_header_value(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return (c >= ' ' && c <= '~') || c == '\t'; });
}

}  // namespace

std::vector<std::string> names_conflicts(const request_spec& spec, const lead::catalogue& fields) {
    std::vector<std::string> problems;
    std::set<std::string> names;
    for (const std::string& name : explicit_names(spec)) {
        if (std::string wrong = shape_problem(name, spec.body); !wrong.empty())
            problems.push_back(std::move(wrong));
        else if (!names.insert(name).second)
            problems.push_back(fmt::format("two values are sent as \"{}\"", name));
    }
    if (sends_all(spec))
        for (const lead::field& field : fields.fields()) names.insert(field.name);
    if (spec.body == body_format::json) add_nesting_problems(names, problems);
    return problems;
}

std::vector<std::string> transform_problems(const request_spec& spec,
                                            const lead::catalogue& fields) {
    std::vector<std::string> problems;
    for (const send_item& item : spec.send) {
        const auto* sent = std::get_if<send_field>(&item);
        if (!sent || sent->with.empty()) continue;
        const lead::field& field = fields.at(sent->field);
        if (!ever_sends(*sent, field))
            problems.push_back(
                fmt::format("`with` leaves nothing of field \"{}\", which is of type {}",
                            field.name, lead::to_text(field.type)));
    }
    return problems;
}

std::vector<std::string> header_problems(const request_spec& spec) {
    std::vector<std::string> problems;
    std::set<std::string> seen;
    for (const auto& [name, value] : spec.headers) {
        if (!is_token(name))
            problems.push_back(fmt::format("\"{}\" is not the name of a header", name));
        else if (is_reserved_header(name))
            problems.push_back(fmt::format("header {} is set by the server", name));
        else if (!seen.insert(base::to_lower(name)).second)
            problems.push_back(fmt::format("header {} stands twice", name));
        if (!is_header_value(value))
            problems.push_back(
                fmt::format("header {} has a value with characters that a header "
                            "cannot hold",
                            name));
    }
    return problems;
}

}  // namespace pointsman::protocol
