#include "pattern.hpp"

#include <pointsman/filter/rule.hpp>

namespace pointsman::filter {

std::unique_ptr<const re2::RE2> compile_pattern(const std::string& pattern) {
    re2::RE2::Options options;
    options.set_max_mem(max_pattern_memory_bytes);
    options.set_log_errors(false);    // the problem is reported with file and line
    options.set_never_capture(true);  // only whether it matches is asked
    return std::make_unique<const re2::RE2>(pattern, options);
}

std::string pattern_problem(const std::string& pattern) {
    if (pattern.size() > max_pattern_bytes) {
        return "is longer than " + std::to_string(max_pattern_bytes) + " bytes";
    }
    const auto compiled = compile_pattern(pattern);
    return compiled->ok() ? std::string() : compiled->error();
}

}  // namespace pointsman::filter
