#include "verticals.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace pointsman::sandbox {
namespace {

constexpr std::array employers = {"Alder Logistics",  "Bayview Hospital", "City School District",
                                  "Delta Freight",    "Eastside Market",  "Fulton Foods",
                                  "Granite Builders", "Harbor Hotels"};

// A month's income; better credit goes with more of it.
double draw_income(random& dice, const std::string& credit) {
    const double median = credit == "excellent" ? 5200
                          : credit == "good"    ? 4100
                          : credit == "fair"    ? 3100
                                                : 2300;
    return std::clamp(dice.lognormal(median, 0.4), 500.0, 25'000.0);
}

// Round sums, as forms offer them; the larger ones go with good credit.
std::int64_t draw_amount(random& dice, const std::string& credit) {
    const double median = credit == "poor" ? 700 : credit == "fair" ? 1200 : 3000;
    return std::clamp<std::int64_t>(std::llround(dice.lognormal(median, 0.8) / 100) * 100, 100,
                                    40'000);
}

std::string next_pay_date(random& dice, base::wall_time now) {
    const auto day =
        std::chrono::floor<std::chrono::days>(now) + std::chrono::days{dice.between(1, 30)};
    return to_text(std::chrono::year_month_day{day});
}

void add_work(nlohmann::json& fields, random& dice, base::wall_time now) {
    const std::string source =
        dice.pick(std::array{"employment", "employment", "employment", "employment",
                             "self_employed", "benefits", "pension"});
    fields["income_source"] = source;
    fields["pay_frequency"] =
        dice.pick(std::array{"weekly", "biweekly", "biweekly", "semimonthly", "monthly"});
    fields["direct_deposit"] = dice.chance(0.86);
    if (dice.chance(0.8)) fields["next_pay_date"] = next_pay_date(dice, now);
    if (source != "employment") return;
    fields["employer"] = dice.pick(employers);
    fields["months_employed"] = dice.between(1, 180);
}

}  // namespace

nlohmann::json personal_loan_fields(const person& who, random& dice, base::wall_time now) {
    nlohmann::json fields = {{"zip", who.home.zip},
                             {"birth_date", to_text(who.born)},
                             {"credit", who.credit},
                             {"income", fmt::format("{:.2f}", draw_income(dice, who.credit))},
                             {"amount", draw_amount(dice, who.credit)},
                             {"military", dice.chance(0.03)},
                             // Ten digits that start with zeros, which no bank gives out.
                             {"bank_account", fmt::format("000{:07}", dice.between(0, 9'999'999))},
                             {"client_ip", fmt::format("192.0.2.{}", dice.between(1, 254))}};
    if (dice.chance(0.5)) fields["state"] = who.home.state;
    if (dice.chance(0.8))
        fields["purpose"] =
            dice.pick(std::array{"debt", "car", "home", "medical", "moving", "other"});
    if (dice.chance(0.8)) fields["residence"] = who.homeowner ? "own" : "rent";
    add_work(fields, dice, now);
    add_contact(fields, who);
    return fields;
}

}  // namespace pointsman::sandbox
