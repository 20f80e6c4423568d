#include "describe.hpp"

#include <algorithm>
#include <utility>

namespace pointsman::filter {
namespace {

// The first few of `items` as `show` writes them, and how many are left out.
template <class Item, class Show>
std::string listed(const std::vector<Item>& items, const std::string& separator, Show show) {
    const std::size_t shown = std::min(items.size(), max_described);
    std::string text;
    for (std::size_t i = 0; i < shown; ++i) {
        if (i > 0) text += separator;
        text += show(items[i]);
    }
    if (shown == items.size()) return text;
    return text + separator + "... " + std::to_string(items.size() - shown) + " more";
}

std::string plain(const lead::value& operand) {
    return shortened(lead::to_text(operand));
}

std::string quoted(const lead::value& operand) {
    return '"' + plain(operand) + '"';
}

std::string list_of(const test& what) {
    if (!what.list_file.empty()) return what.list_file;
    return '[' + listed(what.operands, ", ", plain) + ']';
}

std::string prefixes_of(const test& what) {
    if (what.operands.size() == 1) return quoted(what.operands.front());
    return '[' + listed(what.operands, ", ", quoted) + ']';
}

std::string comparison(const test& what) {
    const auto operand = [&what](std::size_t index) { return plain(what.operands.at(index)); };
    switch (what.op) {
        case operation::in: return "in " + list_of(what);
        case operation::not_in: return "not in " + list_of(what);
        case operation::is: return "is " + listed(what.operands, " or ", plain);
        case operation::between: return "between " + operand(0) + " and " + operand(1);
        case operation::at_least: return "at least " + operand(0);
        case operation::at_most: return "at most " + operand(0);
        case operation::matches: return "matches " + quoted(what.operands.at(0));
        case operation::starts_with: return "starts with " + prefixes_of(what);
        case operation::present: return what.wanted ? "is present" : "is absent";
    }
    std::unreachable();
}

struct describer {
    const lead::catalogue& fields;

    std::string operator()(const test& what) const {
        return fields.at(what.field).name + ' ' + comparison(what);
    }

    std::string operator()(const all_of& all) const { return "all of (" + rules(all.rules) + ')'; }

    std::string operator()(const any_of& any) const { return "any of (" + rules(any.rules) + ')'; }

    std::string operator()(const negation& negated) const {
        return "not (" + describe(fields, *negated.inner) + ')';
    }

    std::string rules(const std::vector<rule>& inner) const {
        return listed(inner, "; ", [this](const rule& each) { return describe(fields, each); });
    }
};

bool continues_character(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

}  // namespace

std::string shortened(std::string text) {
    if (text.size() <= max_described_bytes) return text;
    std::size_t end = max_described_bytes;
    while (end > 0 && continues_character(text[end])) --end;
    text.resize(end);
    return text + "...";
}

std::string describe(const lead::catalogue& fields, const rule& filter) {
    return std::visit(describer{fields}, filter.what);
}

std::string text_of(const lead::catalogue& fields, const rule& filter) {
    return filter.text.empty() ? describe(fields, filter) : filter.text;
}

}  // namespace pointsman::filter
