#include <pointsman/engine/settlement.hpp>

#include "lead_file.hpp"

#include <pointsman/base/text.hpp>
#include <pointsman/intake/answer.hpp>
#include <pointsman/journal/reason.hpp>
#include <pointsman/ledger/final_price.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <limits>

namespace pointsman::engine {
namespace {

using journal::settled_as;

intake::answer answer_to(const unknown_post& post, const settlement& how) {
    intake::answer answer;
    answer.id = post.posting.id;
    answer.currency = post.posting.currency;
    if (how.how == settled_as::sold) {
        answer.status = intake::status::sold;
        answer.payout = sold_money(post, how).value().payout;
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
    const ledger::split money = sold_money(post, how).value();
    record.sale = {0, posting.order, posting.buyer, how.reference, money};
    record.entries = ledger::sale_entries(posting.buyer, post.seller, money);
}

}  // namespace

std::string_view to_text(settled_by who) {
    switch (who) {
        case settled_by::late_reply: return "the buyer's late reply";
        case settled_by::webhook: return "the buyer's webhook";
        case settled_by::status: return "the buyer's status";
        case settled_by::repost: return "the buyer's answer to a re-post";
        case settled_by::operator_decision: return "an operator";
        case settled_by::contract: return "the contract's settle_after";
    }
    return {};
}

std::string_view name_of(settled_by who) {
    switch (who) {
        case settled_by::late_reply: return "late_reply";
        case settled_by::webhook: return "webhook";
        case settled_by::status: return "status";
        case settled_by::repost: return "repost";
        case settled_by::operator_decision:
        case settled_by::contract: break;
    }
    return {};
}

std::optional<settlement> settlement_by(settled_by who, const protocol::post_answer& answer) {
    settlement how;
    how.by = who;
    if (const auto* accepted = std::get_if<protocol::accepted>(&answer)) {
        how.how = settled_as::sold;
        how.reference = accepted->reference;
        how.redirect_url = accepted->redirect_url;
        how.price = accepted->price;
        return how;
    }
    const auto* rejected = std::get_if<protocol::rejected>(&answer);
    if (rejected == nullptr) return std::nullopt;
    how.note = rejected->reason;
    return how;
}

base::result<ledger::split, std::string> sold_money(const unknown_post& post,
                                                    const settlement& how) {
    const journal::posting& posting = post.posting;
    const ledger::split offered{posting.price, posting.payout, posting.price - posting.payout};
    const auto named = how.price ? how.price : post.refused_price;
    if (!named || *named >= offered.price) return offered;
    const std::string accept = "accepted at " + base::to_text(*named) + ", ";
    if (!posting.limits)
        return base::failure(accept + "but the terms of the posting are not known");
    const auto money = ledger::final_price(offered, named, *posting.limits);
    if (!money) return base::failure(accept + std::string(describe(money.error())));
    return *money;
}

bool says_otherwise(const settlement& said, const journal::posting& post, settled_as how,
                    const std::optional<base::money>& sold_at) {
    if (said.how != how) return true;
    // A buyer never pays more than it was offered the lead for.
    return how == settled_as::sold && said.price && sold_at &&
           std::min(*said.price, post.price) != *sold_at;
}

journal::untaken_accept make_untaken_accept(const unknown_post& post, const settlement& said,
                                            base::wall_time now) {
    journal::untaken_accept record;
    record.id = post.posting.id;
    record.walk = post.posting.walk;
    record.order = post.posting.order;
    record.attempt = post.posting.attempt;
    record.buyer = post.posting.buyer;
    record.at = now;
    record.price = said.price.value();
    record.came_by = name_of(said.by);
    return record;
}

std::string offer_id_of(const journal::posting& posting) {
    return offer_id(posting.id, posting.order, protocol::phase::post, posting.attempt);
}

std::optional<named_post> parse_offer_id(std::string_view text) {
    constexpr std::size_t uuid_bytes = 36;
    constexpr std::string_view phase = ".post.";
    const std::size_t end = text.rfind(phase);
    if (end == text.npos || end <= uuid_bytes + 1 || text[uuid_bytes] != '.') return std::nullopt;
    const auto lead = base::parse_uuid(text.substr(0, uuid_bytes));
    const auto attempt = base::parse_integer(text.substr(end + phase.size()));
    if (!lead || !attempt || *attempt < 0 || *attempt > std::numeric_limits<std::int32_t>::max())
        return std::nullopt;
    const std::string_view order = text.substr(uuid_bytes + 1, end - uuid_bytes - 1);
    if (!std::ranges::all_of(order, [](char c) { return c > ' ' && c <= '~'; }))
        return std::nullopt;
    return named_post{base::lead_id{*lead}, std::string(order),
                      static_cast<std::int32_t>(*attempt)};
}

protocol::offer offer_about(const unknown_post& post) {
    protocol::offer about;
    about.lead_id = to_text(post.posting.id);
    about.offer_id = offer_id_of(post.posting);
    about.order = post.posting.order;
    about.seller = post.seller;
    about.source = post.source;
    about.price = base::to_text(post.posting.price);
    about.test = post.test;
    about.received_at = base::to_rfc3339(post.arrived);
    about.captured = post.captured;
    return about;
}

base::bytes seal_captured(const base::secret_key& key,
                          const std::map<std::string, std::string>& captured) {
    if (captured.empty()) return {};
    return base::seal(key, nlohmann::json(captured).dump(-1, ' ', false,
                                                         nlohmann::json::error_handler_t::replace));
}

std::map<std::string, std::string> unseal_captured(const std::optional<base::secret_key>& key,
                                                   const base::bytes& sealed) {
    const auto text = key && !sealed.empty() ? base::unseal(*key, sealed) : std::nullopt;
    if (!text) return {};
    return nlohmann::json::parse(*text).get<std::map<std::string, std::string>>();
}

std::string plain_reference(std::string text) {
    constexpr std::size_t max_bytes = 128;
    constexpr std::string_view allowed =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-";
    const bool is_id =
        text.size() <= max_bytes && text.find_first_not_of(allowed) == std::string::npos;
    return is_id ? std::move(text) : std::string();
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
