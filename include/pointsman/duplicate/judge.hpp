#pragma once

#include <pointsman/base/crypto.hpp>
#include <pointsman/base/ids.hpp>
#include <pointsman/base/time.hpp>
#include <pointsman/duplicate/keys.hpp>
#include <pointsman/duplicate/rule.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pointsman::duplicate {

// What rules compare of a lead, besides its keys.
struct lead_facts {
    base::lead_id id;
    std::string seller;
    std::string source;  // empty: the seller named none
    std::string vertical;
    bool test = false;        // a test lead neither matches nor counts
    base::wall_time at = {};  // when it arrived
};

// Something that happened to a lead which shares a key with the one that is judged.
struct past_event {
    base::digest key{};
    event what = event::seen;
    bool is_settled = true;  // false for a post that may still turn out to be a sale
    base::wall_time at;
    base::lead_id lead;
    std::string seller;
    std::string source;
    std::string vertical;
    std::string buyer;        // empty for `seen`
    std::string buyer_group;  // of the buyer, by the judged lead's plan; empty for none
};

// A rule that applies, and the earlier lead because of which it does: the latest one.
struct finding {
    std::uint32_t rule = 0;  // its place among the rules
    base::lead_id earlier;
    event what = event::seen;
    base::wall_time at;
};

struct exclusion {
    finding why;
    scope within = scope::buyer;
    std::string name;  // of the buyer, or of the group
};

struct verdict {
    std::optional<finding> rejected;  // by the first rule that rejects
    std::vector<exclusion> excluded;  // in the order of rules, then names
    std::vector<finding> flags;       // in the order of rules

    // Whether a buyer of that group ("" for none) is excluded, and why; null when it is not.
    const exclusion* excludes(std::string_view buyer, std::string_view group) const;
};

// What the rules say of a lead, `past` being what is known of others (from the database and from
// claims::arrive, in any order; what comes twice does no harm). The lead itself never matches.
// Precondition: `keys` were made by the same rules.
verdict judge(std::span<const rule> rules, const lead_keys& keys, const lead_facts& lead,
              std::span<const past_event> past, base::wall_time now);

// "phone, buyer, sold, 30d: lead 0192f3a4-... was sold on 2026-11-21T21:15:02.123456Z": the detail
// of a reason. Holds no personal data.
std::string describe(std::span<const rule> rules, const finding& what);

}  // namespace pointsman::duplicate
