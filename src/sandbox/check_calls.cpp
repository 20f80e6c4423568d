#include <pointsman/sandbox/verification.hpp>

#include <fmt/format.h>

namespace pointsman::sandbox {
namespace {

using calls_seen = std::map<call_key, const buyer_request*>;

std::string name_of(const call_key& call) {
    return fmt::format("{} {} {} of", call.order, call.is_post ? "post" : "ping", call.attempt);
}

void add(std::vector<disagreement>& found, const call_key& call, const std::string& what) {
    found.push_back({"calls", call.lead_id, fmt::format("the {} it {}", name_of(call), what)});
}

calls_seen seen_calls(const evidence& all, std::vector<disagreement>& found) {
    calls_seen seen;
    for (const buyer_request& request : all.buyers) {
        const call_key key{request.lead_id, request.order, request.is_post, request.attempt};
        if (!seen.emplace(key, &request).second) add(found, key, "reached the buyer twice");
    }
    return seen;
}

// An answer came back, so the buyer must have been asked.
bool was_answered(const stored_attempt& attempt) {
    if (attempt.http_status != 0) return true;
    return attempt.result != "unsent" && attempt.result != "timeout" && attempt.result != "error" &&
           attempt.result != "unknown";
}

void check_seen(const call_key& call, const evidence& all, std::vector<disagreement>& found) {
    const auto lead = all.database.leads.find(call.lead_id);
    if (lead == all.database.leads.end())
        return add(found, call, "reached the buyer, and no such lead is stored");
    if (call.is_post && !all.database.postings.contains(call))
        add(found, call, "reached the buyer without a stored posting");
    const auto attempt = all.database.attempts.find(call);
    // Attempts are written with the outcome, so an open lead has none yet.
    if (attempt == all.database.attempts.end()) {
        if (!lead->second.status.empty())
            add(found, call, "reached the buyer and is not on record");
    } else if (attempt->second.result == "unsent") {
        add(found, call, "reached the buyer and is on record as unsent");
    }
}

void check_price(const call_key& call, const stored_attempt& attempt, const calls_seen& seen,
                 std::vector<disagreement>& found) {
    if (attempt.result != "bid" || !attempt.price) return;
    const auto request = seen.find(call);
    if (request != seen.end() && request->second->price != *attempt.price)
        add(found, call,
            fmt::format("is on record with a bid of {}, the buyer bid {}",
                        base::to_text(*attempt.price), base::to_text(request->second->price)));
}

}  // namespace

std::vector<disagreement> check_calls(const evidence& all) {
    std::vector<disagreement> found;
    const calls_seen seen = seen_calls(all, found);
    for (const auto& [call, request] : seen) check_seen(call, all, found);
    for (const auto& [call, attempt] : all.database.attempts) {
        if (was_answered(attempt) && !seen.contains(call))
            add(found, call,
                fmt::format("is on record as {}, and the buyer never saw it", attempt.result));
        if (call.is_post && !all.database.postings.contains(call))
            add(found, call, "has no stored posting");
        check_price(call, attempt, seen, found);
    }
    return found;
}

}  // namespace pointsman::sandbox
