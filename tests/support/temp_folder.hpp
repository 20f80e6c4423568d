#pragma once

#include <filesystem>
#include <string>

namespace pointsman::support {

// A folder of its own under the system's temporary folder, removed with all it holds.
class temp_folder {
public:
    temp_folder();
    ~temp_folder();
    temp_folder(const temp_folder&) = delete;
    temp_folder& operator=(const temp_folder&) = delete;

    const std::filesystem::path& path() const { return path_; }

    // Makes the folders on the way where they are missing. The file is replaced at one stroke, so
    // that a reader never sees half of it. Readable by this user only.
    void write(const std::filesystem::path& relative, const std::string& text) const;
    void remove(const std::filesystem::path& relative) const;

private:
    std::filesystem::path path_;
};

// The whole file; "" when there is none.
std::string file_text(const std::filesystem::path& path);

}  // namespace pointsman::support
