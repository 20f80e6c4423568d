#include "reply_document.hpp"

#include <pointsman/base/strict_json.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace pointsman::protocol {

namespace {

bool is_continuation(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

// Servers on Windows like to begin with one; RFC 8259, 8.1 allows to ignore it.
std::string_view without_byte_order_mark(std::string_view body) {
    constexpr std::string_view mark = "\xEF\xBB\xBF";
    return body.starts_with(mark) ? body.substr(mark.size()) : body;
}

}  // namespace

reply_document::reply_document(const reply& answer) : status_(answer.status) {
    const std::string_view body = without_byte_order_mark(answer.body);
    if (body.empty()) {
        is_empty_ = true;
        json_problem_ = "the body is empty";
        return;
    }
    auto parsed = base::parse_json(body, reply_json_limits);
    if (parsed)
        json_ = std::move(*parsed);
    else
        json_problem_ =
            fmt::format("not JSON at byte {}: {}", parsed.error().offset, parsed.error().what);
}

std::string reply_document::status_text() const {
    return fmt::format("status {}", status_);
}

bool reply_document::holds(const condition& what) const {
    if (!what.statuses.empty() && std::ranges::count(what.statuses, status_) == 0) return false;
    if (what.path) return body_holds(what);
    // Without a path there is nothing to compare, and a condition that says nothing must not match
    // everything.
    return !what.statuses.empty() && what.is_one_of.empty() && !what.present;
}

bool reply_document::body_holds(const condition& what) const {
    if (!is_json()) return false;
    const nlohmann::json* value = find(*what.path);
    if (what.present && *what.present != (value != nullptr)) return false;
    if (what.is_one_of.empty()) return what.present.has_value() || value != nullptr;
    std::string text;
    return value && base::scalar_text(*value, text) && std::ranges::count(what.is_one_of, text) > 0;
}

std::optional<std::string> reply_document::text_at(const nlohmann::json::json_pointer& path) const {
    const nlohmann::json* value = find(path);
    std::string text;
    if (!value || !base::scalar_text(*value, text)) return std::nullopt;
    return text;
}

std::string reply_document::readable_at(
    const std::optional<nlohmann::json::json_pointer>& path) const {
    const nlohmann::json* value = path ? find(*path) : nullptr;
    if (!value) return {};
    std::string text;
    return cut(base::scalar_text(*value, text) ? text : value->dump());
}

const nlohmann::json* reply_document::find(const nlohmann::json::json_pointer& path) const {
    if (!json_) return nullptr;
    try {
        if (!json_->contains(path)) return nullptr;
        const nlohmann::json& value = json_->at(path);
        return value.is_null() ? nullptr : &value;
    } catch (const nlohmann::json::exception&) {
        // A path may hold an array index that no number type can hold.
        return nullptr;
    }
}

std::string cut(std::string_view text) {
    if (text.size() <= max_reply_text_bytes) return std::string(text);
    std::size_t end = max_reply_text_bytes;
    while (end > 0 && is_continuation(text[end])) --end;
    return std::string(text.substr(0, end));
}

}  // namespace pointsman::protocol
