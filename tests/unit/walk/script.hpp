#pragma once

#include <pointsman/walk/walk.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <utility>
#include <variant>
#include <vector>

// A scripted walk: terms in a few words, events at milliseconds, actions as readable text.
namespace pointsman::walk {

using namespace std::chrono_literals;
using journal::candidate_reason;
using journal::lead_reason;

inline base::steady_time at_ms(int ms) {
    return base::steady_time(base::duration(std::chrono::milliseconds(1'000'000 + ms)));
}

inline base::money dollars(const std::string& text) {
    return *base::parse_money(text);
}

inline candidate pinged(std::uint32_t tier, base::duration timeout = 500ms) {
    candidate one;
    one.tier = tier;
    one.pings = true;
    one.ping_timeout = timeout;
    one.ping_min_time = 50ms;
    one.post_timeout = 1s;
    one.post_min_time = 100ms;
    return one;
}

inline candidate direct(std::uint32_t tier, const std::string& price) {
    candidate one = pinged(tier);
    one.pings = false;
    one.fixed_price = dollars(price);
    return one;
}

inline candidate silence_is_no(candidate one) {
    one.no_answer = plan::silence::reject;
    return one;
}

class script {
public:
    explicit script(std::vector<tier_rules> tiers, std::vector<candidate> candidates) {
        rules.tiers = std::move(tiers);
        rules.candidates = std::move(candidates);
        for (std::uint32_t i = 0; i < rules.candidates.size(); ++i) {
            rules.candidates[i].order = i;
            rules.candidates[i].lot = i;
        }
        rules.payout = {base::basis_points{8000}, dollars("0.50")};
        rules.deadline = 5s;
        rules.max_posts = 10;
    }

    std::string start(int ms = 0) {
        machine.emplace_back(rules);
        return describe(walk().start(at_ms(0), at_ms(ms)));
    }

    std::string on(int ms, const event& what) { return describe(walk().resume(what, at_ms(ms))); }

    tree_walk& walk() { return machine.back(); }

    const outcome& result() { return walk().result(); }

    candidate_reason why(candidate_number who) { return result().endings.at(who).why; }

    terms rules;

private:
    static std::string describe(const std::vector<action>& actions) {
        std::string text;
        for (const action& one : actions) {
            if (!text.empty()) text += "; ";
            std::visit([&](const auto& wanted) { text += describe(wanted); }, one);
        }
        return text;
    }

    static std::string describe(const send_ping& a) { return "ping " + std::to_string(a.to); }

    static std::string describe(const prepare_post& a) {
        return "prepare " + std::to_string(a.to) + " at " + to_text(a.money.price);
    }

    static std::string describe(const send_post& a) { return "post " + std::to_string(a.to); }

    static std::string describe(const settle_cap& a) {
        const char* how = a.how == settlement::commit    ? "commit "
                          : a.how == settlement::release ? "release "
                                                         : "hold ";
        return how + std::to_string(a.of);
    }

    std::vector<tree_walk> machine;
};

inline event bid(candidate_number from, const std::string& price,
                 std::optional<base::duration> expires = {}) {
    return bid_received{from, dollars(price), expires};
}

inline tier_rules auction() {
    return {plan::tier_mode::auction, {}, {}};
}

inline tier_rules waterfall() {
    return {plan::tier_mode::waterfall, {}, {}};
}

}  // namespace pointsman::walk
