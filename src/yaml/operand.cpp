#include "lists.hpp"
#include "mapping.hpp"
#include "rule.hpp"

#include <pointsman/lead/lead.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace pointsman::yaml {

namespace {

using filter::operation;
using lead::field_type;

bool has_order(field_type type) {
    return type == field_type::integer || type == field_type::decimal || type == field_type::date;
}

bool is_text(field_type type) {
    return !has_order(type) && type != field_type::boolean;
}

bool is_range(operation op) {
    return op == operation::between || op == operation::at_least || op == operation::at_most;
}

// Whether the operation makes sense for the field at all.
bool fits(const node& given, operation op, const lead::field& field, report& problems) {
    std::string_view wanted;
    if (is_range(op) && !has_order(field.type)) wanted = "integer, decimal or date";
    const bool needs_text = op == operation::matches || op == operation::starts_with;
    if (needs_text && !is_text(field.type))
        wanted = "text, zip, state, phone, email... (no number)";
    if (wanted.empty()) return true;
    problems.error(given.at, fmt::format("\"{}\" is of type {}; this test needs {}", field.name,
                                         lead::to_text(field.type), wanted));
    return false;
}

bool read_operand(const node& given, const lead::field& field, filter::test& into,
                  report& problems) {
    if (!given.is_scalar()) {
        problems.error(given.at, "expected a single value");
        return false;
    }
    auto value = lead::read_value(field, given.text);
    if (!value) {
        problems.error(given.at, fmt::format("a value of \"{}\" {}", field.name, value.error()));
        return false;
    }
    into.operands.push_back(*std::move(value));
    return true;
}

// A bound may lie outside the field's own limits: `at_least: 0` is harmless.
lead::field without_limits(const lead::field& field) {
    lead::field free = field;
    free.min.reset();
    free.max.reset();
    return free;
}

bool read_list(const node& given, const lead::field& field, filter::test& into, report& problems) {
    bool is_valid = given.is_sequence();
    for (const node& item : items_of(given, problems))
        is_valid = read_operand(item, field, into, problems) && is_valid;
    if (given.is_sequence() && given.items.empty()) {
        problems.error(given.at, "expected at least one value");
        return false;
    }
    return is_valid;
}

bool read_between(const node& given, const lead::field& field, filter::test& into,
                  report& problems) {
    if (!given.is_sequence() || given.items.size() != 2) {
        problems.error(given.at, "expected two values: [least, most], both included");
        return false;
    }
    return read_list(given, without_limits(field), into, problems);
}

bool read_pattern(const node& given, filter::test& into, report& problems) {
    std::string pattern;
    if (!given.is_scalar() || given.text.empty()) {
        problems.error(given.at, "expected a regular expression (RE2)");
        return false;
    }
    if (std::string wrong = filter::pattern_problem(given.text); !wrong.empty()) {
        problems.error(given.at, "not a regular expression (RE2): " + wrong);
        return false;
    }
    into.operands.emplace_back(given.text);
    return true;
}

// Beginnings are no whole values, so they are taken as they are.
bool read_beginnings(const node& given, filter::test& into, report& problems) {
    bool is_valid = true;
    for (const node* each : one_or_more(given, problems)) {
        std::string text;
        is_valid = read(*each, text, problems) && is_valid;
        into.operands.emplace_back(std::move(text));
    }
    return is_valid && !into.operands.empty();
}

}  // namespace

bool read_operands(const node& given, std::string_view test_name, const lead::field& field,
                   filter::test& into, draft& everything) {
    report& problems = everything.problems;
    if (!fits(given, into.op, field, problems)) return false;
    if (test_name.ends_with("_file")) return read_list_file(given, field, into, everything);
    switch (into.op) {
        case operation::in:
        case operation::not_in: return read_list(given, field, into, problems);
        case operation::is: return read_operand(given, field, into, problems);
        case operation::between: return read_between(given, field, into, problems);
        case operation::at_least:
        case operation::at_most: return read_operand(given, without_limits(field), into, problems);
        case operation::matches: return read_pattern(given, into, problems);
        case operation::starts_with: return read_beginnings(given, into, problems);
        case operation::present: return read(given, into.wanted, problems);
    }
    return false;
}

}  // namespace pointsman::yaml
