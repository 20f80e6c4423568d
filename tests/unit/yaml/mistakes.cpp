#include "mistakes.hpp"

#include <support/example_config.hpp>

#include <gtest/gtest.h>

namespace pointsman::yaml {

files changed(std::string_view path, std::string_view from, std::string_view to) {
    files config = support::example_files();
    std::string& content = config[std::string(path)];
    if (from.empty()) {
        content = to;
        return config;
    }
    const std::size_t at = content.find(from);
    if (at == std::string::npos)
        ADD_FAILURE() << path << " does not hold " << from;
    else
        content.replace(at, from.size(), to);
    return config;
}

std::vector<std::string> problems_of(const files& config, purpose why) {
    cap::book counters;
    const auto made = load(config, counters, support::example_secrets(), why);
    std::vector<std::string> texts;
    for (const problem& each : made ? made->warnings : made.error()) texts.push_back(to_text(each));
    return texts;
}

void expect_reported(std::span<const mistake> mistakes) {
    for (const mistake& each : mistakes)
        EXPECT_EQ(problems_of(changed(each.path, each.from, each.to)), each.expected) << each.name;
}

}  // namespace pointsman::yaml
