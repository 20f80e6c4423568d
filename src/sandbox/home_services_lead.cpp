#include "verticals.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>

namespace pointsman::sandbox {
namespace {

constexpr std::array services = {"roofing", "hvac", "plumbing", "windows", "solar", "bathroom"};

constexpr std::array details = {
    "Water comes in after heavy rain.",          "The old unit is louder every week.",
    "Need a price before the end of the month.", "Please call in the evening.",
    "Two floors, about 2,000 square feet.",      "Bought the house last year."};

std::string draw_property(random& dice) {
    return dice.pick(std::array{"single_family", "single_family", "single_family", "single_family",
                                "townhouse", "condo", "mobile_home", "commercial"});
}

// What such a job usually costs, in dollars.
double usual_budget(std::string_view service) {
    if (service == "roofing" || service == "solar") return 14'000;
    if (service == "bathroom" || service == "windows") return 9'000;
    return service == "hvac" ? 6'500 : 1'800;
}

}  // namespace

nlohmann::json home_services_fields(const person& who, random& dice) {
    const std::string service = dice.pick(services);
    nlohmann::json fields = {{"zip", who.home.zip},
                             {"service", service},
                             {"property", draw_property(dice)},
                             // Renters seldom ask a contractor.
                             {"owner", who.homeowner || dice.chance(0.7)},
                             {"timeframe", dice.pick(std::array{"now", "one_month", "one_month",
                                                                "three_months", "flexible"})}};
    if (dice.chance(0.5)) fields["state"] = who.home.state;
    if (dice.chance(0.75))
        fields["budget"] = fmt::format("{:.2f}", dice.lognormal(usual_budget(service), 0.5));
    if (dice.chance(0.6)) fields["financing"] = dice.chance(0.4);
    if (service == "solar")
        fields["electric_bill"] = fmt::format("{:.2f}", dice.lognormal(160, 0.4));
    if (dice.chance(0.3)) fields["details"] = dice.pick(details);
    add_contact(fields, who);
    return fields;
}

}  // namespace pointsman::sandbox
