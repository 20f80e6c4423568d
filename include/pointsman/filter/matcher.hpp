#pragma once

#include <pointsman/filter/rule.hpp>
#include <pointsman/lead/catalogue.hpp>
#include <pointsman/lead/lead.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace pointsman::filter {

// A rule made ready to judge: list operands in sorted arrays (ZIP lists in bit sets), patterns
// compiled. Immutable, safe to use from any number of threads; judging allocates only to tell the
// reason of a refusal. A lead has as many values as the catalogue has fields.
class compiled_rule {
public:
    // Precondition: patterns passed pattern_problem, operands have the field's type.
    compiled_rule(const lead::catalogue& fields, const rule& filter);
    ~compiled_rule();
    compiled_rule(compiled_rule&&) noexcept;
    compiled_rule& operator=(compiled_rule&&) noexcept;

    bool passes(const lead::values& lead) const;

    // Nothing when the lead passes.
    std::optional<refusal> judge(const lead::values& lead) const;

private:
    struct node;
    std::unique_ptr<const node> root_;
};

// The place of an order among those that a matcher was made of.
using position = std::uint32_t;

struct refused {
    position at = 0;
    refusal why;
};

struct verdicts {
    std::vector<position> passing;  // ascending
    std::vector<refused> refused;   // ascending; every order stands in exactly one of the two lists
};

// All orders of one tree at once. A scan today; the bitmap index comes behind the same interface.
class matcher {
public:
    virtual ~matcher() = default;

    // Who may have the lead. Thread-safe.
    virtual std::vector<position> match(const lead::values& lead) const = 0;

    // The same with the reason of every refusal: for timelines and explanations, not for the hot
    // path.
    virtual verdicts explain(const lead::values& lead) const = 0;
};

// `filters[i]` is the filter of position i; an order without one (nullopt) passes every lead.
std::unique_ptr<matcher> make_scan(const lead::catalogue& fields,
                                   const std::vector<std::optional<rule>>& filters);

}  // namespace pointsman::filter
