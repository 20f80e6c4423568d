#pragma once

#include <pointsman/base/result.hpp>
#include <pointsman/cap/book.hpp>
#include <pointsman/yaml/loader.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace pointsman::app {

// Reads and compiles a folder. Blocks.
base::result<yaml::loaded, std::vector<yaml::problem>> load_folder(
    const std::filesystem::path& folder, cap::book& counters, yaml::purpose why);

}  // namespace pointsman::app
