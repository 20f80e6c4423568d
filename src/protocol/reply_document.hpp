#pragma once

#include <pointsman/protocol/interpret.hpp>
#include <pointsman/protocol/spec.hpp>

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace pointsman::protocol {

// A reply with its body parsed, if that can be. Never throws but for want of memory.
class reply_document {
public:
    explicit reply_document(const reply& answer);

    bool is_empty() const { return is_empty_; }

    bool is_json() const { return json_.has_value(); }

    const std::string& json_problem() const { return json_problem_; }  // why it is not

    bool is_success() const { return status_ >= 200 && status_ < 300; }

    bool is_client_error() const { return status_ >= 400 && status_ < 500; }

    std::string status_text() const;  // "status 503"

    // Does every part of the condition hold? The status counts only where the condition names it.
    bool holds(const condition& what) const;

    // Whether anything but null stands at `path`.
    bool has(const nlohmann::json::json_pointer& path) const { return find(path) != nullptr; }

    // The scalar at `path` as text, whole; nothing for null, an object, an array or where there is
    // nothing.
    std::optional<std::string> text_at(const nlohmann::json::json_pointer& path) const;

    // What a person may read of whatever stands at `path`, cut to max_reply_text_bytes; "" where
    // there is nothing. Objects and arrays ("errors": ["..."]) are shown as JSON.
    std::string readable_at(const std::optional<nlohmann::json::json_pointer>& path) const;

private:
    bool body_holds(const condition& what) const;
    // Null also for a JSON null.
    const nlohmann::json* find(const nlohmann::json::json_pointer& path) const;

    int status_;
    bool is_empty_ = false;
    std::optional<nlohmann::json> json_;
    std::string json_problem_;
};

// The beginning of `text`, at most max_reply_text_bytes of it and whole characters only.
std::string cut(std::string_view text);

}  // namespace pointsman::protocol
