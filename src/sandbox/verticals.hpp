#pragma once

#include "person.hpp"

#include <pointsman/sandbox/random.hpp>

#include <nlohmann/json_fwd.hpp>

// The `fields` of a lead by vertical, as config/verticals declares them. Every required field is
// there; what people often leave out is missing now and then.
namespace pointsman::sandbox {

nlohmann::json auto_insurance_fields(const person& who, random& dice);
nlohmann::json home_services_fields(const person& who, random& dice);
nlohmann::json personal_loan_fields(const person& who, random& dice, base::wall_time now);

}  // namespace pointsman::sandbox
