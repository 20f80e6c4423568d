#include "exchange.hpp"
#include "mapping.hpp"
#include "secrets.hpp"

#include <pointsman/base/text.hpp>
#include <pointsman/lead/lead.hpp>
#include <pointsman/protocol/check.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace pointsman::yaml {

namespace {

using protocol::phase;

constexpr std::string_view transforms_help =
    "expected one of lower, upper, digits, national, area_code, sha256, md5, domain, year, zip3, "
    "date:PATTERN (such as date:%m/%d/%Y)";
constexpr std::string_view facts_help =
    "expected one of lead_id, offer_id, order, seller, source, price, test, received_at";

const plan::vertical& vertical_of(const exchange_context& about) {
    return about.into.plan->verticals[*about.vertical];
}

bool is_doubtful(const exchange_context& about, lead::field_number field) {
    return about.into.doubtful_fields.contains({*about.vertical, field});
}

// False, and reported, when one of them does not exist.
bool read_transforms(const node& from, protocol::send_field& into, report& problems) {
    const std::size_t errors_before = problems.errors();
    for (const node* each : one_or_more(from, problems)) {
        std::string text;
        if (!read(*each, text, problems)) continue;
        if (const auto transform = protocol::parse_transform(text))
            into.with.push_back(*transform);
        else
            problems.error(each->at, std::string(transforms_help));
    }
    return problems.errors() == errors_before;
}

// The left side of a value map is a value of the field, in whatever form a seller might send it.
void read_value_map(const node& from, const lead::field& field, protocol::send_field& into,
                    report& problems) {
    for (const member& each : members_of(from, problems)) {
        const auto value = lead::read_value(field, each.key.text);
        std::string replacement;
        if (!value)
            problems.error(each.key.at,
                           fmt::format("a value of \"{}\" {}", field.name, value.error()));
        else if (read(each.value, replacement, problems))
            into.values.emplace_back(lead::to_text(*value), std::move(replacement));
    }
}

void check_privacy(const node& from, const lead::field& field, const protocol::send_field& item,
                   const exchange_context& about) {
    if (!field.personal || about.phase != phase::ping || about.personal_in_ping) return;
    const auto masks = [](const protocol::transform& each) {
        return protocol::masks_personal_data(each.kind);
    };
    if (std::ranges::any_of(item.with, masks)) return;
    about.into.problems.error(
        from.at,
        fmt::format("\"{}\" is personal and must not be in a ping as it is; add `with: "
                    "sha256` (or md5, area_code, domain, year), or `personal_in_ping: true` "
                    "to the connection",
                    field.name));
}

// Adds the item, and reports what goes wrong in the request only because of it.
void add(const node& from, protocol::send_item item, protocol::request_spec& into,
         const exchange_context& about) {
    static const lead::catalogue no_fields;
    const lead::catalogue& fields = about.vertical ? vertical_of(about).fields : no_fields;
    const std::vector<std::string> known = protocol::names_conflicts(into, fields);
    into.send.push_back(std::move(item));
    for (const std::string& conflict : protocol::names_conflicts(into, fields)) {
        if (std::ranges::find(known, conflict) == known.end())
            about.into.problems.error(from.at, conflict);
    }
}

void check_transforms(const node& from, const protocol::send_field& item,
                      const exchange_context& about) {
    protocol::request_spec alone;
    alone.send.emplace_back(item);
    for (std::string& each : protocol::transform_problems(alone, vertical_of(about).fields))
        about.into.problems.error(from.at, std::move(each));
}

// `name` and `whole` are the same node for an item that is just a field's name.
void read_send_field(const node& name, const node& whole, const exchange_context& about,
                     protocol::request_spec& into) {
    report& problems = about.into.problems;
    protocol::send_field item;
    item.as = name.text;
    const node* values = nullptr;
    if (whole.is_mapping()) {
        const mapping at(whole, {"field", "as", "values", "with"}, problems);
        at.optional("as", item.as);
        values = at.find("values");
        if (const node* with = at.find("with"); with && !read_transforms(*with, item, problems))
            return;
    }
    if (!about.vertical) return;
    const auto number = read_field_name(name, vertical_of(about), problems);
    if (!number) return;
    const lead::field& field = vertical_of(about).fields.at(*number);
    item.field = *number;
    if (!is_doubtful(about, *number)) {
        if (values != nullptr) read_value_map(*values, field, item, problems);
        check_transforms(whole, item, about);
    }
    check_privacy(whole, field, item, about);
    add(whole, std::move(item), into, about);
}

// A number or truth value without quotes is sent as such, anything else as a text.
void read_constant(const node& whole, const exchange_context& about, protocol::request_spec& into) {
    const mapping at(whole, {"constant", "as"}, about.into.problems);
    const node& given = *at.find("constant");
    protocol::send_constant item;
    const bool is_named = at.required("as", item.as);
    const bool is_plain = given.is_scalar() && !given.quoted;
    if (const auto number = plain_integer(given)) {
        item.constant = *number;
    } else if (is_plain && (given.text == "true" || given.text == "false")) {
        item.constant = given.text == "true";
    } else if (is_plain && base::parse_money(given.text)) {
        about.into.problems.error(given.at,
                                  "write a number with decimals in quotes; it is sent as text");
    } else if (const auto text = read_text_or_secret(given, about.into)) {
        item.constant = text->text;
    }
    if (is_named) add(whole, std::move(item), into, about);
}

void read_captured(const node& whole, const exchange_context& about, protocol::request_spec& into) {
    report& problems = about.into.problems;
    const mapping at(whole, {"captured", "as"}, problems);
    protocol::send_captured item;
    if (!at.required("captured", item.captured)) return;
    const place& where = at.find("captured")->at;
    if (about.phase == phase::ping)
        problems.error(where, "a ping comes before anything is captured");
    else if (std::ranges::find(about.captured, item.captured) == about.captured.end())
        problems.error(where, fmt::format("the ping's reply captures no \"{}\"; {}", item.captured,
                                          not_among(item.captured, about.captured)));
    item.as = item.captured;
    at.optional("as", item.as);
    add(whole, std::move(item), into, about);
}

void read_fact(const node& whole, const exchange_context& about, protocol::request_spec& into) {
    report& problems = about.into.problems;
    const mapping at(whole, {"fact", "as"}, problems);
    protocol::send_fact item;
    if (!at.required("fact", item.as)) return;
    const auto fact = protocol::parse_fact(item.as);
    if (!fact) {
        problems.error(at.find("fact")->at, std::string(facts_help));
        return;
    }
    item.fact = *fact;
    if (*fact == protocol::fact::price && about.phase == phase::ping)
        problems.error(at.find("fact")->at, "a ping has no price yet");
    at.optional("as", item.as);
    add(whole, std::move(item), into, about);
}

void read_item(const node& item, const exchange_context& about, protocol::request_spec& into) {
    report& problems = about.into.problems;
    const bool is_field = std::ranges::any_of(
        item.members, [](const member& each) { return each.key.text == "field"; });
    if (about.without_lead && (item.is_scalar() || is_field)) {
        problems.error(item.at,
                       "expected a fact, a captured text or a constant: no field of the "
                       "lead is sent here");
        return;
    }
    if (item.is_scalar()) {
        if (item.text == "all")
            add(item, protocol::send_all{}, into, about);
        else
            read_send_field(item, item, about, into);
        return;
    }
    const mapping at(item, {"field", "constant", "captured", "fact", "as", "values", "with"},
                     problems);
    const std::string_view kind = at.exactly_one_of({"field", "constant", "captured", "fact"});
    if (kind == "field") read_send_field(*at.find("field"), item, about, into);
    if (kind == "constant") read_constant(item, about, into);
    if (kind == "captured") read_captured(item, about, into);
    if (kind == "fact") read_fact(item, about, into);
}

}  // namespace

std::optional<lead::field_number> read_field_name(const node& from, const plan::vertical& vertical,
                                                  report& problems) {
    std::string name;
    // A vertical without fields is reported where it stands.
    if (!read(from, name, problems) || vertical.fields.size() == 0) return std::nullopt;
    if (const auto number = vertical.fields.find(name)) return number;
    std::vector<std::string> known;
    for (const lead::field& field : vertical.fields.fields()) known.push_back(field.name);
    problems.error(from.at, fmt::format("vertical \"{}\" has no field \"{}\"; {}", vertical.name,
                                        name, not_among(name, known)));
    return std::nullopt;
}

void read_send(const node& list, protocol::request_spec& into, const exchange_context& about) {
    const std::vector<node>& items = items_of(list, about.into.problems);
    for (const node& item : items) read_item(item, about, into);
    if (list.is_sequence() && items.empty())
        about.into.problems.error(list.at, "expected at least one item, such as `all`");
}

}  // namespace pointsman::yaml
