#pragma once

#include <re2/re2.h>

#include <memory>
#include <string>

namespace pointsman::filter {

// Compiles with the limits and options that all patterns share; ask `ok()` whether it worked. RE2
// needs time in proportion to the text, whatever the pattern, and never more memory than
// max_pattern_memory_bytes.
std::unique_ptr<const re2::RE2> compile_pattern(const std::string& pattern);

}  // namespace pointsman::filter
