#include "defects.hpp"
#include "person.hpp"
#include "traffic_mix.hpp"
#include "verticals.hpp"

#include <pointsman/sandbox/generator.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <utility>

namespace pointsman::sandbox {
namespace {

constexpr std::array personal_names = {"first_name",   "last_name",  "email",   "phone",
                                       "address",      "birth_date", "details", "employer",
                                       "bank_account", "client_ip"};

constexpr std::array user_agents = {
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 "
    "Mobile Safari/604.1",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36",
    "Mozilla/5.0 (Linux; Android 14; Pixel 7) AppleWebKit/537.36 Chrome/126.0 Mobile "
    "Safari/537.36"};

nlohmann::json fields_of(market which, const person& who, random& dice, base::wall_time now) {
    switch (which) {
        case market::auto_insurance: return auto_insurance_fields(who, dice);
        case market::home_services: return home_services_fields(who, dice);
        case market::personal_loan: return personal_loan_fields(who, dice, now);
    }
    return {};
}

// The personal values as the server normalises them, so that they can be looked for in what buyers
// were sent.
nlohmann::json personal_values_of(const nlohmann::json& fields, const person& who) {
    nlohmann::json values = nlohmann::json::object();
    for (const char* name : personal_names)
        if (const auto found = fields.find(name); found != fields.end()) values[name] = *found;
    if (values.contains("phone")) values["phone"] = who.phone;
    return values;
}

// What surrounds the fields. Most sellers send only some of it.
void add_envelope(nlohmann::json& request, random& dice, base::wall_time now) {
    request["client"] = {{"ip", fmt::format("192.0.2.{}", dice.between(1, 254))},
                         {"user_agent", dice.pick(user_agents)},
                         {"page_url", "https://quotes.example.com/start"}};
    request["consent"] = {{"text", "I agree to be called about my request."},
                          {"at", base::to_rfc3339(now)}};
    if (dice.chance(0.4))
        request["sub_ids"] = {fmt::format("c{}", dice.between(100, 999)), "banner"};
    if (dice.chance(0.05)) request["min_price"] = fmt::format("{}.00", dice.between(3, 12));
    if (dice.chance(0.01)) request["test"] = false;
}

}  // namespace

std::string_view to_text(market which) {
    switch (which) {
        case market::auto_insurance: return "auto_insurance";
        case market::home_services: return "home_services";
        case market::personal_loan: return "personal_loan";
    }
    return "";
}

std::optional<std::vector<market>> parse_markets(std::string_view text) {
    using enum market;
    if (text == "all") return std::vector{auto_insurance, home_services, personal_loan};
    if (text == "auto") return std::vector{auto_insurance};
    if (text == "home") return std::vector{home_services};
    if (text == "loans") return std::vector{personal_loan};
    return std::nullopt;
}

generator::generator(const geography& where, generator_options options)
    : where_(where), options_(std::move(options)) {}

generated_lead generator::make(std::uint64_t n) const {
    random dice(options_.seed, fmt::format("lead {}", n));
    generated_lead lead;
    lead.ref = fmt::format("s{}-{:06}", options_.seed, n);
    lead.vertical = dice.pick(options_.markets);
    const person who = make_person(where_, dice, options_.now);
    const origin from = draw_origin(lead.vertical, dice);
    lead.seller = from.seller;
    nlohmann::json request = {{"vertical", to_text(lead.vertical)},
                              {"ref", lead.ref},
                              {"source", from.source},
                              {"fields", fields_of(lead.vertical, who, dice, options_.now)}};
    add_envelope(request, dice, options_.now);
    lead.personal_json = personal_values_of(request["fields"], who).dump();
    lead.valid = !dice.chance(options_.invalid_share);
    if (!lead.valid) spoil(request, dice);
    lead.body = request.dump();
    return lead;
}

}  // namespace pointsman::sandbox
