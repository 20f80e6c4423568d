#include <support/temp_folder.hpp>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace pointsman::support {

namespace fs = std::filesystem;

temp_folder::temp_folder() {
    std::string name = (fs::temp_directory_path() / "pointsman-it-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make " + name);
    path_ = name;
}

temp_folder::~temp_folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

void temp_folder::write(const fs::path& relative, const std::string& text) const {
    const fs::path target = path_ / relative;
    fs::create_directories(target.parent_path());
    const fs::path draft = path_ / ".draft";
    std::ofstream(draft, std::ios::binary) << text;
    fs::permissions(draft, fs::perms::owner_read | fs::perms::owner_write);
    fs::rename(draft, target);
}

void temp_folder::remove(const fs::path& relative) const {
    fs::remove(path_ / relative);
}

std::string file_text(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace pointsman::support
