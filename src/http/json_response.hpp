#pragma once

#include <pointsman/http/message.hpp>

#include <nlohmann/json_fwd.hpp>

namespace pointsman::http {

// 200 with this document on one line; bytes that are no UTF-8 are replaced.
response ok(const nlohmann::ordered_json& body);

}  // namespace pointsman::http
