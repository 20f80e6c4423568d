#pragma once

#include <pointsman/lead/catalogue.hpp>
#include <pointsman/lead/value.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// The filter of an order as data. The YAML reader makes rules (checked against the catalogue);
// `compiled_rule` turns one into something that judges leads.
//
// An absent value passes no test but `not present` (present: false), `not_in` and `not`.
namespace pointsman::filter {

enum class operation { in, not_in, is, between, at_least, at_most, matches, starts_with, present };

std::string_view to_text(operation op);

// One comparison of one field. Operands have the field's type; texts of enumerations, states,
// ZIPs... are in the field's normal form. Texts are compared byte by byte. between, at_least and
// at_most compare integers, decimals and dates. A pattern matches when it is found anywhere in the
// text ("^" and "$" anchor it) and minds the case ("(?i)").
struct test {
    lead::field_number field = 0;
    operation op = operation::is;
    // in, not_in, starts_with: any number; is, at_least, at_most: one; between: two, inclusive;
    // matches: one RE2 pattern; present: none.
    std::vector<lead::value> operands;
    std::string list_file;  // in_file / not_in_file: where the operands came from, for the reason
    bool wanted = true;     // present: true|false
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

// `text` is how the reason names the rule: "state in [CA, NV]", shortened where lists are long;
// describe makes it. A rule without one is named by describe.
struct rule {
    std::variant<test, all_of, any_of, negation> what;
    std::string text;
};

// Reasons are for reading: so much of a list, and of one operand or value, do they show.
inline constexpr std::size_t max_described = 3;
inline constexpr std::size_t max_described_bytes = 60;

// Why a lead was refused: the innermost rule that could not be met (for any/not the whole any/not)
// and the lead's value of the field it looks at: "(absent)" when the lead has none, "(personal)"
// for a personal field that is there. An any/not over several fields names the first max_described
// of them: "credit, homeowner" and "fair, (absent)".
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

// Why no lead at all can satisfy the rule ("age between 70 and 25 holds no value", "state in [CA]
// and state in [NV] exclude each other"), or nothing. Sound but not complete: it looks at what the
// tests of one `all` (and of the `all`s and `any`s inside) leave of each field, within the field's
// own limits or values; it does not look into a `not`.
std::optional<std::string> contradiction(const lead::catalogue& fields, const rule& filter);

// A line of text for a rule, as used in `rule::text`: "zip in [90001, 90002, 90003, ... 412 more]",
// "zip not in lists/blocked.txt" for a list that came from a file.
std::string describe(const lead::catalogue& fields, const rule& filter);

}  // namespace pointsman::filter
