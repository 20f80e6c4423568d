#pragma once

#include <pointsman/base/result.hpp>
#include <pointsman/lead/catalogue.hpp>
#include <pointsman/lead/lead.hpp>
#include <pointsman/lead/value.hpp>

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

// The filter of an order as data. The YAML reader makes rules (checked against the catalogue); `compiled_rule` turns one
// into something that judges leads.
//
// An absent value passes no test but `not present` (present: false), `not_in` and `not`.
namespace pointsman::filter {

enum class operation { in, not_in, is, between, at_least, at_most, matches, starts_with, present };

std::string_view to_text(operation op);

// One comparison of one field. Texts of enumerations, states, ZIPs... are in the field's normal form.
struct test {
    lead::field_number field = 0;
    operation op = operation::is;
    std::vector<lead::value> operands;  // in/not_in: any number; between: two, inclusive; matches: one RE2 pattern
    std::string list_file;              // in_file / not_in_file: where the operands came from, for the reason
    bool wanted = true;                 // present: true|false
};

struct rule;

struct all_of {
    std::vector<rule> rules;
};

struct any_of {
    std::vector<rule> rules;
};

struct negation {
    std::shared_ptr<const rule> inner;  // shared so that rules can be copied; immutable
};

// `text` is how the reason names the rule: "state in [CA, NV]", shortened where lists are long.
struct rule {
    std::variant<test, all_of, any_of, negation> what;
    std::string text;
};

// Why a lead was refused: the innermost rule that could not be met (for any/not the whole any/not) and the lead's value
// of the field it looks at. Values of personal fields are shown as "(personal)".
struct refusal {
    std::string rule;
    std::string field;
    std::string value;

    friend bool operator==(const refusal&, const refusal&) = default;
};

// The longest pattern and the most memory RE2 may use for one.
inline constexpr std::size_t max_pattern_bytes = 512;
inline constexpr std::int64_t max_pattern_memory_bytes = 1 << 20;

// Empty when RE2 accepts the pattern, otherwise its complaint.
std::string pattern_problem(const std::string& pattern);

// Why no lead at all can satisfy the rule ("age between 70 and 25 holds no value", "state in [CA] and state in [NV]
// exclude each other"), or nothing. Sound but not complete: it looks at contradictions between the tests of one `all`
// and at empty lists and ranges outside the field's own limits or values.
std::optional<std::string> contradiction(const lead::catalogue& fields, const rule& filter);

// A line of text for a rule, as used in `rule::text`.
std::string describe(const lead::catalogue& fields, const rule& filter);

}  // namespace pointsman::filter
