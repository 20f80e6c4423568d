#include <pointsman/base/strict_json.hpp>

#include <pointsman/base/text.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <utility>
#include <vector>

namespace pointsman::base {

namespace {

using nlohmann::json;

constexpr std::size_t longest_key_shown = 64;
constexpr int number_out_of_range = 406;  // nlohmann's id for 1e400

// Walks over the text and leaves behind how far the parser has read, since its events carry no
// position.
class tracking_iterator {
public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    tracking_iterator(const char* at, const char*& reached) : at_(at), reached_(&reached) {}

    reference operator*() const { return *at_; }

    tracking_iterator& operator++() {
        *reached_ = ++at_;
        return *this;
    }

    friend bool operator==(const tracking_iterator& a, const tracking_iterator& b) {
        return a.at_ == b.at_;
    }

private:
    const char* at_;
    const char** reached_;
};

// Builds the document event by event. Every event returns false as soon as the document is
// unacceptable, which ends the parse before anything deep or large exists.
class document_builder {
public:
    explicit document_builder(const json_limits& limits) : limits_(limits) {}

    bool null() { return add(nullptr); }

    bool boolean(bool value) { return add(value); }

    bool number_integer(std::int64_t value) { return add(value); }

    bool number_unsigned(std::uint64_t value) {
        // Beyond int64 a later get<std::int64_t>() would wrap around silently.
        if (value > std::uint64_t{std::numeric_limits<std::int64_t>::max()})
            return add(std::to_string(value));
        return add(value);
    }

    bool number_float(double /*rounded*/, const std::string& source) {
        return is_string_allowed(source) && add(source);
    }

    bool string(std::string& value) { return is_string_allowed(value) && add(std::move(value)); }

    bool binary(json::binary_t& /*never in text*/) { return refuse("holds binary data"); }

    bool start_object(std::size_t /*unknown*/) { return open(json::object()); }

    bool end_object() { return close(); }

    bool start_array(std::size_t /*unknown*/) { return open(json::array()); }

    bool end_array() { return close(); }

    bool key(std::string& name) {
        if (!is_string_allowed(name)) return false;
        if (open_.back()->contains(name)) return refuse_duplicate(name);
        key_ = std::move(name);
        return true;
    }

    // nlohmann's own message quotes the document, which may be personal.
    bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                     const nlohmann::detail::exception& error) {
        return refuse(error.id == number_out_of_range ? "a number is out of range"
                                                      : "is not well-formed JSON");
    }

    json& document() { return document_; }

    const std::string& complaint() const { return complaint_; }

private:
    bool refuse(std::string what) {
        complaint_ = std::move(what);
        return false;
    }

    bool refuse_duplicate(const std::string& name) {
        if (name.size() > longest_key_shown) return refuse("a key appears twice");
        return refuse(fmt::format("key \"{}\" appears twice", name));
    }

    bool is_string_allowed(const std::string& text) {
        if (text.size() > limits_.string_bytes)
            return refuse(fmt::format("a string is longer than {} bytes", limits_.string_bytes));
        // A raw NUL has been refused before; this one was written as \u0000.
        if (text.contains('\0')) return refuse("a string holds a NUL character");
        return true;
    }

    // Puts the value where the document is being written; null when there are too many.
    json* place(json&& value) {
        if (open_.empty()) return &(document_ = std::move(value));
        if (members_ == limits_.members) {
            refuse(fmt::format("has more than {} members", limits_.members));
            return nullptr;
        }
        ++members_;
        json& container = *open_.back();
        if (container.is_object()) return &(container[key_] = std::move(value));
        container.push_back(std::move(value));
        return &container.back();
    }

    bool add(json&& value) { return place(std::move(value)) != nullptr; }

    bool open(json&& container) {
        if (open_.size() == limits_.depth)
            return refuse(fmt::format("nested deeper than {} levels", limits_.depth));
        json* const placed = place(std::move(container));
        if (placed == nullptr) return false;
        open_.push_back(placed);
        return true;
    }

    bool close() {
        open_.pop_back();
        return true;
    }

    const json_limits limits_;
    json document_;
    std::vector<json*> open_;  // stay valid: only the innermost container grows
    std::string key_;
    std::size_t members_ = 0;
    std::string complaint_;
};

json_problem unclean_at(std::string_view text, std::size_t offset) {
    return {.offset = offset,
            .what = text[offset] == '\0' ? "holds a NUL byte" : "is not well-formed UTF-8"};
}

}  // namespace

result<json, json_problem> parse_json(std::string_view text, const json_limits& limits) {
    const std::size_t clean = clean_utf8_length(text);
    if (clean < text.size()) return failure<json_problem>(unclean_at(text, clean));

    const char* const begin = text.data();
    const char* reached = begin;
    document_builder builder(limits);
    const bool accepted =
        json::sax_parse(tracking_iterator(begin, reached),
                        tracking_iterator(begin + text.size(), reached), &builder);
    if (accepted) return std::move(builder.document());
    return failure<json_problem>(
        {.offset = static_cast<std::size_t>(reached - begin), .what = builder.complaint()});
}

bool scalar_text(const json& value, std::string& text) {
    if (value.is_string())
        text = value.get_ref<const std::string&>();
    else if (value.is_boolean() || value.is_number())
        text = value.dump();
    else
        return false;
    return true;
}

}  // namespace pointsman::base
