#include <pointsman/yaml/loader.hpp>

#include <gtest/gtest.h>

namespace pointsman::yaml {
namespace {

// The configuration that comes with the server, with made-up secrets, must be taken without a word.
TEST(shipped_configuration, loads_without_a_warning) {
    const auto folder = read_folder(POINTSMAN_CONFIG_DIR);
    ASSERT_TRUE(folder.has_value());
    cap::book counters;
    const auto made_up = [](std::string_view name) -> std::optional<secret> {
        return secret("a long enough secret called " + std::string(name));
    };
    const auto made = load(*folder, counters, made_up, purpose::serve);
    for (const problem& each : made ? made->warnings : made.error()) ADD_FAILURE() << to_text(each);
    ASSERT_TRUE(made.has_value());
    EXPECT_FALSE(made->plan->orders.empty());
}

}  // namespace
}  // namespace pointsman::yaml
