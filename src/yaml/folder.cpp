#include "layout.hpp"
#include "report.hpp"
#include "scalars.hpp"

#include <pointsman/base/text.hpp>
#include <pointsman/yaml/loader.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <string>
#include <system_error>

namespace pointsman::yaml {

namespace {

namespace fs = std::filesystem;

class folder_reader {
public:
    explicit folder_reader(fs::path root) : root_(std::move(root)) {}

    base::result<files, std::vector<problem>> read_all() {
        for (const fs::path& each : entries_of(root_, "")) visit_top(each);
        if (problems_.errors() > 0) return base::failure<std::vector<problem>>(problems_.sorted());
        return std::move(found_);
    }

private:
    // Names of a folder's entries but for hidden ones, sorted. `shown` is how the folder is called
    // in problems.
    std::vector<fs::path> entries_of(const fs::path& folder, const std::string& shown) {
        std::error_code failed;
        std::vector<fs::path> entries;
        for (fs::directory_iterator at(folder, failed), end; !failed && at != end;
             at.increment(failed)) {
            if (!at->path().filename().string().starts_with('.')) entries.push_back(at->path());
        }
        if (failed) error(shown, fmt::format("cannot be read: {}", failed.message()));
        std::ranges::sort(entries);
        return entries;
    }

    // Files beside server.yaml are none of ours, unless one looks like a slip of the pen.
    void visit_top(const fs::path& entry) {
        const std::string name = entry.filename().string();
        if (is_folder(entry)) {
            visit_folder(entry, name);
        } else if (name == server_file) {
            take(entry, name, max_yaml_bytes);
        } else if (!base::nearest_name(name, std::array{std::string(server_file)}).empty()) {
            error(name, fmt::format("this file is not read; did you mean \"{}\"?", server_file));
        }
    }

    // So it is with other folders.
    void visit_folder(const fs::path& folder, const std::string& name) {
        std::vector<std::string> known;
        for (const folder_rule& rule : folder_rules) known.emplace_back(rule.name);
        if (std::ranges::find(known, name) != known.end()) {
            for (const fs::path& each : entries_of(folder, name)) visit_file(each, name);
        } else if (const std::string nearest = base::nearest_name(name, known); !nearest.empty()) {
            error(name, fmt::format("this folder is not read; did you mean \"{}\"?", nearest));
        }
    }

    void visit_file(const fs::path& entry, const std::string& folder) {
        const std::string path = folder + "/" + entry.filename().string();
        const auto kind = kind_of(path);
        if (is_folder(entry))
            error(path, "folders in here are not read");
        else if (!kind)
            error(path, "only files that end in .yaml are read here");
        else
            take(entry, path, kind == file_kind::list ? max_list_bytes : max_yaml_bytes);
    }

    void take(const fs::path& entry, const std::string& path, std::size_t most_bytes) {
        if (found_.size() >= max_files || total_bytes_ > max_folder_bytes) {
            if (problems_.errors() == 0)
                error(path, fmt::format("too much: at most {} files and {} bytes are read",
                                        max_files, max_folder_bytes));
            return;
        }
        std::ifstream stream(entry, std::ios::binary);
        std::string content;
        char chunk[4096];
        while (content.size() <= most_bytes &&
               (stream.read(chunk, sizeof chunk), stream.gcount() > 0))
            content.append(chunk, static_cast<std::size_t>(stream.gcount()));
        if (!stream.eof() && content.size() <= most_bytes) {
            error(path, "cannot be read");
        } else if (content.size() > most_bytes) {
            error(path, fmt::format("larger than {} bytes", most_bytes));
        } else {
            total_bytes_ += content.size();
            found_.emplace(path, std::move(content));
        }
    }

    static bool is_folder(const fs::path& entry) {
        std::error_code failed;
        return fs::is_directory(entry, failed);
    }

    void error(const std::string& path, std::string what) {
        problems_.error({path.empty() ? "the folder" : path, 0, 0}, std::move(what));
    }

    fs::path root_;
    files found_;
    std::size_t total_bytes_ = 0;
    report problems_;
};

}  // namespace

base::result<files, std::vector<problem>> read_folder(const std::filesystem::path& folder) {
    return folder_reader(folder).read_all();
}

}  // namespace pointsman::yaml
