#pragma once

#include <pointsman/base/time.hpp>
#include <pointsman/sandbox/geography.hpp>

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pointsman::sandbox {

// The demo's markets, one per vertical of config/verticals.
enum class market { auto_insurance, home_services, personal_loan };

std::string_view to_text(market which);  // the vertical's name

// What --markets takes: "all", "auto", "home" or "loans"; nothing for another text.
std::optional<std::vector<market>> parse_markets(std::string_view text);

// A seller's request, ready to be sent to POST /v1/direct.
struct generated_lead {
    std::string ref;  // the seller's own lead id, different for every lead and seed
    market vertical = market::auto_insurance;
    std::string seller;
    bool valid = true;  // false: the server must answer 422
    std::string body;   // JSON
    std::string
        personal_json;  // the personal values in it, {"phone":"+12025550123",...}: for the verifier
};

struct generator_options {
    std::uint64_t seed = 1;
    std::vector<market> markets;  // at least one; drawn evenly
    double invalid_share = 0.01;
    base::wall_time now;  // ages are counted to this day
};

// Makes the same leads for the same options and the same day. Nobody in them exists: phones end in
// 555-01xx, which the North American Numbering Plan keeps free for fiction, mail addresses are in
// example.com, .net and .org (RFC 2606), addresses of computers in 192.0.2.0/24 (RFC 5737).
class generator {
public:
    // `where` must outlive the generator.
    generator(const geography& where, generator_options options);

    // Lead number n, whatever was asked before.
    generated_lead make(std::uint64_t n) const;

private:
    const geography& where_;
    generator_options options_;
};

}  // namespace pointsman::sandbox
