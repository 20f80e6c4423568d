#include "body.hpp"

#include <pointsman/base/text.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <string_view>
#include <utility>

namespace pointsman::protocol {

namespace {

// A tree of finished tokens rather than of nlohmann values: a decimal number keeps its digits,
// which a double might not.
struct node {
    std::string name;
    std::string token;  // empty: an object of `members`
    std::vector<node> members;
};

node* find_member(node& object, std::string_view name) {
    const auto found = std::ranges::find(object.members, name, &node::name);
    return found == object.members.end() ? nullptr : &*found;
}

void insert(node& root, const pair& item) {
    const auto parts = base::split(item.name, '.');
    node* at = &root;
    for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
        node* inner = find_member(*at, parts[i]);
        if (!inner) inner = &at->members.emplace_back(std::string(parts[i]));
        if (!inner->token.empty()) return;
        at = inner;
    }
    if (find_member(*at, parts.back())) return;
    at->members.emplace_back(std::string(parts.back()),
                             item.is_token ? item.value : quoted(item.value));
}

void write(const node& object, std::string& out) {
    out += '{';
    for (const node& member : object.members) {
        if (&member != &object.members.front()) out += ',';
        out += quoted(member.name);
        out += ':';
        if (member.token.empty())
            write(member, out);
        else
            out += member.token;
    }
    out += '}';
}

}  // namespace

std::string quoted(const std::string& text) {
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string json_body(const std::vector<pair>& pairs) {
    node root;
    for (const pair& item : pairs) insert(root, item);
    std::string out;
    write(root, out);
    return out;
}

std::string form_body(const std::vector<pair>& pairs) {
    std::string out;
    for (const pair& item : pairs) {
        if (!out.empty()) out += '&';
        out += base::percent_encode(item.name);
        out += '=';
        out += base::percent_encode(item.value);
    }
    return out;
}

}  // namespace pointsman::protocol
