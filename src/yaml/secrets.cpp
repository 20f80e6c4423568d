#include "secrets.hpp"

#include "mapping.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace pointsman::yaml {

namespace {

constexpr std::string_view opening = "${";
constexpr std::size_t short_key_bytes = 16;

bool is_reference(std::string_view name) {
    const bool has_kind = name.starts_with("env:") || name.starts_with("file:");
    return has_kind && !name.ends_with(':') && name.find("${") == std::string_view::npos;
}

// Looks one secret up; an unset one is reported as the purpose demands.
filled_text look_up(const node& from, const std::string& name, draft& into) {
    if (into.why == purpose::stored) return {"", false};
    const std::optional<secret> found = into.secrets(name);
    if (found && !found->value.empty()) {
        if (!found->warning.empty())
            into.problems.warning(from.at, fmt::format("{} {}", name, found->warning));
        return {found->value, true};
    }
    const std::string what = fmt::format("{} is {}", name, found ? "empty" : "not set");
    if (into.why == purpose::serve)
        into.problems.error(from.at, what);
    else
        into.problems.warning(from.at, what);
    return {"", false};
}

bool is_one_reference(std::string_view text) {
    return text.starts_with(opening) && text.find('}') == text.size() - 1;
}

}  // namespace

bool holds_secret(const node& from) {
    return from.is_scalar() && from.text.find(opening) != std::string::npos;
}

std::optional<filled_text> read_text_with_secrets(const node& from, draft& into) {
    if (!from.is_scalar()) {
        into.problems.error(from.at, "expected a text");
        return std::nullopt;
    }
    filled_text filled;
    std::string_view rest = from.text;
    for (std::size_t start = rest.find(opening); start != std::string_view::npos;
         start = rest.find(opening)) {
        const std::size_t end = rest.find('}', start);
        const std::string name(rest.substr(start + opening.size(), end - start - opening.size()));
        if (end == std::string_view::npos || !is_reference(name)) {
            into.problems.error(from.at, "expected ${env:NAME} or ${file:PATH}");
            return std::nullopt;
        }
        const filled_text found = look_up(from, name, into);
        filled.known = filled.known && found.known;
        filled.text.append(rest.substr(0, start)).append(found.text);
        rest.remove_prefix(end + 1);
    }
    filled.text.append(rest);
    if (!filled.known) filled.text.clear();
    return filled;
}

std::optional<filled_text> read_secret(const node& from, draft& into) {
    if (from.is_scalar() && is_one_reference(from.text)) return read_text_with_secrets(from, into);
    into.problems.error(from.at,
                        "a secret must not stand in the file; write ${env:NAME} or ${file:PATH}");
    return std::nullopt;
}

std::optional<filled_text> read_text_or_secret(const node& from, draft& into) {
    if (holds_secret(from)) {
        if (is_one_reference(from.text)) return read_text_with_secrets(from, into);
        into.problems.error(from.at, "here ${...} must be the whole value");
        return std::nullopt;
    }
    std::string text;
    if (!read(from, text, into.problems)) return std::nullopt;
    return filled_text{std::move(text), true};
}

void read_keys(const node& list, std::vector<base::digest>& into, draft& everything) {
    const std::vector<node>& items = items_of(list, everything.problems);
    if (list.is_sequence() && items.empty())
        everything.problems.error(list.at, "expected at least one key");
    for (const node& item : items) {
        const std::optional<filled_text> key = read_secret(item, everything);
        if (!key || !key->known) continue;
        if (key->text.size() < short_key_bytes)
            everything.problems.warning(
                item.at, fmt::format("this key is shorter than {} bytes and might be guessed",
                                     short_key_bytes));
        const base::digest digest = base::sha256(key->text);
        const auto [taken, is_new] = everything.known_keys.try_emplace(digest, item.at);
        if (is_new)
            into.push_back(digest);
        else
            everything.problems.error(item.at,
                                      "this key is given already, at " + to_text(taken->second));
    }
}

}  // namespace pointsman::yaml
