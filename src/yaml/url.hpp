#pragma once

#include <string_view>

namespace pointsman::yaml {

inline constexpr std::size_t max_url_bytes = 2048;

// Why a buyer cannot be called there, or empty: a URL is http or https, has a host, and neither a
// user name or password, a fragment nor anything but visible ASCII (RFC 3986, RFC 9110 4.2). Never
// repeats the URL, which may hold a secret.
std::string_view url_problem(std::string_view url);

}  // namespace pointsman::yaml
