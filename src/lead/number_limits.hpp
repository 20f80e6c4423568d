#pragma once

#include <pointsman/lead/catalogue.hpp>

#include <cstdint>
#include <string>

// The smallest and largest number that an integer or decimal field takes.
namespace pointsman::lead {

// `number` counts what field::min counts: ones for integers, millionths for decimals.
bool is_within_limits(const field& definition, std::int64_t number);

// "must be a whole number from 16 to 110", "must be a decimal number of at least 0.5".
std::string expected_number(const field& definition);

}  // namespace pointsman::lead
