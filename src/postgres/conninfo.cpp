#include "conninfo.hpp"

namespace pointsman::postgres {

std::string with_defaults(const std::string& url, const conninfo_options& options) {
    const bool is_uri = url.starts_with("postgresql://") || url.starts_with("postgres://");
    std::string full = url;
    char separator = is_uri ? (url.contains('?') ? '&' : '?') : ' ';
    for (const auto& [name, value] : options) {
        const std::string setting = std::string(name) + '=';
        if (url.contains(setting)) continue;
        full += separator + setting + value;
        if (is_uri) separator = '&';
    }
    return full;
}

}  // namespace pointsman::postgres
