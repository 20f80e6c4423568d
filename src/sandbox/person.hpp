#pragma once

#include <pointsman/base/time.hpp>
#include <pointsman/sandbox/geography.hpp>
#include <pointsman/sandbox/random.hpp>

#include <nlohmann/json_fwd.hpp>

#include <chrono>
#include <string>

namespace pointsman::sandbox {

// A consumer whose facts fit together: older people own homes more often and have better credit.
struct person {
    place home;
    std::int64_t age = 0;
    std::chrono::year_month_day born;
    std::string first_name;
    std::string last_name;
    std::string email;
    std::string phone;        // E.164
    std::string typed_phone;  // the same number as it stands in the form
    std::string address;      // street and number
    std::string credit;       // poor fair good excellent
    bool homeowner = false;
};

person make_person(const geography& where, random& dice, base::wall_time now);

// Who the person is, as every vertical asks for it; added to `fields`.
void add_contact(nlohmann::json& fields, const person& who);

std::string to_text(std::chrono::year_month_day day);  // "1980-02-29"

}  // namespace pointsman::sandbox
