#include "routing.hpp"

#include <pointsman/base/text.hpp>

#include <string>

namespace pointsman::http {

std::string_view api_key(const request& asked) {
    constexpr std::string_view scheme = "bearer ";
    const std::string_view authorization = asked.header("authorization");
    if (base::to_lower(authorization.substr(0, scheme.size())) == scheme)
        return base::trimmed(authorization.substr(scheme.size()));
    return base::trimmed(asked.header("x-api-key"));
}

bool is_json(const request& asked) {
    const std::string_view type = asked.header("content-type");
    const std::string_view media = base::trimmed(type.substr(0, type.find(';')));
    return base::to_lower(media) == "application/json";
}

response wrong_method(std::string_view allowed) {
    response made = make_problem(405, "only " + std::string(allowed) + " is allowed here");
    made.headers.emplace_back("Allow", allowed);
    return made;
}

response wrong_key() {
    response made = make_problem(
        401, "give a valid key as \"Authorization: Bearer KEY\" or \"X-Api-Key: KEY\"");
    made.headers.emplace_back("WWW-Authenticate", "Bearer");
    return made;
}

}  // namespace pointsman::http
