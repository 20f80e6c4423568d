#pragma once

#include <pointsman/base/result.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace pointsman::http {

// Where a request goes.
struct url {
    bool tls = false;
    std::string host;  // lower case; an IPv6 literal without its brackets
    std::uint16_t port = 0;
    std::string authority;  // for the Host header: the port only if it is not the scheme's own
    std::string target;     // path and query, "/" at least

    // Equal for URLs that may share connections.
    std::string pool_key() const;
};

// An absolute http or https URL (RFC 3986) of visible ASCII. User information is refused because it
// would put secrets where nobody looks for them; a fragment, because it is never sent. The error
// says what is wrong.
base::result<url, std::string> parse_url(std::string_view text);

}  // namespace pointsman::http
