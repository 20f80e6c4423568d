#include "json_response.hpp"

#include <nlohmann/json.hpp>

namespace pointsman::http {

response ok(const nlohmann::ordered_json& body) {
    constexpr auto replace = nlohmann::ordered_json::error_handler_t::replace;
    return {200, "application/json", body.dump(-1, ' ', false, replace) + "\n", {}};
}

}  // namespace pointsman::http
