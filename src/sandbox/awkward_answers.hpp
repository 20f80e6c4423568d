#pragma once

#include <pointsman/sandbox/behaviour.hpp>

#include <string>

namespace pointsman::sandbox {

// The bytes of an answer in its mood: a whole HTTP response, or something that only looks like one.
// Empty for hang and close.
std::string answer_bytes(const planned_answer& plan);

// The answer to a request without X-Offer-Id.
std::string not_an_offer_bytes();

}  // namespace pointsman::sandbox
