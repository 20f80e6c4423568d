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

// Fills the counters of sale caps with what the journal knows to be sold in the windows that hold
// `now`, so that a restart forgets no cap. Blocks; the error is what PostgreSQL said.
base::result<void, std::string> restore_caps(const plan::snapshot& plan, const std::string& url,
                                             base::wall_time now);

}  // namespace pointsman::app
