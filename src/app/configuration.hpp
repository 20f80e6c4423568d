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

// Fills the counters of sale caps that have counted nothing yet with what the journal knows to be
// sold, or posted without a final answer, in the windows that hold `now`: at start all of them, at
// a reload the new ones. Caps with a `when` rule, ping and post caps are not rebuilt (decision 6).
// Blocks; the error is what PostgreSQL said.
base::result<void, std::string> restore_caps(const plan::snapshot& plan, const std::string& url,
                                             base::wall_time now);

}  // namespace pointsman::app
