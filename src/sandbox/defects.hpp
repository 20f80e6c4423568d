#pragma once

#include <pointsman/sandbox/random.hpp>

#include <nlohmann/json_fwd.hpp>

namespace pointsman::sandbox {

// Spoils a valid request in one of the ways in which sellers' forms really do, so that the answer
// must be 422.
void spoil(nlohmann::json& request, random& dice);

}  // namespace pointsman::sandbox
