#include <pointsman/base/text.hpp>
#include <pointsman/duplicate/keys.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>

namespace pointsman::duplicate {
namespace {

// A field's type and its value without regard to case.
using part = std::pair<std::string_view, std::string>;

part part_of(const lead::field& field, const lead::value& value) {
    return {lead::to_text(field.type), base::to_lower(lead::to_text(value))};
}

// Lengths stand before values, so that no two different combinations give the same text; the words
// in front keep these hashes apart from all others under the same key. Fields of one type stay in
// their order.
base::digest key_of(const std::vector<part>& parts, const base::secret_key& master_key) {
    const std::multimap<std::string_view, std::string> by_type(parts.begin(), parts.end());
    std::string text = "duplicate key";
    for (const auto& [type, value] : by_type)
        text += fmt::format("\n{} {} {}", type, value.size(), value);
    return base::hmac_sha256(master_key, text);
}

void append(std::vector<base::digest>& to, const std::vector<base::digest>& more) {
    to.insert(to.end(), more.begin(), more.end());
}

void sort_and_thin(std::vector<base::digest>& keys) {
    std::ranges::sort(keys);
    const auto repeated = std::ranges::unique(keys);
    keys.erase(repeated.begin(), repeated.end());
}

}  // namespace

std::vector<base::digest> make_keys(const key_fields& of, const lead::catalogue& fields,
                                    const lead::values& lead, const base::secret_key& master_key) {
    std::vector<part> parts;
    for (const lead::field_number number : of.fields) {
        const lead::value& value = lead.at(number);
        if (lead::is_present(value)) parts.push_back(part_of(fields.at(number), value));
    }
    if (of.by == match::all) {
        if (parts.empty() || parts.size() < of.fields.size()) return {};
        return {key_of(parts, master_key)};
    }
    std::vector<base::digest> keys;
    for (const part& each : parts) keys.push_back(key_of({each}, master_key));
    sort_and_thin(keys);
    return keys;
}

lead_keys keys_of(std::span<const rule> rules, std::span<const key_fields> also_kept,
                  const lead::catalogue& fields, const lead::values& lead,
                  const base::secret_key& master_key) {
    lead_keys made;
    for (const rule& each : rules) {
        made.by_rule.push_back(make_keys(each.key, fields, lead, master_key));
        append(made.looked_up, made.by_rule.back());
    }
    made.kept = made.looked_up;
    for (const key_fields& each : also_kept)
        append(made.kept, make_keys(each, fields, lead, master_key));
    sort_and_thin(made.looked_up);
    sort_and_thin(made.kept);
    return made;
}

bool can_identify(lead::field_type type) {
    switch (type) {
        case lead::field_type::phone:
        case lead::field_type::email:
        case lead::field_type::text:
        case lead::field_type::url:
        case lead::field_type::ip: return true;
        case lead::field_type::us_zip:
        case lead::field_type::us_state:
        case lead::field_type::integer:
        case lead::field_type::decimal:
        case lead::field_type::boolean:
        case lead::field_type::date:
        case lead::field_type::enumeration: return false;
    }
    return false;
}

std::optional<key_fields> translated(const key_fields& of, const lead::catalogue& from,
                                     const lead::catalogue& to) {
    key_fields made{{}, of.by};
    for (const lead::field_number number : of.fields) {
        const lead::field& wanted = from.at(number);
        const auto found = to.find(wanted.name);
        if (!found || to.at(*found).type != wanted.type) return std::nullopt;
        made.fields.push_back(*found);
    }
    return made;
}

}  // namespace pointsman::duplicate
