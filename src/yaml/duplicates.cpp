#include "duplicates.hpp"

#include "mapping.hpp"

#include <pointsman/duplicate/keys.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>

namespace pointsman::yaml {

namespace {

using duplicate::action;
using duplicate::event;
using duplicate::match;
using duplicate::scope;

constexpr std::array<choice<match>, 2> matches{{{"all", match::all}, {"any", match::any}}};
constexpr std::array<choice<scope>, 6> scopes{{{"source", scope::source},
                                               {"seller", scope::seller},
                                               {"vertical", scope::vertical},
                                               {"global", scope::global},
                                               {"buyer", scope::buyer},
                                               {"buyer_group", scope::buyer_group}}};
constexpr std::array<choice<event>, 3> past_events{
    {{"seen", event::seen}, {"posted", event::posted}, {"sold", event::sold}}};
constexpr std::array<choice<action>, 3> actions{
    {{"reject", action::reject}, {"exclude_buyer", action::exclude_buyer}, {"flag", action::flag}}};

// Shorter ones end while their leads are still in flight; longer ones outlive what is kept.
constexpr time_range windows{std::chrono::minutes(1), std::chrono::days(400)};

class duplicate_rule_reader {
public:
    duplicate_rule_reader(plan::vertical_number number, const lead::catalogue& fields, draft& into)
        : number_(number), fields_(fields), into_(into), problems_(into.problems) {}

    std::optional<duplicate::rule> read_rule(const node& given) {
        const mapping at(given, {"key", "match", "scope", "event", "window", "action"}, problems_);
        duplicate::rule made;
        bool is_valid = read_key(at, made.key);
        is_valid = at.required("scope", made.within, scopes) && is_valid;
        is_valid = at.required("event", made.on, past_events) && is_valid;
        is_valid = at.required("window", made.window, windows) && is_valid;
        is_valid = at.required("action", made.then, actions) && is_valid;
        if (!is_valid || !makes_sense(at, made)) return std::nullopt;
        made.text = text_of(made);
        if (made.within == scope::buyer_group)
            into_.buyer_group_rules.push_back(at.find("scope")->at);
        return made;
    }

private:
    bool read_key(const mapping& at, duplicate::key_fields& into) {
        if (at.has("match") && !at.optional("match", into.by, matches)) return false;
        const node* given = at.require("key");
        if (given == nullptr) return false;
        bool is_valid = given->is_sequence();
        for (const node& item : items_of(*given, problems_)) {
            const auto field = read_field(item);
            is_valid = is_valid && field;
            if (!field) continue;
            if (std::ranges::find(into.fields, *field) != into.fields.end())
                problems_.error(item.at, "this field stands here twice");
            else
                into.fields.push_back(*field);
        }
        if (given->is_sequence() && (given->items.empty() || given->items.size() > max_key_fields))
            problems_.error(given->at, fmt::format("expected 1 to {} fields", max_key_fields));
        return is_valid && tells_people_apart(*given, into);
    }

    std::optional<lead::field_number> read_field(const node& item) {
        std::string name;
        if (!read(item, name, problems_)) return std::nullopt;
        const auto number = fields_.find(name);
        if (number) return number;
        std::vector<std::string> known;
        for (const lead::field& each : fields_.fields()) known.push_back(each.name);
        problems_.error(item.at,
                        fmt::format("there is no field \"{}\"; {}", name, not_among(name, known)));
        return std::nullopt;
    }

    // A ZIP code alone would make neighbours of one consumer.
    bool tells_people_apart(const node& given, const duplicate::key_fields& key) {
        bool has_doubtful = false;
        const auto can_identify = [&](lead::field_number number) {
            const bool is_doubtful = into_.doubtful_fields.contains({number_, number});
            has_doubtful = has_doubtful || is_doubtful;
            return is_doubtful || duplicate::can_identify(fields_.at(number).type);
        };
        const bool is_enough = key.by == match::any ? std::ranges::all_of(key.fields, can_identify)
                                                    : std::ranges::any_of(key.fields, can_identify);
        if (!is_enough && !key.fields.empty())
            problems_.error(given.at, key.by == match::any
                                          ? "with `match: any` each field must tell people apart "
                                            "by itself: phone, email, text, url or ip"
                                          : "these fields do not tell people apart; add a phone, "
                                            "email, text, url or ip");
        return is_enough && !has_doubtful;
    }

    bool makes_sense(const mapping& at, const duplicate::rule& made) {
        const bool is_about_buyers = duplicate::is_about_buyers(made.within);
        const bool excludes = made.then == action::exclude_buyer;
        if (is_about_buyers && !excludes)
            problems_.error(at.find("action")->at,
                            fmt::format("a rule of scope {} can only exclude_buyer",
                                        duplicate::to_text(made.within)));
        if (!is_about_buyers && excludes)
            problems_.error(at.find("action")->at,
                            "exclude_buyer is for the scopes buyer and buyer_group");
        if (is_about_buyers && made.on == event::seen)
            problems_.error(at.find("event")->at,
                            "a buyer has not seen a lead before it was posted or sold to it");
        return is_about_buyers == excludes && !(is_about_buyers && made.on == event::seen);
    }

    std::string text_of(const duplicate::rule& made) const {
        std::vector<std::string_view> names;
        for (const lead::field_number number : made.key.fields)
            names.push_back(fields_.at(number).name);
        const std::string_view joint = made.key.by == match::any ? " or " : " + ";
        return fmt::format("{}, {}, {}, {}", fmt::join(names, joint),
                           duplicate::to_text(made.within), duplicate::to_text(made.on),
                           to_text(made.window));
    }

    plan::vertical_number number_;
    const lead::catalogue& fields_;
    draft& into_;
    report& problems_;
};

bool is_same(const duplicate::rule& a, const duplicate::rule& b) {
    return a.key == b.key && a.within == b.within && a.on == b.on;
}

bool keeps_already(const plan::vertical& here, const duplicate::key_fields& key) {
    const auto has_key = [&key](const duplicate::rule& each) { return each.key == key; };
    return std::ranges::any_of(here.duplicates, has_key) ||
           std::ranges::find(here.also_keyed, key) != here.also_keyed.end();
}

void keep_for(const plan::vertical& other, plan::vertical& here) {
    for (const duplicate::rule& rule : other.duplicates) {
        if (!duplicate::spans_verticals(rule.within)) continue;
        const auto key = duplicate::translated(rule.key, other.fields, here.fields);
        if (key && !keeps_already(here, *key)) here.also_keyed.push_back(*key);
    }
}

void warn_without_groups(draft& into) {
    const auto has_group = [](const plan::buyer& each) { return !each.group.empty(); };
    if (std::ranges::any_of(into.plan->buyers, has_group)) return;
    for (const place& each : into.buyer_group_rules)
        into.problems.warning(each, "no buyer has a `group`, so this rule excludes nobody");
}

}  // namespace

std::vector<duplicate::rule> read_duplicates(const node& given, plan::vertical_number number,
                                             const lead::catalogue& fields, draft& into) {
    duplicate_rule_reader reader(number, fields, into);
    std::vector<duplicate::rule> rules;
    if (given.items.size() > max_duplicate_rules) {
        into.problems.error(given.at, fmt::format("more than {} rules", max_duplicate_rules));
        return rules;
    }
    for (const node& item : items_of(given, into.problems)) {
        auto made = reader.read_rule(item);
        if (!made) continue;
        const auto same = [&made](const duplicate::rule& each) { return is_same(each, *made); };
        if (std::ranges::any_of(rules, same))
            into.problems.error(item.at, "a second rule with this key, scope and event");
        else
            rules.push_back(*std::move(made));
    }
    return rules;
}

void finish_duplicates(draft& into) {
    warn_without_groups(into);
    std::vector<plan::vertical>& verticals = into.plan->verticals;
    for (plan::vertical& here : verticals) {
        for (const plan::vertical& other : verticals)
            if (&other != &here) keep_for(other, here);
    }
}

}  // namespace pointsman::yaml
