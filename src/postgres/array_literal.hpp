#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace pointsman::postgres {

// Builds the text form of a one-dimensional PostgreSQL array (PostgreSQL 15 manual, 8.15.6), the
// only way to hand libpqxx 6.4 an array parameter. A NUL byte in a text cannot be represented: it
// ends the parameter early, which PostgreSQL always notices as a malformed literal (22P02), since
// every text is quoted and the closing brace is then missing.
class array_literal {
public:
    void add_null() { begin_element() += "NULL"; }

    // Numbers, booleans, UUIDs and times: nothing that needs quoting.
    void add_plain(std::string_view value) { begin_element() += value; }

    void add_text(std::string_view value);

    // As bytea's hex format.
    void add_bytes(std::span<const std::uint8_t> value);

    bool empty() const { return literal_.size() == 1; }

    // The finished literal. The builder starts anew.
    std::string take();

private:
    std::string& begin_element();

    std::string literal_ = "{";
};

}  // namespace pointsman::postgres
