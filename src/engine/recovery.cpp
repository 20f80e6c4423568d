#include <pointsman/engine/recovery.hpp>

#include "lead_file.hpp"

#include <pointsman/base/planted.hpp>
#include <pointsman/intake/answer.hpp>
#include <pointsman/journal/reason.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace pointsman::engine {
namespace {

using journal::candidate_reason;
using nlohmann::json;

constexpr const char* ping_cut_off = "the server stopped: it may have been sent";
constexpr const char* post_refused = "refused, or the walk would not have gone on";
constexpr const char* post_cut_off = "the server stopped before it knew the answer";

// How the candidate of a post fared: only the last one can have an owner.
candidate_reason reason_of(const journal::posting& post, bool is_last) {
    if (!is_last) return candidate_reason::post_rejected;
    return post.holds ? candidate_reason::post_unknown : candidate_reason::post_rejected;
}

std::string detail_of(const journal::posting& post, bool is_last) {
    if (!is_last) return post_refused;
    return post.holds ? post_cut_off
                      : std::string(post_cut_off) + "; by contract that is a refusal";
}

void add_ping(const interrupted_lead& lead, const json& asked, journal::outcome& record) {
    journal::attempt ping;
    ping.order = asked.at("order");
    ping.buyer = asked.at("buyer");
    ping.started_at = lead.at;
    ping.result = "interrupted";
    ping.detail = ping_cut_off;
    record.attempts.push_back(std::move(ping));
}

void add_post(const journal::posting& made, bool is_last, journal::outcome& record) {
    journal::attempt post;
    post.order = made.order;
    post.buyer = made.buyer;
    post.is_post = true;
    post.number = made.attempt;
    post.started_at = made.at;
    post.result = "interrupted";
    post.detail = detail_of(made, is_last);
    post.price = made.price;
    record.attempts.push_back(std::move(post));
}

void add_candidates(const interrupted_lead& lead, const json& candidates,
                    journal::outcome& record) {
    for (const json& refused : candidates.at("refused"))
        record.candidates.push_back({refused.at("order"), refused.at("buyer"), refused.at("tier"),
                                     refused.at("reason"), refused.at("detail")});
    for (const json& asked : candidates.at("asked")) {
        const std::string order = asked.at("order");
        if (asked.at("pings").get<bool>()) add_ping(lead, asked, record);
        const auto post = std::ranges::find(lead.postings, order, &journal::posting::order);
        candidate_reason why = candidate_reason::stopped;
        std::string detail = "the server stopped";
        if (post != lead.postings.end()) {
            const bool is_last = &*post == &lead.postings.back();
            why = reason_of(*post, is_last);
            detail = detail_of(*post, is_last);
            add_post(*post, is_last, record);
        }
        record.candidates.push_back({order, asked.at("buyer"), asked.at("tier"),
                                     std::string(to_text(why)), std::move(detail)});
    }
}

}  // namespace

base::result<journal::outcome, std::string> recover(const interrupted_lead& lead,
                                                    const base::secret_key& master_key,
                                                    base::wall_time now) {
    journal::outcome record;
    try {
        add_candidates(lead, json::parse(lead.candidates_json), record);
    } catch (const json::exception& wrong) {
        return base::failure("its candidates cannot be read: " + std::string(wrong.what()));
    }
    const bool is_held = !planted(base::bug::restart_forgets_posts) && !lead.postings.empty() &&
                         lead.postings.back().holds;
    intake::answer answer;
    answer.id = lead.id;
    answer.currency = lead.currency;
    answer.status = is_held ? intake::status::pending : intake::status::unsold;
    if (!is_held) answer.reason = to_text(journal::lead_reason::interrupted);
    record.id = lead.id;
    record.walk = lead.postings.empty() ? 0 : lead.postings.back().walk;
    record.at = now;
    record.elapsed = now - lead.at;
    record.seller = lead.seller;
    record.vertical = lead.vertical;
    record.status = intake::to_text(answer.status);
    record.reason = answer.reason;
    record.currency = lead.currency;
    record.events_json = json::array({{record.elapsed.count(), "recovered"}}).dump();
    if (const auto key = base::unwrap_key(master_key, lead.wrapped_key))
        record.answer_sealed = base::seal(*key, intake::to_json(answer));
    return record;
}

}  // namespace pointsman::engine
