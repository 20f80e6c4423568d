#include <pointsman/duplicate/judge.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <map>
#include <tuple>

#include "matching.hpp"

namespace pointsman::duplicate {
namespace {

occurrence occurrence_of(const past_event& past) {
    return {past.what,   past.is_settled, past.at,      past.lead,
            past.seller, past.source,     past.vertical};
}

// Whom a rule holds to account: a buyer, a group, or nobody in particular. Nothing for a buyer
// without a group.
std::optional<std::string> name_in(scope within, const past_event& past) {
    if (!is_about_buyers(within)) return "";
    const std::string& name = within == scope::buyer ? past.buyer : past.buyer_group;
    if (name.empty()) return std::nullopt;
    return name;
}

// The later one, so that the finding does not depend on the order of the events.
bool is_later(const past_event& a, const past_event& b) {
    return std::tie(a.at, a.lead, a.what) > std::tie(b.at, b.lead, b.what);
}

using latest_by_name = std::map<std::string, const past_event*>;

latest_by_name matches_of(const rule& of, std::span<const base::digest> keys,
                          const lead_facts& lead, std::span<const past_event> past,
                          base::wall_time now) {
    latest_by_name latest;
    for (const past_event& each : past) {
        if (std::ranges::find(keys, each.key) == keys.end()) continue;
        if (!counts(of, lead, occurrence_of(each), now)) continue;
        const auto name = name_in(of.within, each);
        if (!name) continue;
        const past_event*& known = latest[*name];
        if (known == nullptr || is_later(each, *known)) known = &each;
    }
    return latest;
}

}  // namespace

const exclusion* verdict::excludes(std::string_view buyer, std::string_view group) const {
    const auto is_meant = [&](const exclusion& one) {
        return one.name == (one.within == scope::buyer ? buyer : group);
    };
    const auto found = std::ranges::find_if(excluded, is_meant);
    return found == excluded.end() ? nullptr : &*found;
}

verdict judge(std::span<const rule> rules, const lead_keys& keys, const lead_facts& lead,
              std::span<const past_event> past, base::wall_time now) {
    assert(keys.by_rule.size() == rules.size());
    verdict made;
    for (std::uint32_t number = 0; number < rules.size(); ++number) {
        const rule& each = rules[number];
        for (const auto& [name, latest] :
             matches_of(each, keys.by_rule.at(number), lead, past, now)) {
            const finding why{number, latest->lead, latest->what, latest->at};
            switch (each.then) {
                case action::reject:
                    if (!made.rejected) made.rejected = why;
                    break;
                case action::exclude_buyer:
                    made.excluded.push_back({why, each.within, name});
                    break;
                case action::flag: made.flags.push_back(why); break;
            }
        }
    }
    return made;
}

std::string describe(std::span<const rule> rules, const finding& what) {
    return fmt::format("{}: lead {} was {} on {}", rules[what.rule].text,
                       base::to_text(what.earlier), to_text(what.what), base::to_rfc3339(what.at));
}

}  // namespace pointsman::duplicate
