#include "exchange.hpp"
#include "mapping.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace pointsman::yaml {

namespace {

using pointer = nlohmann::json::json_pointer;

constexpr whole_range http_statuses{100, 599};
constexpr std::array<choice<bool>, 1> otherwise{{{"rejected", true}}};
constexpr std::array refusal_classes{
    protocol::refusal_class::duplicate, protocol::refusal_class::quality,
    protocol::refusal_class::cap, protocol::refusal_class::price, protocol::refusal_class::other};

// A JSON pointer (RFC 6901) below the document's root.
bool read(const node& from, pointer& into, report& problems) {
    std::string text;
    if (!yaml::read(from, text, problems)) return false;
    try {
        into = pointer(text);
        return true;
    } catch (const nlohmann::json::parse_error&) {
        problems.error(from.at, "expected a JSON pointer such as /result/price");
        return false;
    }
}

void read_pointer(const mapping& at, std::string_view key, std::optional<pointer>& into,
                  report& problems) {
    pointer path;
    if (const node* given = at.find(key); given != nullptr && read(*given, path, problems))
        into = std::move(path);
}

void read_texts(const node& from, std::vector<std::string>& into, report& problems) {
    for (const node* each : one_or_more(from, problems)) {
        std::string text;
        if (read(*each, text, problems)) into.push_back(std::move(text));
    }
    if (from.is_sequence() && from.items.empty())
        problems.error(from.at, "expected at least one value");
}

void read_statuses(const node& from, std::vector<int>& into, report& problems) {
    for (const node* each : one_or_more(from, problems)) {
        std::int64_t status = 0;
        if (read(*each, status, http_statuses, problems)) into.push_back(static_cast<int>(status));
    }
}

protocol::condition read_condition(const node& from, report& problems) {
    const mapping at(from, {"path", "is", "in", "present", "status"}, problems);
    protocol::condition condition;
    read_pointer(at, "path", condition.path, problems);
    if (at.has("is") && at.has("in")) problems.error(from.at, "expected only one of is, in");
    if (const node* is = at.find("is")) {
        if (std::string text; read(*is, text, problems)) condition.is_one_of = {std::move(text)};
    }
    if (const node* in = at.find("in")) read_texts(*in, condition.is_one_of, problems);
    at.optional("present", condition.present);
    if (const node* status = at.find("status"))
        read_statuses(*status, condition.statuses, problems);
    const bool looks_into_body = at.has("is") || at.has("in") || at.has("present");
    if (looks_into_body && !at.has("path"))
        problems.error(from.at, "\"path\" is missing here: where in the reply to look");
    if (at.has("path") && !looks_into_body)
        problems.error(from.at, "\"path\" needs is, in or present: what to look for");
    if (from.is_mapping() && from.members.empty())
        problems.error(from.at, "an empty condition never holds");
    return condition;
}

void read_condition(const mapping& at, std::string_view key,
                    std::optional<protocol::condition>& into, report& problems) {
    if (const node* given = at.find(key)) into = read_condition(*given, problems);
}

void read_format(const mapping& at, report& problems) {
    const node* format = at.find("format");
    if (format == nullptr || (format->is_scalar() && format->text == "json")) return;
    const bool is_later = format->text == "xml" || format->text == "text";
    problems.error(format->at,
                   is_later ? fmt::format("\"{}\" is not implemented in this version", format->text)
                            : "expected json");
}

void add_capture(std::string name, const node& from, protocol::ping_reply_spec& into,
                 report& problems) {
    protocol::capture capture;
    capture.name = std::move(name);
    if (read(from, capture.path, problems)) into.captures.push_back(std::move(capture));
}

void read_captures(const mapping& at, protocol::ping_reply_spec& into, report& problems) {
    if (const node* reference = at.find("reference"))
        add_capture("reference", *reference, into, problems);
    const node* others = at.find("captures");
    if (others == nullptr) return;
    for (const member& each : members_of(*others, problems)) {
        std::string name;
        if (!read(each.key, name, a_name, problems)) continue;
        if (name == "reference")
            problems.error(each.key.at, "write `reference:` beside `captures:`, not in it");
        else
            add_capture(std::move(name), each.value, into, problems);
    }
}

void read_classes(const node& from, protocol::post_reply_spec& into, report& problems) {
    std::vector<std::string> known;
    for (const auto each : refusal_classes) known.emplace_back(protocol::to_text(each));
    for (const member& each : members_of(from, problems)) {
        const auto chosen = read_choice(each.key, known, problems);
        std::vector<std::string> texts;
        read_texts(each.value, texts, problems);
        if (!chosen) continue;
        for (std::string& text : texts)
            into.classes.emplace_back(refusal_classes[*chosen], std::move(text));
    }
}

}  // namespace

protocol::ping_reply_spec read_ping_reply(const node& given, report& problems) {
    const mapping at(given,
                     {"format", "bid_when", "error_when", "declined_when", "price", "reference",
                      "captures", "reason", "expires_s"},
                     problems);
    protocol::ping_reply_spec reply;
    read_format(at, problems);
    if (const node* bid = at.require("bid_when")) reply.bid_when = read_condition(*bid, problems);
    read_condition(at, "error_when", reply.error_when, problems);
    read_condition(at, "declined_when", reply.declined_when, problems);
    if (const node* price = at.require("price")) read(*price, reply.price, problems);
    read_pointer(at, "expires_s", reply.expires_s, problems);
    read_pointer(at, "reason", reply.reason, problems);
    read_captures(at, reply, problems);
    return reply;
}

namespace {

// What is common to the answers to a post and to the question what became of it.
protocol::post_reply_spec read_outcome_reply(const mapping& at, const node& given,
                                             report& problems) {
    protocol::post_reply_spec reply;
    read_format(at, problems);
    if (const node* accepted = at.require("accepted_when"))
        reply.accepted_when = read_condition(*accepted, problems);
    read_condition(at, "rejected_when", reply.rejected_when, problems);
    at.optional("otherwise", reply.otherwise_rejected, otherwise);
    if (given.is_mapping() && !at.has("rejected_when") && !at.has("otherwise"))
        problems.warning(given.at,
                         "neither \"rejected_when\" nor \"otherwise\" is given: every "
                         "refusal will be taken for unknown and held");
    read_pointer(at, "reason", reply.reason, problems);
    read_pointer(at, "redirect", reply.redirect, problems);
    read_pointer(at, "reference", reply.reference, problems);
    read_pointer(at, "price", reply.price, problems);
    return reply;
}

}  // namespace

protocol::post_reply_spec read_post_reply(const node& given, report& problems) {
    const mapping at(given,
                     {"format", "accepted_when", "rejected_when", "otherwise", "reason", "redirect",
                      "reference", "price", "classes"},
                     problems, {"pending_when"});
    protocol::post_reply_spec reply = read_outcome_reply(at, given, problems);
    if (const node* classes = at.find("classes")) read_classes(*classes, reply, problems);
    return reply;
}

protocol::post_reply_spec read_status_reply(const node& given, report& problems) {
    const mapping at(given,
                     {"format", "accepted_when", "rejected_when", "unknown_when", "otherwise",
                      "reason", "redirect", "reference", "price"},
                     problems);
    protocol::post_reply_spec reply = read_outcome_reply(at, given, problems);
    read_condition(at, "unknown_when", reply.unknown_when, problems);
    return reply;
}

}  // namespace pointsman::yaml
