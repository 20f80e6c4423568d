#pragma once

#include "registry.hpp"
#include "report.hpp"

#include <pointsman/base/crypto.hpp>
#include <pointsman/cap/book.hpp>
#include <pointsman/plan/plan.hpp>
#include <pointsman/plan/settings.hpp>
#include <pointsman/yaml/loader.hpp>

#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <set>
#include <utility>
#include <vector>

namespace pointsman::yaml {

// Stands in a draft where a name could not be resolved; such a draft never becomes a plan.
inline constexpr std::uint32_t unknown_number = std::numeric_limits<std::uint32_t>::max();

// A plan in the making. The kinds are read in the order in which they refer to each other:
// verticals, trees, buyers, sellers; each adds to `plan` and to its registry. What could be read of
// a wrong file is added too, so that one mistake does not bring a dozen others about.
struct draft {
    draft(const files& all_files, cap::book& all_counters, const secret_source& all_secrets,
          purpose what_for)
        : from(all_files), counters(all_counters), secrets(all_secrets), why(what_for) {}

    const files& from;
    cap::book& counters;
    const secret_source& secrets;
    purpose why;
    std::optional<base::wall_time> now = {};  // without: nothing is warned of for being over
    report problems;
    std::shared_ptr<plan::snapshot> plan = std::make_shared<plan::snapshot>();
    plan::settings settings;

    registry verticals{"vertical"};
    registry trees{"tree"};
    registry buyers{"buyer"};
    registry orders{"order"};
    registry sellers{"seller"};
    std::vector<registry> tiers_of_tree;              // by tree number
    std::vector<std::vector<place>> places_of_tiers;  // by tree number, then tier number

    // Fields whose definition is wrong: what is said about them elsewhere is not judged by it.
    std::set<std::pair<plan::vertical_number, lead::field_number>> doubtful_fields;

    std::vector<place> buyer_group_rules;  // of duplicates

    // Lists by what refers to them: only those that no filter needs are left out of the stored
    // plan.
    std::set<std::string> filter_lists;
    std::set<std::string> suppression_lists;

    std::map<base::digest, place> known_keys;  // of sellers and of the admin API
};

}  // namespace pointsman::yaml
