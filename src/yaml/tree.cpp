#include "caps.hpp"
#include "kinds.hpp"
#include "mapping.hpp"

namespace pointsman::yaml {

namespace {

using namespace std::chrono_literals;

constexpr std::array<choice<plan::tier_mode>, 2> modes{
    {{"waterfall", plan::tier_mode::waterfall}, {"auction", plan::tier_mode::auction}}};
constexpr time_range walk_time{100ms, 5min};
constexpr time_range ping_time{10ms, 60s};
constexpr whole_range post_count{1, 100};

plan::tier read_tier(const node& given, std::uint32_t number, registry& names, report& problems) {
    const mapping at(given, {"name", "mode", "floor", "ping_timeout", "deadline"}, problems);
    plan::tier tier;
    if (at.required("name", tier.name, a_name))
        names.add(*at.find("name"), number, problems);
    else
        names.tolerate_unknown_names();
    at.optional("mode", tier.mode, modes);
    at.optional("floor", tier.floor);
    at.optional("ping_timeout", tier.ping_timeout, ping_time);
    at.optional("deadline", tier.deadline, walk_time);
    return tier;
}

void read_tiers(const node& given, plan::tree& into, registry& names, report& problems) {
    for (const node& item : items_of(given, problems)) {
        const auto number = static_cast<std::uint32_t>(into.tiers.size());
        into.tiers.push_back(read_tier(item, number, names, problems));
    }
    if (given.is_sequence() && given.items.empty())
        problems.error(given.at, "expected at least one tier");
}

std::optional<plan::vertical_number> known(plan::vertical_number vertical) {
    if (vertical == unknown_number) return std::nullopt;
    return vertical;
}

}  // namespace

void read_tree(const node& root, std::string_view stem, draft& into) {
    const mapping at(
        root, {"tree", "vertical", "currency", "deadline", "max_posts", "zone", "caps", "tiers"},
        into.problems, {"quote", "ranking"});
    plan::tree tree;
    const auto number = static_cast<plan::tree_number>(into.plan->trees.size());
    if (!at.required("tree", tree.name, a_name))
        into.trees.mark_broken(std::string(stem));
    else
        into.trees.add(*at.find("tree"), number, into.problems);
    if (const node* vertical = at.require("vertical"))
        tree.vertical = into.verticals.find(*vertical, into.problems).value_or(unknown_number);
    at.required("currency", tree.currency, a_currency);
    at.optional("deadline", tree.deadline, walk_time);
    if (std::int64_t most = 0; at.optional("max_posts", most, post_count))
        tree.max_posts = static_cast<std::size_t>(most);
    cap::zone zone;
    at.optional("zone", zone);
    if (const node* caps = at.find("caps"))
        tree.caps =
            read_caps(*caps, {cap::owner::tree, tree.name, zone}, known(tree.vertical), into);
    registry& tiers = into.tiers_of_tree.emplace_back("tier");
    std::vector<place>& places = into.places_of_tiers.emplace_back();
    if (const node* given = at.require("tiers")) {
        read_tiers(*given, tree, tiers, into.problems);
        for (const node& item : given->items) places.push_back(item.at);
    }
    if (tree.tiers.empty()) tiers.tolerate_unknown_names();
    into.plan->trees.push_back(std::move(tree));
}

}  // namespace pointsman::yaml
