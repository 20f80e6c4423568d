#pragma once

#include <pointsman/duplicate/judge.hpp>

#include <cstdint>
#include <string>
#include <vector>

// Leads, rules and events in which only what a test is about is filled in.
namespace pointsman::duplicate::test {

using namespace std::chrono_literals;

inline const base::wall_time noon = std::chrono::sys_days(std::chrono::year(2026) / 11 / 21) + 12h;

inline base::lead_id lead_number(std::uint8_t number) {
    base::lead_id id;
    id.value.bytes.back() = number;
    return id;
}

inline lead_facts a_lead(std::uint8_t number) {
    return {lead_number(number), "acme", "site-1", "auto", false, noon};
}

inline base::digest key(std::uint8_t number) {
    base::digest made{};
    made.front() = number;
    return made;
}

// Of a single rule.
inline lead_keys keys(std::vector<base::digest> all) {
    return {{all}, all, all};
}

inline rule a_rule(scope within, event on, action then = action::reject) {
    return {{{0}, match::all}, within, on, 24h, then, "the rule"};
}

inline rule once_per_buyer(event on) {
    return a_rule(scope::buyer, on, action::exclude_buyer);
}

inline past_event an_event(event what, base::wall_time at = noon - 1h) {
    past_event past;
    past.key = key(1);
    past.what = what;
    past.at = at;
    past.lead = lead_number(99);
    past.seller = "acme";
    past.source = "site-1";
    past.vertical = "auto";
    if (what != event::seen) past.buyer = "northstar";
    return past;
}

}  // namespace pointsman::duplicate::test
