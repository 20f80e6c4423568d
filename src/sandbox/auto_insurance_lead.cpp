#include "verticals.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace pointsman::sandbox {
namespace {

struct car {
    const char* make;
    const char* model;
};

constexpr std::array cars = {car{"Toyota", "Camry"},
                             car{"Toyota", "RAV4"},
                             car{"Toyota", "Corolla"},
                             car{"Honda", "Civic"},
                             car{"Honda", "CR-V"},
                             car{"Honda", "Accord"},
                             car{"Ford", "F-150"},
                             car{"Ford", "Escape"},
                             car{"Ford", "Explorer"},
                             car{"Chevrolet", "Silverado"},
                             car{"Chevrolet", "Malibu"},
                             car{"Chevrolet", "Equinox"},
                             car{"Nissan", "Altima"},
                             car{"Nissan", "Rogue"},
                             car{"Hyundai", "Elantra"},
                             car{"Hyundai", "Tucson"},
                             car{"Kia", "Sorento"},
                             car{"Kia", "Forte"},
                             car{"Jeep", "Wrangler"},
                             car{"Jeep", "Grand Cherokee"},
                             car{"Ram", "1500"},
                             car{"Subaru", "Outback"},
                             car{"Subaru", "Forester"},
                             car{"Volkswagen", "Jetta"},
                             car{"GMC", "Sierra"},
                             car{"Dodge", "Charger"},
                             car{"Mazda", "CX-5"},
                             car{"BMW", "330i"},
                             car{"Mercedes-Benz", "C 300"},
                             car{"Tesla", "Model 3"},
                             car{"Lexus", "RX 350"},
                             car{"Buick", "Encore"}};

constexpr std::array insurers = {"Acme Mutual",   "Blue Ridge Insurance", "Capital Casualty",
                                 "Dominion Auto", "Evergreen P&C",        "Frontier Insurance",
                                 "Great Plains",  "Horizon Direct"};

std::string draw_marital(random& dice, std::int64_t age) {
    if (dice.chance(std::clamp(static_cast<double>(age - 18) / 40, 0.05, 0.6))) return "married";
    if (age > 30 && dice.chance(0.3)) return "divorced";
    return age > 65 && dice.chance(0.4) ? "widowed" : "single";
}

std::int64_t draw_incidents(random& dice) {
    if (dice.chance(0.76)) return 0;
    return dice.chance(0.75) ? 1 : dice.between(2, 4);
}

void add_car(nlohmann::json& fields, random& dice) {
    const car& driven = dice.pick(cars);
    fields["vehicle_make"] = driven.make;
    fields["vehicle_year"] =
        std::max<std::int64_t>(1992, 2024 - static_cast<std::int64_t>(dice.exponential(8)));
    if (dice.chance(0.93)) fields["vehicle_model"] = driven.model;
    if (dice.chance(0.9))
        fields["vehicle_use"] = dice.pick(std::array{"commute", "commute", "pleasure", "business"});
    if (dice.chance(0.85))
        fields["ownership"] = dice.pick(std::array{"own", "own", "finance", "lease"});
    if (dice.chance(0.8)) fields["annual_miles"] = dice.between(4, 30) * 500;
}

void add_insurance(nlohmann::json& fields, random& dice) {
    const bool insured = dice.chance(0.81);
    fields["insured"] = insured;
    fields["coverage"] =
        dice.pick(std::array{"minimum", "basic", "standard", "standard", "premium"});
    if (!insured) return;
    if (dice.chance(0.9)) fields["current_insurer"] = dice.pick(insurers);
    if (dice.chance(0.9)) fields["months_insured"] = dice.between(1, 180);
}

}  // namespace

nlohmann::json auto_insurance_fields(const person& who, random& dice) {
    nlohmann::json fields = {{"zip", who.home.zip},
                             {"age", who.age},
                             {"birth_date", to_text(who.born)},
                             {"credit", who.credit},
                             {"homeowner", who.homeowner},
                             {"marital", draw_marital(dice, who.age)},
                             {"incidents", draw_incidents(dice)},
                             {"dui", dice.chance(0.03)}};
    if (dice.chance(0.5)) fields["state"] = who.home.state;
    if (dice.chance(0.9)) fields["gender"] = dice.pick(std::array{"female", "male"});
    if (dice.chance(0.7)) fields["military"] = dice.chance(0.06);
    add_car(fields, dice);
    add_insurance(fields, dice);
    add_contact(fields, who);
    return fields;
}

}  // namespace pointsman::sandbox
