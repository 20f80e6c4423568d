#include "server_address.hpp"

#include <pointsman/base/text.hpp>

namespace pointsman::sandbox {

std::optional<server_address> parse_server_address(std::string_view url) {
    constexpr std::string_view scheme = "http://";
    if (!url.starts_with(scheme)) return std::nullopt;
    url.remove_prefix(scheme.size());
    if (url.ends_with('/')) url.remove_suffix(1);
    const auto parts = base::split(url, ':');
    if (parts[0].empty() || parts.size() > 2 || url.contains('/')) return std::nullopt;
    if (parts.size() == 2 && !base::is_digits(parts[1])) return std::nullopt;
    return server_address{std::string(parts[0]), parts.size() == 2 ? std::string(parts[1]) : "80"};
}

}  // namespace pointsman::sandbox
