#include <pointsman/engine/settlement.hpp>

#include "lead_file.hpp"

#include <pointsman/intake/answer.hpp>
#include <pointsman/journal/reason.hpp>

#include <nlohmann/json.hpp>

namespace pointsman::engine {
namespace {

using journal::settled_as;

intake::answer answer_to(const unknown_post& post, const settlement& how) {
    intake::answer answer;
    answer.id = post.posting.id;
    answer.currency = post.posting.currency;
    if (how.how == settled_as::sold) {
        answer.status = intake::status::sold;
        answer.payout = post.posting.payout;
        answer.redirect_url = how.redirect_url;
        answer.buyer = post.posting.buyer;
    } else {
        answer.status = intake::status::unsold;
        answer.reason = to_text(journal::lead_reason::all_rejected);
    }
    return answer;
}

void add_sale(const unknown_post& post, const settlement& how, journal::outcome& record) {
    const journal::posting& posting = post.posting;
    const ledger::split money{posting.price, posting.payout, posting.price - posting.payout};
    record.sale = {0, posting.order, posting.buyer, how.reference, money};
    record.entries = ledger::sale_entries(posting.buyer, post.seller, money);
}

}  // namespace

std::string_view to_text(settled_by who) {
    switch (who) {
        case settled_by::late_reply: return "the buyer's late reply";
        case settled_by::webhook: return "the buyer's webhook";
        case settled_by::operator_decision: return "an operator";
        case settled_by::contract: return "the contract's settle_after";
    }
    return {};
}

std::string offer_id_of(const journal::posting& posting) {
    return offer_id(posting.id, posting.order, protocol::phase::post, posting.attempt);
}

journal::outcome settled_outcome(const unknown_post& post, const settlement& how,
                                 base::wall_time now) {
    const bool is_sold = how.how == settled_as::sold;
    const intake::answer answer = answer_to(post, how);
    journal::outcome record;
    record.id = post.posting.id;
    record.walk = post.posting.walk;
    record.at = now;
    record.elapsed = now - post.arrived;
    record.seller = post.seller;
    record.vertical = post.vertical;
    record.status = intake::to_text(answer.status);
    record.reason = answer.reason;
    record.currency = post.posting.currency;
    std::string detail = "settled by " + std::string(to_text(how.by));
    if (!how.note.empty()) detail += ": " + how.note;
    record.events_json =
        nlohmann::json::array({{record.elapsed.count(), "settled", post.posting.order, detail}})
            .dump();
    const auto reason =
        is_sold ? journal::candidate_reason::sold : journal::candidate_reason::post_rejected;
    record.candidates = {{post.posting.order, post.posting.buyer, post.posting.tier,
                          std::string(to_text(reason)), std::move(detail)}};
    if (is_sold) add_sale(post, how, record);
    if (post.key) record.answer_sealed = base::seal(*post.key, intake::to_json(answer));
    return record;
}

}  // namespace pointsman::engine
