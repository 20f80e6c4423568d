#include "check.hpp"
#include "describe.hpp"

#include <pointsman/filter/matcher.hpp>

#include <algorithm>
#include <utility>

namespace pointsman::filter {
namespace {

// A field as a reason shows it.
struct shown_field {
    lead::field_number number = 0;
    std::string name;
    bool personal = false;

    std::string value_in(const lead::values& lead) const {
        const lead::value& value = lead[number];
        if (!lead::is_present(value)) return "(absent)";
        return personal ? "(personal)" : shortened(lead::to_text(value));
    }
};

struct ready_field_test {
    shown_field field;
    ready_test test;
};

}  // namespace

struct compiled_rule::node {
    enum class kind { all, any, negation };

    std::optional<ready_field_test> test;  // a leaf; without it, `how` combines `inner`
    kind how = kind::all;
    std::vector<node> inner;
    std::string text;

    static node make(const lead::catalogue& fields, const rule& filter);

    bool passes(const lead::values& lead) const;

    // The innermost rule that a lead which does not pass cannot meet.
    const node& culprit(const lead::values& lead) const;
    refusal refuse(const lead::values& lead) const;

private:
    void compile(const lead::catalogue& fields, const filter::test& what);
    void compile(const lead::catalogue& fields, const all_of& all);
    void compile(const lead::catalogue& fields, const any_of& any);
    void compile(const lead::catalogue& fields, const negation& negated);
    void compile_inner(const lead::catalogue& fields, const std::vector<rule>& rules);
    void collect_fields(std::vector<const shown_field*>& found) const;
};

compiled_rule::node compiled_rule::node::make(const lead::catalogue& fields, const rule& filter) {
    node made;
    made.text = text_of(fields, filter);
    std::visit([&](const auto& what) { made.compile(fields, what); }, filter.what);
    return made;
}

void compiled_rule::node::compile(const lead::catalogue& fields, const filter::test& what) {
    const lead::field& field = fields.at(what.field);
    test.emplace(shown_field{what.field, field.name, field.personal}, ready_test(field, what));
}

void compiled_rule::node::compile(const lead::catalogue& fields, const all_of& all) {
    how = kind::all;
    compile_inner(fields, all.rules);
}

void compiled_rule::node::compile(const lead::catalogue& fields, const any_of& any) {
    how = kind::any;
    compile_inner(fields, any.rules);
}

void compiled_rule::node::compile(const lead::catalogue& fields, const negation& negated) {
    how = kind::negation;
    inner.push_back(make(fields, *negated.inner));
}

void compiled_rule::node::compile_inner(const lead::catalogue& fields,
                                        const std::vector<rule>& rules) {
    inner.reserve(rules.size());
    for (const rule& each : rules) inner.push_back(make(fields, each));
}

bool compiled_rule::node::passes(const lead::values& lead) const {
    if (test) return test->test.passes(lead[test->field.number]);
    const auto lead_passes = [&lead](const node& each) { return each.passes(lead); };
    switch (how) {
        case kind::all: return std::ranges::all_of(inner, lead_passes);
        case kind::any: return std::ranges::any_of(inner, lead_passes);
        case kind::negation: return !inner.front().passes(lead);
    }
    std::unreachable();
}

const compiled_rule::node& compiled_rule::node::culprit(const lead::values& lead) const {
    if (test || how != kind::all) return *this;
    const auto failing =
        std::ranges::find_if_not(inner, [&lead](const node& each) { return each.passes(lead); });
    return failing->culprit(lead);
}

refusal compiled_rule::node::refuse(const lead::values& lead) const {
    std::vector<const shown_field*> looked_at;
    collect_fields(looked_at);
    refusal why{.rule = text, .field = {}, .value = {}};
    for (const shown_field* each : looked_at) {
        const char* const separator = why.field.empty() ? "" : ", ";
        why.field += separator + each->name;
        why.value += separator + each->value_in(lead);
    }
    return why;
}

// Each field once, the first max_described of them.
void compiled_rule::node::collect_fields(std::vector<const shown_field*>& found) const {
    const auto is_found = [&](const shown_field& field) {
        return std::ranges::find(found, field.number, &shown_field::number) != found.end();
    };
    if (test && found.size() < max_described && !is_found(test->field))
        found.push_back(&test->field);
    for (const node& each : inner) each.collect_fields(found);
}

compiled_rule::compiled_rule(const lead::catalogue& fields, const rule& filter)
    : root_(std::make_unique<const node>(node::make(fields, filter))) {}

compiled_rule::~compiled_rule() = default;
compiled_rule::compiled_rule(compiled_rule&&) noexcept = default;
compiled_rule& compiled_rule::operator=(compiled_rule&&) noexcept = default;

bool compiled_rule::passes(const lead::values& lead) const {
    return root_->passes(lead);
}

std::optional<refusal> compiled_rule::judge(const lead::values& lead) const {
    if (root_->passes(lead)) return std::nullopt;
    return root_->culprit(lead).refuse(lead);
}

}  // namespace pointsman::filter
