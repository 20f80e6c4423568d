#pragma once

#include <pointsman/base/result.hpp>
#include <pointsman/base/time.hpp>
#include <pointsman/cap/book.hpp>
#include <pointsman/plan/plan.hpp>
#include <pointsman/plan/settings.hpp>
#include <pointsman/yaml/problem.hpp>

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// The configuration folder -> a plan and the server's settings, or every problem at once (design
// section 4; docs/configuration.md lists every key). `load` is pure: the disk and the environment
// are reached only through read_folder and system_secrets.
namespace pointsman::yaml {

// Path relative to the folder, with "/" -> content.
using files = std::map<std::string, std::string>;

// What one configuration may cost.
inline constexpr std::size_t max_files = 10'000;
inline constexpr std::size_t max_yaml_bytes = 1 << 20;   // one YAML file
inline constexpr std::size_t max_list_bytes = 16 << 20;  // one file in lists/
inline constexpr std::size_t max_folder_bytes = 256 << 20;

// Reads server.yaml, verticals/*.yaml, sellers/*.yaml, trees/*.yaml, buyers/*.yaml and lists/*.
// Hidden files are skipped; anything else that looks as if it were meant to be read (buyers/x.yml,
// a folder `buyer`) is a problem. Follows symbolic links. Blocks; never throws.
base::result<files, std::vector<problem>> read_folder(const std::filesystem::path& folder);

// A secret's text and, where the way it is kept is worth a word, what is wrong with that.
struct secret {
    secret(std::string text)
        : value(std::move(text)) {}  // implicit: a test's source is a map of texts

    std::string value;
    std::string warning;  // "can be read by every user of this machine"
};

// Looks up "env:NAME" or "file:PATH"; nothing when unset, unreadable or too long.
using secret_source = std::function<std::optional<secret>(std::string_view name)>;

// The process's environment and files (relative paths: to `folder`; one line end at the end is
// dropped). To be called from one thread at a time, while no other changes the environment.
secret_source system_secrets(std::filesystem::path folder);

// The longest secret that system_secrets gives.
inline constexpr std::size_t max_secret_bytes = 64 << 10;

enum class purpose {
    check,   // an unset secret is a warning
    serve,   // an unset secret is an error
    stored,  // a plan read back from the database, to explain or replay: secrets are not looked up
             // and stay empty
};

struct loaded {
    std::shared_ptr<const plan::snapshot> plan;
    plan::settings settings;  // file paths in it are as written: relative to the folder
    std::vector<problem> warnings;
};

// Compiles the whole configuration. All problems are found in one go and come sorted by file, line
// and column; the errors of a refused configuration come together with its warnings. Counters of
// caps are taken from `counters`, so that they survive a reload. Where `now` is given, dates that
// are over are warned of. Never throws for what the files hold.
base::result<loaded, std::vector<problem>> load(const files& from, cap::book& counters,
                                                const secret_source& secrets, purpose why,
                                                std::optional<base::wall_time> now = {});

}  // namespace pointsman::yaml
