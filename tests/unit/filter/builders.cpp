#include "builders.hpp"

#include <utility>

namespace pointsman::filter {
namespace {

lead::field field(const char* name, lead::field_type type, bool personal = false) {
    lead::field made;
    made.name = name;
    made.type = type;
    made.personal = personal;
    return made;
}

lead::catalogue make_insurance() {
    using enum lead::field_type;
    lead::field age = field("age", integer);
    age.min = 16;
    age.max = 110;
    lead::field credit = field("credit", enumeration);
    credit.values = {"poor", "fair", "good", "excellent"};
    return lead::catalogue(
        {field("zip", us_zip), field("state", us_state), age, credit, field("homeowner", boolean),
         field("loan", decimal), field("moves_on", lead::field_type::date),
         field("note", lead::field_type::text), field("name", lead::field_type::text, true),
         field("phone", phone, true)});
}

lead::field_number number_of(const std::string& name) {
    return insurance().find(name).value();
}

}  // namespace

const lead::catalogue& insurance() {
    static const lead::catalogue fields = make_insurance();
    return fields;
}

rule with_text(decltype(rule::what) what) {
    rule made{std::move(what), ""};
    made.text = describe(insurance(), made);
    return made;
}

rule one(const std::string& field, operation op, operands values) {
    test what;
    what.field = number_of(field);
    what.op = op;
    what.operands = std::move(values);
    return with_text(what);
}

rule in(const std::string& field, operands values) {
    return one(field, operation::in, std::move(values));
}

rule not_in(const std::string& field, operands values) {
    return one(field, operation::not_in, std::move(values));
}

rule is(const std::string& field, lead::value value) {
    return one(field, operation::is, {std::move(value)});
}

rule between(const std::string& field, lead::value from, lead::value to) {
    return one(field, operation::between, {std::move(from), std::move(to)});
}

rule at_least(const std::string& field, lead::value bound) {
    return one(field, operation::at_least, {std::move(bound)});
}

rule at_most(const std::string& field, lead::value bound) {
    return one(field, operation::at_most, {std::move(bound)});
}

rule matches(const std::string& field, const std::string& pattern) {
    return one(field, operation::matches, {pattern});
}

rule starts_with(const std::string& field, operands prefixes) {
    return one(field, operation::starts_with, std::move(prefixes));
}

rule present(const std::string& field, bool wanted) {
    test what;
    what.field = number_of(field);
    what.op = operation::present;
    what.wanted = wanted;
    return with_text(what);
}

rule from_file(rule list, const std::string& path) {
    std::get<test>(list.what).list_file = path;
    return with_text(list.what);
}

rule all(std::vector<rule> rules) {
    return with_text(all_of{std::move(rules)});
}

rule any(std::vector<rule> rules) {
    return with_text(any_of{std::move(rules)});
}

rule negated(rule inner) {
    return with_text(negation{std::make_shared<const rule>(std::move(inner))});
}

lead::values lead_with(const std::map<std::string, lead::value>& values) {
    lead::values made(insurance().size());
    for (const auto& [name, value] : values) made[number_of(name)] = value;
    return made;
}

lead::value text(const char* value) {
    return std::string(value);
}

lead::value number(std::int64_t value) {
    return value;
}

lead::value millionths(std::int64_t value) {
    return lead::decimal{value};
}

lead::value date(std::chrono::year_month_day value) {
    return std::chrono::sys_days(value);
}

std::string zip_code(int number) {
    const std::string digits = std::to_string(number);
    return std::string(5 - digits.size(), '0') + digits;
}

operands zip_codes(int first, int count) {
    operands zips;
    for (int number = first; number < first + count; ++number) zips.emplace_back(zip_code(number));
    return zips;
}

}  // namespace pointsman::filter
