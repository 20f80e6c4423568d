#pragma once

#include <pointsman/filter/rule.hpp>
#include <pointsman/lead/lead.hpp>

#include <initializer_list>
#include <map>
#include <string>
#include <vector>

// Rules and leads of one small vertical, written down shortly.
namespace pointsman::filter {

// zip, state, age (16 to 110), credit (poor, fair, good, excellent), homeowner, loan (decimal),
// moves_on (date), note (text), and, personal: name (text), phone.
const lead::catalogue& insurance();

using operands = std::vector<lead::value>;

rule with_text(decltype(rule::what) what);
rule one(const std::string& field, operation op, operands values);
rule in(const std::string& field, operands values);
rule not_in(const std::string& field, operands values);
rule is(const std::string& field, lead::value value);
rule between(const std::string& field, lead::value from, lead::value to);
rule at_least(const std::string& field, lead::value bound);
rule at_most(const std::string& field, lead::value bound);
rule matches(const std::string& field, const std::string& pattern);
rule starts_with(const std::string& field, operands prefixes);
rule present(const std::string& field, bool wanted = true);
rule from_file(rule list, const std::string& path);
rule all(std::vector<rule> rules);
rule any(std::vector<rule> rules);
rule negated(rule inner);

// A lead with these values and no others.
lead::values lead_with(const std::map<std::string, lead::value>& values);

lead::value text(const char* value);
lead::value number(std::int64_t value);
lead::value millionths(std::int64_t value);
lead::value date(std::chrono::year_month_day value);

// "00000" to "99999".
std::string zip_code(int number);
operands zip_codes(int first, int count);

}  // namespace pointsman::filter
