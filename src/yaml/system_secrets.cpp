#include <pointsman/yaml/loader.hpp>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <system_error>

namespace pointsman::yaml {

namespace {

namespace fs = std::filesystem;

std::optional<secret> from_environment(const std::string& name) {
    // The contract of system_secrets keeps other threads from changing the environment meanwhile.
    const char* value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe)
    if (value == nullptr) return std::nullopt;
    return secret(value);
}

std::optional<secret> from_file(const fs::path& path) {
    std::error_code failed;
    const fs::file_status status = fs::status(path, failed);
    if (failed || !fs::is_regular_file(status)) return std::nullopt;
    std::ifstream stream(path, std::ios::binary);
    std::string text(max_secret_bytes + 1, '\0');
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (stream.bad() || !stream.eof()) return std::nullopt;
    text.resize(static_cast<std::size_t>(stream.gcount()));
    if (text.ends_with('\n')) text.pop_back();
    if (text.ends_with('\r')) text.pop_back();
    secret found(std::move(text));
    if ((status.permissions() & fs::perms::others_read) != fs::perms::none)
        found.warning =
            "can be read by every user of this machine; take that right away (chmod o-r)";
    return found;
}

}  // namespace

secret_source system_secrets(std::filesystem::path folder) {
    return [folder = std::move(folder)](std::string_view name) -> std::optional<secret> {
        constexpr std::string_view environment = "env:";
        constexpr std::string_view file = "file:";
        if (name.starts_with(environment))
            return from_environment(std::string(name.substr(environment.size())));
        if (name.starts_with(file)) return from_file(folder / name.substr(file.size()));
        return std::nullopt;
    };
}

}  // namespace pointsman::yaml
