#include "exchange.hpp"
#include "mapping.hpp"
#include "secrets.hpp"
#include "url.hpp"

#include <pointsman/base/text.hpp>
#include <pointsman/protocol/check.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace pointsman::yaml {

namespace {

using namespace std::chrono_literals;

constexpr std::array<choice<protocol::body_format>, 2> bodies{
    {{"json", protocol::body_format::json}, {"form", protocol::body_format::form}}};
constexpr time_range call_time{10ms, 60s};
constexpr time_range useful_time{1ms, 60s};
constexpr base::duration usual_post_time = 5s;

void read_url(const node& from, protocol::request_spec& into, draft& everything) {
    const std::optional<filled_text> url = read_text_or_secret(from, everything);
    if (!url || !url->known) return;
    if (const std::string_view wrong = url_problem(url->text); !wrong.empty())
        everything.problems.error(from.at, std::string(wrong));
    else
        into.url = url->text;
}

bool sounds_secret(const std::string& header) {
    const std::string name = base::to_lower(header);
    return std::ranges::any_of(
        std::array<std::string_view, 5>{"authorization", "key", "token", "secret", "password"},
        [&name](std::string_view word) { return name.contains(word); });
}

void read_header(const member& given, protocol::request_spec& into, draft& everything) {
    const std::optional<filled_text> value = read_text_with_secrets(given.value, everything);
    if (!value) return;
    if (sounds_secret(given.key.text) && !holds_secret(given.value))
        everything.problems.warning(
            given.value.at, "this looks like a secret; write ${env:NAME} or ${file:PATH} for it");
    const std::size_t known = protocol::header_problems(into).size();
    into.headers.emplace_back(given.key.text, value->text);
    const std::vector<std::string> problems = protocol::header_problems(into);  // in their order
    for (std::size_t i = known; i < problems.size(); ++i)
        everything.problems.error(given.key.at, problems[i]);
}

void read_body(const mapping& at, protocol::request_spec& into, report& problems) {
    const node* body = at.find("body");
    if (body != nullptr && (body->text == "xml" || body->text == "text"))
        problems.error(body->at,
                       fmt::format("\"{}\" is not implemented in this version", body->text));
    else
        at.optional("body", into.body, bodies);
}

}  // namespace

protocol::request_spec read_request(const node& request, const node* send,
                                    const exchange_context& about) {
    draft& into = about.into;
    const mapping at(request, {"url", "timeout", "min_time", "body", "headers"}, into.problems,
                     {"method", "auth", "query"});
    protocol::request_spec spec;
    if (about.phase == protocol::phase::post) spec.timeout = usual_post_time;
    if (const node* url = at.require("url")) read_url(*url, spec, into);
    at.optional("timeout", spec.timeout, call_time);
    at.optional("min_time", spec.min_time, useful_time);
    if (spec.min_time > spec.timeout)
        into.problems.error(at.at(),
                            "\"min_time\" is longer than \"timeout\": no call could be made");
    read_body(at, spec, into.problems);
    if (const node* headers = at.find("headers")) {
        for (const member& each : members_of(*headers, into.problems))
            read_header(each, spec, into);
    }
    if (send != nullptr) read_send(*send, spec, about);
    return spec;
}

}  // namespace pointsman::yaml
