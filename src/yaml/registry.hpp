#pragma once

#include "document.hpp"
#include "report.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace pointsman::yaml {

// The names of one kind of thing ("tree"): where each was given and its number in the plan.
class registry {
public:
    explicit registry(std::string_view kind) : kind_(kind) {}

    // False, and reported, when the name is taken.
    bool add(const node& name, std::uint32_t number, report& problems);

    // A file whose own mistakes are reported already: who refers to its name is not told that it
    // does not exist.
    void mark_broken(std::string name) { broken_.insert(std::move(name)); }

    // Some names could not be read (and that is reported): no name counts as unknown any more.
    void tolerate_unknown_names() { tolerates_unknown_ = true; }

    // The number of the name that a text gives; nothing, and reported with "did you mean", when
    // there is none.
    std::optional<std::uint32_t> find(const node& reference, report& problems) const;

private:
    struct known {
        place at;
        std::uint32_t number = 0;
    };

    std::string_view kind_;
    std::map<std::string, known, std::less<>> names_;
    std::set<std::string, std::less<>> broken_;
    bool tolerates_unknown_ = false;
};

}  // namespace pointsman::yaml
