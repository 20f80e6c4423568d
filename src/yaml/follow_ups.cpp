#include "follow_ups.hpp"

#include <chrono>
#include <utility>

namespace pointsman::yaml {

namespace {

using namespace std::chrono_literals;

constexpr time_range first_wait{0s, 24h};
constexpr time_range wait_between{1s, 24h};
constexpr whole_range call_count{1, 1000};

void read_times(const mapping& at, std::int32_t& into) {
    std::int64_t times = into;
    if (at.optional("times", times, call_count)) into = static_cast<std::int32_t>(times);
}

void read_void_notice(const node& given, const exchange_context& about, plan::connection& into) {
    const mapping at(given, {"request", "send"}, about.into.problems);
    plan::void_notice notice;
    const node* send = at.require("send");
    if (const node* request = at.require("request"))
        notice.request = read_request(*request, send, about);
    into.void_notice = std::move(notice);
}

void read_status(const node& given, const exchange_context& about, plan::connection& into) {
    report& problems = about.into.problems;
    const mapping at(given, {"request", "send", "reply", "after", "every", "times"}, problems);
    plan::status_query status;
    const node* send = at.require("send");
    if (const node* request = at.require("request"))
        status.request = read_request(*request, send, about);
    if (const node* reply = at.require("reply")) status.reply = read_status_reply(*reply, problems);
    at.optional("after", status.after, first_wait);
    at.optional("every", status.every, wait_between);
    read_times(at, status.times);
    into.status = std::move(status);
}

void read_repost(const node& given, report& problems, plan::connection& into) {
    const mapping at(given, {"after", "times"}, problems);
    plan::repost_terms repost;
    at.optional("after", repost.after, wait_between);
    read_times(at, repost.times);
    into.repost = repost;
}

// What is declared must be able to happen.
void check_silence(const mapping& at, const plan::connection& via, report& problems) {
    const bool holds = via.no_answer == plan::silence::hold;
    for (const char* key : {"status", "repost"})
        if (const node* given = at.find(key); given != nullptr && !holds)
            problems.error(given->at, "there is nothing to settle under no_answer: reject");
    if (const node* given = at.find("void_notice"); given != nullptr && holds)
        problems.error(given->at, "no accept is ever void under no_answer: hold");
    if (!holds && !via.void_notice)
        problems.warning(at.at(),
                         "under no_answer: reject a late accept is void, but without a "
                         "\"void_notice\" the buyer is not told");
}

}  // namespace

void read_follow_ups(const mapping& at, exchange_context about, bool is_silence_known,
                     plan::connection& into) {
    about.without_lead = true;
    if (const node* notice = at.find("void_notice")) read_void_notice(*notice, about, into);
    if (const node* status = at.find("status")) read_status(*status, about, into);
    if (const node* repost = at.find("repost")) read_repost(*repost, about.into.problems, into);
    if (is_silence_known) check_silence(at, into, about.into.problems);
}

}  // namespace pointsman::yaml
