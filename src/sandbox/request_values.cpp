#include "request_values.hpp"

#include <pointsman/base/strict_json.hpp>
#include <pointsman/base/text.hpp>

#include <nlohmann/json.hpp>

namespace pointsman::sandbox {
namespace {

using value_map = std::map<std::string, std::string>;

// The parser has bounded the depth.
void flatten(const nlohmann::json& node, const std::string& name, value_map& into) {
    if (!node.is_structured()) {
        if (std::string text; base::scalar_text(node, text)) into[name] = std::move(text);
        return;
    }
    const std::string prefix = name.empty() ? "" : name + ".";
    for (const auto& [key, child] : node.items()) flatten(child, prefix + key, into);
}

value_map form_values(std::string_view body) {
    value_map values;
    for (const std::string_view pair : base::split(body, '&')) {
        const std::size_t equals = pair.find('=');
        if (equals == std::string_view::npos) continue;
        const auto name = base::form_decode(pair.substr(0, equals));
        const auto value = base::form_decode(pair.substr(equals + 1));
        if (name && value) values[*name] = *value;
    }
    return values;
}

}  // namespace

std::map<std::string, std::string> values_of(std::string_view content_type, std::string_view body) {
    if (content_type.starts_with("application/x-www-form-urlencoded")) return form_values(body);
    value_map values;
    if (const auto document = base::parse_json(body)) flatten(*document, "", values);
    return values;
}

}  // namespace pointsman::sandbox
