#pragma once

#include <pointsman/http/message.hpp>

#include <string_view>

namespace pointsman::http {

// The key of `Authorization: Bearer KEY` or `X-Api-Key: KEY`; empty if there is none.
std::string_view api_key(const request& asked);

// The body's Content-Type is application/json, whatever its parameters.
bool is_json(const request& asked);

// 405 that names the one method there is.
response wrong_method(std::string_view allowed);

// 401 without telling whether there was a key at all.
response wrong_key();

}  // namespace pointsman::http
