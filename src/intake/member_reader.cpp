#include "member_reader.hpp"

#include <pointsman/base/strict_json.hpp>
#include <pointsman/base/text.hpp>
#include <pointsman/journal/reason.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace pointsman::intake {

namespace {

// A request of nothing but unknown names would otherwise compare each with all that are known.
constexpr std::size_t max_suggestions = 16;

bool is_text_of(const nlohmann::json& value, std::size_t max_bytes) {
    return value.is_string() && value.get_ref<const std::string&>().size() <= max_bytes;
}

}  // namespace

std::string_view missing_field() {
    return journal::to_text(journal::lead_reason::missing_field);
}

std::string_view invalid_field() {
    return journal::to_text(journal::lead_reason::invalid_field);
}

member_reader::member_reader(const nlohmann::json& object, std::string path,
                             std::vector<problem>& problems)
    : object_(object), path_(std::move(path)), problems_(problems) {}

const nlohmann::json* member_reader::find(const char* name) const {
    const auto found = object_.find(name);
    return found == object_.end() || found->is_null() ? nullptr : &*found;
}

void member_reader::complain(std::string_view name, std::string_view expected) {
    problems_.push_back({.field = path_ + std::string(name),
                         .reason = std::string(invalid_field()),
                         .detail = std::string(expected)});
}

void member_reader::complain_missing(std::string_view name) {
    problems_.push_back({.field = path_ + std::string(name),
                         .reason = std::string(missing_field()),
                         .detail = "is required"});
}

std::optional<std::string> member_reader::text(const char* name, std::size_t max_bytes) {
    const nlohmann::json* value = find(name);
    if (!value) return std::nullopt;
    if (is_text_of(*value, max_bytes)) return value->get<std::string>();
    complain(name, fmt::format("must be a text of at most {} bytes", max_bytes));
    return std::nullopt;
}

std::optional<bool> member_reader::boolean(const char* name) {
    const nlohmann::json* value = find(name);
    if (!value) return std::nullopt;
    if (value->is_boolean()) return value->get<bool>();
    complain(name, "must be true or false");
    return std::nullopt;
}

std::optional<std::int64_t> member_reader::integer(const char* name, std::int64_t least,
                                                   std::int64_t most) {
    const nlohmann::json* value = find(name);
    if (!value) return std::nullopt;
    if (value->is_number_integer()) {
        const auto number = value->get<std::int64_t>();
        if (number >= least && number <= most) return number;
    }
    complain(name, fmt::format("must be a whole number from {} to {}", least, most));
    return std::nullopt;
}

std::optional<base::money> member_reader::amount(const char* name) {
    const nlohmann::json* value = find(name);
    if (!value) return std::nullopt;
    std::string written;
    if (!value->is_boolean() && base::scalar_text(*value, written)) {
        if (const auto amount = base::parse_money(written)) return amount;
    }
    complain(name, "must be an amount such as \"5.00\", without sign, currency or grouping");
    return std::nullopt;
}

std::vector<std::string> member_reader::texts(const char* name, std::size_t most,
                                              std::size_t max_bytes) {
    const nlohmann::json* value = find(name);
    if (!value) return {};
    if (!value->is_array() || value->size() > most) {
        complain(name, fmt::format("must be a list of at most {} texts", most));
        return {};
    }
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < value->size(); ++i) {
        const nlohmann::json& item = (*value)[i];
        if (is_text_of(item, max_bytes))
            texts.push_back(item.get<std::string>());
        else
            complain(fmt::format("{}.{}", name, i),
                     fmt::format("must be a text of at most {} bytes", max_bytes));
    }
    return texts;
}

const nlohmann::json* member_reader::object(const char* name) {
    const nlohmann::json* value = find(name);
    if (!value || value->is_object()) return value;
    complain(name, "must be an object");
    return nullptr;
}

std::string member_reader::required_text(const char* name, std::size_t max_bytes) {
    if (!find(name)) {
        complain_missing(name);
        return {};
    }
    const auto given = text(name, max_bytes);
    if (given && base::trimmed(*given).empty()) complain(name, "must not be empty");
    return given.value_or("");
}

void member_reader::check_as(const char* name, lead::field_type type, std::size_t max_bytes) {
    const nlohmann::json* value = find(name);
    if (!value) return;
    lead::field expected;
    expected.type = type;
    expected.max_length = max_bytes;
    if (const auto read = lead::read_value(expected, *value); !read) complain(name, read.error());
}

void member_reader::must_be_empty_array(const char* name, std::string_view why) {
    const nlohmann::json* value = find(name);
    if (value && !(value->is_array() && value->empty())) complain(name, why);
}

void member_reader::refuse_unknown(std::initializer_list<std::string_view> known) {
    const std::vector<std::string> names(known.begin(), known.end());
    std::size_t suggestions = 0;
    for (const auto& [name, value] : object_.items()) {
        if (std::ranges::find(names, name) != names.end()) continue;
        const std::string nearest =
            suggestions++ < max_suggestions ? base::nearest_name(name, names) : std::string();
        complain(name, nearest.empty() ? "is not known here"
                                       : fmt::format("did you mean \"{}\"?", nearest));
    }
}

}  // namespace pointsman::intake
