#include "defects.hpp"

#include <nlohmann/json.hpp>

#include <array>

namespace pointsman::sandbox {

void spoil(nlohmann::json& request, random& dice) {
    nlohmann::json& fields = request["fields"];
    switch (dice.between(0, 6)) {
        case 0: fields.erase(dice.pick(std::array{"zip", "phone", "email", "last_name"})); break;
        case 1: fields["zip"] = "9021"; break;
        case 2: fields["phone"] = "000-000-0000"; break;
        case 3: fields["email"] = "nobody at example"; break;
        case 4: fields["utm_campaign"] = "summer"; break;
        case 5: fields["first_name"] = ""; break;
        default: request["vertical"] = "boat_insurance"; break;
    }
}

}  // namespace pointsman::sandbox
