#pragma once

#include "document.hpp"
#include "report.hpp"
#include "scalars.hpp"

#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace pointsman::yaml {

// One mapping of the YAML with the keys it may have. Making it reports a node that is no mapping,
// every unknown key with "did you mean", and the keys of the design that this version does not
// implement: none is ever ignored.
class mapping {
public:
    using key_list = std::initializer_list<std::string_view>;

    mapping(const node& of, key_list keys, report& problems, key_list later = {});

    // The value of a key; null when it is not there. A key without a value ("tier:") counts as
    // there.
    const node* find(std::string_view key) const;

    // The same, and a missing key is reported.
    const node* require(std::string_view key) const;

    bool has(std::string_view key) const { return find(key) != nullptr; }

    const place& at() const { return of_.at; }

    // Reads the key's value by the `read` of scalars.hpp that fits the type. False when it is not
    // there or not valid.
    template <class Value, class... Rules>
    bool required(std::string_view key, Value& into, const Rules&... rules) const {
        const node* given = require(key);
        return given != nullptr && read(*given, into, rules..., problems_);
    }

    template <class Value, class... Rules>
    bool optional(std::string_view key, Value& into, const Rules&... rules) const {
        const node* given = find(key);
        return given != nullptr && read(*given, into, rules..., problems_);
    }

    // Exactly one of the keys must be there; which one. Empty, and reported, otherwise.
    std::string_view exactly_one_of(key_list keys) const;

private:
    void check_keys(key_list keys, key_list later) const;

    const node& of_;
    report& problems_;
};

// The members of a mapping whose keys are free (fields, tiers of names, headers). Empty, and
// reported, when it is none.
const std::vector<member>& members_of(const node& of, report& problems);

// The items of a list. Empty, and reported, when it is none.
const std::vector<node>& items_of(const node& of, report& problems);

// One value or a list of them: `sha256` or `[lower, sha256]`.
std::vector<const node*> one_or_more(const node& of, report& problems);

}  // namespace pointsman::yaml
