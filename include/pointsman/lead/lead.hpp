#pragma once

#include <pointsman/base/result.hpp>
#include <pointsman/base/time.hpp>
#include <pointsman/lead/catalogue.hpp>
#include <pointsman/lead/value.hpp>

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace pointsman::lead {

// The values of one lead by field number; as many as the catalogue has fields.
using values = std::vector<value>;

enum class problem_kind { missing, invalid, unknown };

// What is wrong with one field of a submission. `what` never repeats the value: it may be personal.
struct field_problem {
    std::string field;
    problem_kind kind = problem_kind::invalid;
    std::string what;  // "is required", "must be one of poor, fair, good", "did you mean \"zip\"?"
};

// Which fields must be there: a ping needs those required at ping, a post (and /v1/direct) those
// of both kinds.
enum class stage { ping, post };

// Checks and normalises the `fields` object of a submission, and derives what can be derived. Ages
// are counted to the UTC date of `now`. JSON null counts as absent. Every problem is reported, in
// catalogue order, unknown names last.
base::result<values, std::vector<field_problem>> read_fields(const catalogue& fields,
                                                             const nlohmann::json& object,
                                                             stage required_for,
                                                             base::wall_time now);

// One value of any scalar JSON type: the checked, normal form, or what was expected ("must be a
// five-digit ZIP code").
base::result<value, std::string> read_value(const field& definition, const nlohmann::json& given);

// The state in which a five-digit ZIP code lies, by its first three digits (USPS labeling list
// L002) and the few exceptions to them; "" for anything else, for unassigned prefixes and for the
// freely associated states (FM, MH, PW).
std::string_view state_of_zip(std::string_view zip);

// True for the two-letter codes that us_state accepts, in upper case.
bool is_us_state(std::string_view code);

// {"zip":"90210","age":34,...}: the present values of the fields that are (or are not) personal, as
// stored and shown.
nlohmann::json to_json(const catalogue& fields, const values& lead, bool personal);

// Reads back what to_json wrote. Values are not checked again, since the catalogue may have become
// stricter; names that it does not know, and values of another type than the field now has, are
// left out.
values from_json(const catalogue& fields, const nlohmann::json& stored);

}  // namespace pointsman::lead
