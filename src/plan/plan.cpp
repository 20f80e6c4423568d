#include <pointsman/plan/plan.hpp>

#include <algorithm>

namespace pointsman::plan {

namespace {

template <class Item>
const Item* find_named(const std::vector<Item>& items, std::string_view name) {
    const auto found = std::ranges::find(items, name, &Item::name);
    return found == items.end() ? nullptr : &*found;
}

// No early exit: how long the answer takes must not tell which key came near.
template <class Party>
const Party* owner_of(const std::vector<Party>& parties, std::string_view key) {
    const base::digest given = base::sha256(key);
    const Party* owner = nullptr;
    for (const Party& candidate : parties) {
        for (const base::digest& known : candidate.keys) {
            if (base::equal_in_constant_time(known, given)) owner = &candidate;
        }
    }
    return owner;
}

}  // namespace

std::string program_name(std::string_view seller, std::string_view vertical) {
    return std::string(seller) + " " + std::string(vertical);
}

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

const order* snapshot::find_order(std::string_view name) const {
    return find_named(orders, name);
}

const program* snapshot::find_program(std::string_view seller, std::string_view vertical) const {
    const plan::seller* from = find_seller(seller);
    if (from == nullptr) return nullptr;
    const auto found = from->programs.find(vertical);
    return found == from->programs.end() ? nullptr : &found->second;
}

const seller* snapshot::seller_with_key(std::string_view key) const {
    return owner_of(sellers, key);
}

const buyer* snapshot::buyer_with_key(std::string_view key) const {
    return owner_of(buyers, key);
}

}  // namespace pointsman::plan
