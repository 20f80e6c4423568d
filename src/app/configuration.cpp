#include "configuration.hpp"

#include <pointsman/base/clock.hpp>

#include <utility>

namespace pointsman::app {

base::result<yaml::loaded, std::vector<yaml::problem>> load_folder(
    const std::filesystem::path& folder, cap::book& counters, yaml::purpose why) {
    auto files = yaml::read_folder(folder);
    if (!files) return base::failure(std::move(files.error()));
    return yaml::load(*files, counters, yaml::system_secrets(folder), why,
                      base::system_clock().now().wall);
}

}  // namespace pointsman::app
