#include <pointsman/plan/overrides.hpp>

#include <pointsman/base/money.hpp>
#include <pointsman/plan/plan.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>

namespace pointsman::plan {
namespace {

constexpr std::array<std::string_view, 3> kinds{"pause", "resume", "cap"};
constexpr std::array<std::string_view, 4> targets{"order", "buyer", "seller", "tree"};

template <class Choice, std::size_t size>
std::optional<Choice> parse(const std::array<std::string_view, size>& names,
                            std::string_view text) {
    const auto found = std::ranges::find(names, text);
    if (found == names.end()) return std::nullopt;
    return static_cast<Choice>(found - names.begin());
}

auto age_of(const standing_override& one) {
    return std::tie(one.made_at, one.id.bytes);
}

std::string describe(const cap_change& change) {
    const std::string amount = change.what == cap::measure::count
                                   ? std::to_string(change.amount)
                                   : base::to_text(base::money::from_micros(change.amount));
    return fmt::format("{} {} per {} {}{}", cap::to_text(change.on), cap::to_text(change.what),
                       cap::to_text(change.per), change.replaces ? "= " : "+", amount);
}

using caps = std::vector<conditional_cap>;

// Null when there are none. A buyer's are the same for all verticals.
const caps* caps_of(const snapshot& plan, override_target target, std::string_view name,
                    std::string_view vertical) {
    const auto own = [](const auto* owner) { return owner != nullptr ? &owner->caps : nullptr; };
    switch (target) {
        case override_target::order: return own(plan.find_order(name));
        case override_target::tree: return own(plan.find_tree(name));
        case override_target::seller: return own(plan.find_program(name, vertical));
        case override_target::buyer: break;
    }
    const buyer* one = plan.find_buyer(name);
    return one != nullptr && !one->caps.empty() ? &one->caps.begin()->second : nullptr;
}

bool is_changed_by(const conditional_cap& cap, const cap_change& change) {
    return !cap.when && cap.limit.on == change.on && cap.limit.per == change.per &&
           cap.limit.what == change.what;
}

}  // namespace

std::string_view to_text(override_kind kind) {
    return kinds.at(static_cast<std::size_t>(kind));
}

std::string_view to_text(override_target target) {
    return targets.at(static_cast<std::size_t>(target));
}

std::optional<override_kind> parse_override_kind(std::string_view text) {
    return parse<override_kind>(kinds, text);
}

std::optional<override_target> parse_override_target(std::string_view text) {
    return parse<override_target>(targets, text);
}

bool has_target(const snapshot& plan, override_target target, std::string_view name) {
    switch (target) {
        case override_target::order: return plan.find_order(name) != nullptr;
        case override_target::buyer: return plan.find_buyer(name) != nullptr;
        case override_target::seller: return plan.find_seller(name) != nullptr;
        case override_target::tree: return plan.find_tree(name) != nullptr;
    }
    return false;
}

bool has_cap(const snapshot& plan, override_target target, std::string_view name,
             const cap_change& change) {
    const caps* all = caps_of(plan, target, name, change.vertical);
    return all != nullptr &&
           std::ranges::any_of(*all, [&](const auto& one) { return is_changed_by(one, change); });
}

std::string counter_name(const standing_override& one) {
    const auto name_of = [&one](cap::owner owner, std::string_view name) {
        return cap::counter_name(owner, name, one.cap->on, one.cap->per, one.cap->what, {});
    };
    switch (one.target) {
        case override_target::order: return name_of(cap::owner::order, one.name);
        case override_target::buyer: return name_of(cap::owner::buyer, one.name);
        case override_target::tree: return name_of(cap::owner::tree, one.name);
        case override_target::seller: break;
    }
    return name_of(cap::owner::seller, program_name(one.name, one.cap->vertical));
}

std::string describe(const standing_override& one) {
    std::string text = fmt::format("{} {} {}", to_text(one.kind), to_text(one.target), one.name);
    if (one.cap && !one.cap->vertical.empty()) text += " " + one.cap->vertical;
    if (one.cap) text += ": " + describe(*one.cap);
    return text;
}

std::string why(const standing_override& one) {
    return fmt::format("override {}: {}, by {} until {}", base::to_text(one.id), one.reason, one.by,
                       base::to_short_rfc3339(one.until));
}

overrides overrides::with(const std::vector<standing_override>& more, base::wall_time now) const {
    overrides made = *this;
    for (const standing_override& one : more) {
        const auto known = std::ranges::find(made.all_, one.id, &standing_override::id);
        if (known == made.all_.end())
            made.all_.push_back(one);
        else if (one.ended)
            known->ended = one.ended;
    }
    std::erase_if(made.all_, [now](const standing_override& one) { return one.until <= now; });
    std::ranges::sort(made.all_, {}, age_of);
    return made;
}

const standing_override* overrides::deciding(override_target target, std::string_view name,
                                             base::wall_time now) const {
    const standing_override* latest = nullptr;
    for (const standing_override& one : all_)
        if (one.kind != override_kind::cap && one.target == target && one.name == name &&
            one.in_force(now))
            latest = &one;
    return latest;
}

std::optional<std::string> why_paused(override_target target, std::string_view name,
                                      const std::optional<pause>& in_file,
                                      const overrides& in_force, base::wall_time now) {
    const standing_override* decides = in_force.deciding(target, name, now);
    if (decides != nullptr) {
        if (decides->kind == override_kind::resume) return std::nullopt;
        return why(*decides);
    }
    if (!in_file || !in_file->holds_at(now)) return std::nullopt;
    const std::string words = describe(*in_file);
    return words.empty() ? "paused in its file" : "paused in its file: " + words;
}

}  // namespace pointsman::plan
