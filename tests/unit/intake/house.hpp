#pragma once

#include <pointsman/intake/submission.hpp>

#include <nlohmann/json.hpp>

#include <chrono>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

// A small plan with one seller, and what it makes of requests.
namespace pointsman::intake {

inline lead::field field_of(std::string name, lead::field_type type, lead::required_at required) {
    lead::field made;
    made.name = std::move(name);
    made.type = type;
    made.required = required;
    return made;
}

// Acme sends auto_insurance and solar; mortgage exists, but not for Acme.
struct house {
    house() {
        using enum lead::required_at;
        plan.verticals.push_back(
            {.name = "auto_insurance",
             .fields = lead::catalogue({field_of("zip", lead::field_type::us_zip, ping),
                                        field_of("age", lead::field_type::integer, ping),
                                        field_of("phone", lead::field_type::phone, post),
                                        field_of("homeowner", lead::field_type::boolean, never)})});
        plan.verticals.push_back({.name = "mortgage", .fields = {}});
        plan.verticals.push_back({.name = "solar", .fields = {}});
        plan.sellers.push_back({.name = "acme", .keys = {}, .paused = {}, .programs = {}});
        seller().programs["auto_insurance"].vertical = 0;
        seller().programs["solar"].vertical = 2;
    }

    plan::seller& seller() { return plan.sellers.front(); }

    plan::program& program() { return seller().programs.at("auto_insurance"); }

    base::result<submission, refusal> read(const std::string& body) {
        using namespace std::chrono_literals;
        const base::wall_time now = std::chrono::sys_days(2026y / 11 / 21);
        return read_direct(plan, seller(), body, {}, now);
    }

    base::result<submission, refusal> read(const nlohmann::json& request) {
        return read(request.dump());
    }

    plan::snapshot plan;
};

inline nlohmann::json good_request() {
    return {{"vertical", "auto_insurance"},
            {"fields", {{"zip", "90210"}, {"age", 34}, {"phone", "(202) 555-0123"}}}};
}

// A good request with one more member, or another value for one.
inline nlohmann::json request_with(const std::string& member, nlohmann::json value) {
    nlohmann::json request = good_request();
    request[member] = std::move(value);
    return request;
}

// "field reason: detail" of each problem, or nothing when the request was taken.
inline std::vector<std::string> problems_of(const base::result<submission, refusal>& read) {
    std::vector<std::string> lines;
    if (read) return lines;
    for (const problem& one : read.error().problems)
        lines.push_back(one.field + " " + one.reason + ": " + one.detail);
    return lines;
}

inline std::vector<std::string> problems_of(const nlohmann::json& request) {
    return problems_of(house().read(request));
}

}  // namespace pointsman::intake
