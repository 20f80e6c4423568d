#include <pointsman/plan/plan.hpp>

#include <algorithm>

namespace pointsman::plan {

namespace {

template <class Item>
const Item* find_named(const std::vector<Item>& items, std::string_view name) {
    const auto found = std::ranges::find(items, name, &Item::name);
    return found == items.end() ? nullptr : &*found;
}

}  // namespace

const vertical* snapshot::find_vertical(std::string_view name) const {
    return find_named(verticals, name);
}

const seller* snapshot::find_seller(std::string_view name) const {
    return find_named(sellers, name);
}

const tree* snapshot::find_tree(std::string_view name) const {
    return find_named(trees, name);
}

const buyer* snapshot::find_buyer(std::string_view name) const {
    return find_named(buyers, name);
}

const seller* snapshot::seller_with_key(std::string_view key) const {
    const base::digest given = base::sha256(key);
    const seller* owner = nullptr;
    // No early exit: how long the answer takes must not tell which key came near.
    for (const seller& candidate : sellers) {
        for (const base::digest& known : candidate.keys) {
            if (base::equal_in_constant_time(known, given)) owner = &candidate;
        }
    }
    return owner;
}

}  // namespace pointsman::plan
