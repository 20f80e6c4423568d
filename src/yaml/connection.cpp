#include "connection.hpp"

#include "exchange.hpp"
#include "follow_ups.hpp"
#include "mapping.hpp"

#include <fmt/format.h>

#include <cstddef>

namespace pointsman::yaml {

namespace {

using namespace std::chrono_literals;

constexpr time_range listening_time{0s, 5min};
constexpr time_range settling_time{1s, std::chrono::days(90)};
constexpr std::array<choice<journal::settled_as>, 2> settlements{
    {{"sold", journal::settled_as::sold}, {"rejected", journal::settled_as::rejected}}};
constexpr std::array<choice<plan::silence>, 2> silences{
    {{"hold", plan::silence::hold}, {"reject", plan::silence::reject}}};

// Gives back what the reply captures, for the post.
std::vector<std::string> read_ping(const node& given, const exchange_context& about,
                                   plan::connection& into) {
    report& problems = about.into.problems;
    const mapping at(given, {"request", "send", "reply"}, problems);
    plan::ping_exchange ping;
    const node* send = at.require("send");
    if (const node* request = at.require("request"))
        ping.request = read_request(*request, send, about);
    if (const node* reply = at.require("reply")) ping.reply = read_ping_reply(*reply, problems);
    std::vector<std::string> captured;
    for (const protocol::capture& each : ping.reply.captures) captured.push_back(each.name);
    into.ping = std::move(ping);
    return captured;
}

// How long silence lasts, and as what it ends: both or neither, and only where silence holds.
void read_settlement(const mapping& at, plan::connection& into, report& problems) {
    const node* after = at.find("settle_after");
    const node* as = at.find("settle_as");
    if (after == nullptr && as == nullptr) return;
    if (after == nullptr || as == nullptr) {
        problems.error((after != nullptr ? after : as)->at,
                       "settle_after and settle_as go together: when silence ends, and as what");
        return;
    }
    base::duration silence{};
    if (at.optional("settle_after", silence, settling_time)) into.settle_after = silence;
    at.optional("settle_as", into.settle_as, settlements);
    if (into.no_answer != plan::silence::hold)
        problems.error(after->at, "there is nothing to settle under no_answer: reject");
}

// Whether it is known now what silence means: not when a mistake stands where that would be said.
bool read_post(const node& given, const exchange_context& about, plan::connection& into) {
    report& problems = about.into.problems;
    const std::size_t errors_before = problems.errors();
    const mapping at(given, {"request", "send", "reply", "no_answer", "settle_after", "settle_as"},
                     problems);
    const bool has_known_keys = problems.errors() == errors_before;
    const node* send = at.require("send");
    if (const node* request = at.require("request"))
        into.post.request = read_request(*request, send, about);
    if (const node* reply = at.require("reply"))
        into.post.reply = read_post_reply(*reply, problems);
    const bool is_said = at.optional("no_answer", into.no_answer, silences);
    read_settlement(at, into, problems);
    return at.has("no_answer") ? is_said : has_known_keys;
}

plan::connection read_connection(const member& given, exchange_context about) {
    report& problems = about.into.problems;
    const mapping at(
        given.value,
        {"ping", "post", "late_reply", "personal_in_ping", "void_notice", "status", "repost"},
        problems, {"test"});
    plan::connection connection;
    connection.name = given.key.text;
    at.optional("late_reply", connection.late_reply, listening_time);
    if (at.optional("personal_in_ping", about.personal_in_ping) && about.personal_in_ping)
        problems.warning(at.find("personal_in_ping")->at,
                         "pings of this connection may carry personal data");
    if (const node* ping = at.find("ping")) about.captured = read_ping(*ping, about, connection);
    about.phase = protocol::phase::post;
    const node* post = at.require("post");
    const bool is_silence_known = post != nullptr && read_post(*post, about, connection);
    read_follow_ups(at, about, is_silence_known, connection);
    return connection;
}

}  // namespace

connection_shelf::connection_shelf(const node& connections, draft& into)
    : into_(into), given_(members_of(connections, into.problems)) {
    for (std::uint32_t number = 0; number < given_.size(); ++number) {
        const node& name = given_[number].key;
        std::string checked;
        read(name, checked, a_name, into.problems);
        names_.add(name, number, into.problems);
    }
}

std::shared_ptr<const plan::connection> connection_shelf::take(
    const node& via, std::optional<plan::vertical_number> vertical) {
    const auto number = names_.find(via, into_.problems);
    if (!number) return nullptr;
    named_.insert(*number);
    if (!vertical) return nullptr;
    auto& made = compiled_[{*number, *vertical}];
    if (made == nullptr)
        made = std::make_shared<const plan::connection>(read_connection(
            given_[*number], {.into = into_, .vertical = vertical, .captured = {}}));
    return made;
}

void connection_shelf::finish() {
    std::set<std::uint32_t> compiled;
    for (const auto& [used, connection] : compiled_) compiled.insert(used.first);
    for (std::uint32_t number = 0; number < given_.size(); ++number) {
        if (compiled.contains(number)) continue;
        const member& unused = given_[number];
        if (!named_.contains(number))
            into_.problems.warning(
                unused.key.at,
                fmt::format("no order goes through connection \"{}\"", unused.key.text));
        read_connection(unused, {.into = into_, .vertical = {}, .captured = {}});
    }
}

}  // namespace pointsman::yaml
