#include "check.hpp"
#include "describe.hpp"
#include "rank.hpp"

#include <pointsman/filter/rule.hpp>

#include <algorithm>
#include <limits>
#include <map>
#include <span>
#include <utility>

// For each field the tests that must all pass are put together, and it is asked whether any value
// (or the absence of one) passes them all. Where a test lists the values that it takes, or the
// field has few, each is tried: that needs no knowledge of what the other tests mean. Otherwise
// ranges are intersected.
namespace pointsman::filter {
namespace {

struct requirement {
    const test* what = nullptr;
    std::string text;
    std::shared_ptr<const ready_test> ready;
};

using requirements = std::span<const requirement* const>;

bool pass_all(const lead::value& value, requirements all) {
    return std::ranges::all_of(
        all, [&value](const requirement* each) { return each->ready->passes(value); });
}

bool allowed_by(const lead::field& field, const lead::value& value) {
    if (field.type == lead::field_type::enumeration) {
        const auto* text = std::get_if<std::string>(&value);
        return text && std::ranges::find(field.values, *text) != field.values.end();
    }
    const auto rank = rank_of(value);
    if (!rank) return true;
    return *rank >= field.min.value_or(*rank) && *rank <= field.max.value_or(*rank);
}

bool lists_its_values(const test& what) {
    return what.op == operation::in || what.op == operation::is;
}

// The values beside which none can pass, where they can be named.
std::optional<std::vector<lead::value>> candidates(const lead::field& field, requirements all) {
    const auto listing = std::ranges::find_if(
        all, [](const requirement* each) { return lists_its_values(*each->what); });
    if (listing != all.end()) return (*listing)->what->operands;
    if (field.type == lead::field_type::boolean) return std::vector<lead::value>{false, true};
    if (field.type != lead::field_type::enumeration) return std::nullopt;
    return std::vector<lead::value>(field.values.begin(), field.values.end());
}

bool ranges_overlap(const lead::field& field, requirements all) {
    std::int64_t least = field.min.value_or(std::numeric_limits<std::int64_t>::min());
    std::int64_t most = field.max.value_or(std::numeric_limits<std::int64_t>::max());
    const auto bound = [](const test& what, std::size_t index) {
        return rank_of(what.operands.at(index)).value();
    };
    for (const requirement* each : all) {
        const test& what = *each->what;
        if (what.op == operation::at_least || what.op == operation::between) {
            least = std::max(least, bound(what, 0));
        }
        if (what.op == operation::at_most) most = std::min(most, bound(what, 0));
        if (what.op == operation::between) most = std::min(most, bound(what, 1));
    }
    return least <= most;
}

bool can_be_met(const lead::field& field, requirements all) {
    if (pass_all(lead::absent{}, all)) return true;
    const bool must_be_absent = std::ranges::any_of(all, [](const requirement* each) {
        return each->what->op == operation::present && !each->what->wanted;
    });
    if (must_be_absent) return false;
    if (const auto values = candidates(field, all)) {
        return std::ranges::any_of(*values, [&](const lead::value& value) {
            return allowed_by(field, value) && pass_all(value, all);
        });
    }
    return ranges_overlap(field, all);
}

lead::field without_limits(lead::field field) {
    field.min.reset();
    field.max.reset();
    if (field.type == lead::field_type::enumeration) field.type = lead::field_type::text;
    return field;
}

std::optional<std::string> complaint_of_one(const lead::field& field, const requirement& only) {
    const requirement* const one[] = {&only};
    if (can_be_met(field, one)) return std::nullopt;
    if (can_be_met(without_limits(field), one)) {
        return only.text + " lies outside the field's own limits";
    }
    return only.text + " holds no value";
}

std::optional<std::string> complaint_of_two(const lead::field& field, const requirement& first,
                                            const requirement& second) {
    const requirement* const two[] = {&first, &second};
    if (can_be_met(field, two)) return std::nullopt;
    return first.text + " and " + second.text + " exclude each other";
}

// Blames the fewest tests that cannot be met together: one, two, or all.
std::optional<std::string> complaint(const lead::field& field, requirements all) {
    if (can_be_met(field, all)) return std::nullopt;
    for (const requirement* each : all) {
        if (auto found = complaint_of_one(field, *each)) return found;
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
        for (std::size_t j = i + 1; j < all.size(); ++j) {
            if (auto found = complaint_of_two(field, *all[i], *all[j])) return found;
        }
    }
    return "the tests of " + field.name + " exclude each other";
}

// What one `all` demands, the `all`s inside and around it included.
class conjunction {
public:
    explicit conjunction(const lead::catalogue& fields) : fields_(fields) {}

    // The reason why `filter` cannot be met together with what was added before.
    std::optional<std::string> add(const rule& filter) {
        std::vector<const rule*> choices;
        collect(filter, choices);
        for (const auto& [field, demands] : demands_) {
            if (auto found = complaint(fields_.at(field), pointers_to(demands))) return found;
        }
        for (const rule* each : choices) {
            if (auto found = no_way_out(*each)) return found;
        }
        return std::nullopt;
    }

private:
    // Takes in the tests of nested `all`s; `any`s are left for later, when all tests are known.
    void collect(const rule& filter, std::vector<const rule*>& choices) {
        if (const auto* what = std::get_if<test>(&filter.what)) {
            const auto ready = std::make_shared<ready_test>(fields_.at(what->field), *what);
            demands_[what->field].push_back({what, text_of(fields_, filter), ready});
        } else if (const auto* all = std::get_if<all_of>(&filter.what)) {
            for (const rule& each : all->rules) collect(each, choices);
        } else if (std::holds_alternative<any_of>(filter.what)) {
            choices.push_back(&filter);
        }
    }

    std::optional<std::string> no_way_out(const rule& choice) const {
        const std::vector<rule>& branches = std::get<any_of>(choice.what).rules;
        std::string first;
        for (const rule& branch : branches) {
            auto problem = conjunction(*this).add(branch);
            if (!problem) return std::nullopt;
            if (first.empty()) first = *std::move(problem);
        }
        if (branches.empty()) return text_of(fields_, choice) + " offers no choice";
        return "no choice of " + text_of(fields_, choice) + " can be met: " + first;
    }

    static std::vector<const requirement*> pointers_to(const std::vector<requirement>& demands) {
        std::vector<const requirement*> pointers;
        pointers.reserve(demands.size());
        for (const requirement& each : demands) pointers.push_back(&each);
        return pointers;
    }

    const lead::catalogue& fields_;
    std::map<lead::field_number, std::vector<requirement>> demands_;
};

}  // namespace

std::optional<std::string> contradiction(const lead::catalogue& fields, const rule& filter) {
    return conjunction(fields).add(filter);
}

}  // namespace pointsman::filter
