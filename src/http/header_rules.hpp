#pragma once

#include <string_view>

// The characters of header lines (RFC 9110, section 5), the same for what comes in and what goes
// out.
namespace pointsman::http {

// Only ASCII letters, digits and the given marks.
bool consists_of(std::string_view text, std::string_view marks);

// RFC 9110, section 5.6.2.
bool is_token(std::string_view text);

// A byte that no header may hold: all below the blank but the tab, and DEL.
bool is_control(char c);

// A name that is a token and a value without control bytes: neither can end the line early.
bool is_safe_header(std::string_view name, std::string_view value);

}  // namespace pointsman::http
