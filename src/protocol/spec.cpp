#include <pointsman/protocol/spec.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

namespace pointsman::protocol {

namespace {

constexpr std::array<std::pair<std::string_view, transform_kind>, 11> transforms{{
    {"lower", transform_kind::lower},
    {"upper", transform_kind::upper},
    {"digits", transform_kind::digits},
    {"national", transform_kind::national},
    {"area_code", transform_kind::area_code},
    {"sha256", transform_kind::sha256},
    {"md5", transform_kind::md5},
    {"domain", transform_kind::domain},
    {"year", transform_kind::year},
    {"zip3", transform_kind::zip3},
    {"date", transform_kind::date},
}};

constexpr std::array<std::pair<std::string_view, fact>, 8> facts{{
    {"lead_id", fact::lead_id},
    {"offer_id", fact::offer_id},
    {"order", fact::order},
    {"seller", fact::seller},
    {"source", fact::source},
    {"price", fact::price},
    {"test", fact::test},
    {"received_at", fact::received_at},
}};

template <class Value, std::size_t Size>
std::optional<Value> find_named(const std::array<std::pair<std::string_view, Value>, Size>& table,
                                std::string_view name) {
    const auto found = std::ranges::find(table, name, [](const auto& row) { return row.first; });
    if (found == table.end()) return std::nullopt;
    return found->second;
}

// strftime's conversions that need nothing but a date.
constexpr std::string_view date_conversions = "YymdejbBaAFD";

bool is_date_pattern(std::string_view pattern) {
    if (pattern.size() > max_date_pattern_bytes) return false;
    bool converts = false;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == '\0') return false;
        if (pattern[i] != '%') continue;
        if (++i == pattern.size()) return false;
        if (pattern[i] == '%') continue;
        if (!date_conversions.contains(pattern[i])) return false;
        converts = true;
    }
    return converts;
}

}  // namespace

std::optional<transform> parse_transform(std::string_view text) {
    const std::size_t colon = text.find(':');
    const auto kind = find_named(transforms, text.substr(0, colon));
    if (!kind) return std::nullopt;
    const bool has_argument = colon != std::string_view::npos;
    if (has_argument != (*kind == transform_kind::date)) return std::nullopt;
    if (!has_argument) return transform{.kind = *kind, .argument = {}};
    const std::string_view pattern = text.substr(colon + 1);
    if (!is_date_pattern(pattern)) return std::nullopt;
    return transform{.kind = *kind, .argument = std::string(pattern)};
}

bool masks_personal_data(transform_kind kind) {
    switch (kind) {
        case transform_kind::area_code:
        case transform_kind::sha256:
        case transform_kind::md5:
        case transform_kind::domain:
        case transform_kind::year: return true;
        case transform_kind::lower:
        case transform_kind::upper:
        case transform_kind::digits:
        case transform_kind::national:
        case transform_kind::zip3:
        case transform_kind::date: return false;
    }
    return false;
}

std::optional<fact> parse_fact(std::string_view text) {
    return find_named(facts, text);
}

const std::string* name_of(const send_item& item) {
    return std::visit(
        [](const auto& kind) -> const std::string* {
            if constexpr (requires { kind.as; })
                return &kind.as;
            else
                return nullptr;
        },
        item);
}

std::string_view to_text(refusal_class which) {
    switch (which) {
        case refusal_class::duplicate: return "duplicate";
        case refusal_class::quality: return "quality";
        case refusal_class::cap: return "cap";
        case refusal_class::price: return "price";
        case refusal_class::other: return "other";
    }
    return "other";
}

}  // namespace pointsman::protocol
