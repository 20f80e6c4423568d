#pragma once

#include <pointsman/yaml/loader.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pointsman::yaml {

// One change of the example configuration (tests/support) and what load must then say: these
// problems, at these places, and no others. An empty `from` adds the whole file `path`.
struct mistake {
    std::string_view name;
    std::string_view path;
    std::string_view from;
    std::string_view to;
    std::vector<std::string> expected;
};

// The example with one change; fails the test when there is nothing to change.
files changed(std::string_view path, std::string_view from, std::string_view to);

// Errors and warnings as text.
std::vector<std::string> problems_of(const files& config, purpose why = purpose::serve);

void expect_reported(std::span<const mistake> mistakes);

}  // namespace pointsman::yaml
