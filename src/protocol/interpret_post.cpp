#include <pointsman/protocol/interpret.hpp>

#include "reply_document.hpp"
#include "reply_price.hpp"

#include <pointsman/base/result.hpp>
#include <pointsman/base/text.hpp>
#include <pointsman/lead/lead.hpp>

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace pointsman::protocol {

namespace {

bool accepts(const condition& what, const reply_document& answer) {
    return answer.holds(what) && (!what.statuses.empty() || answer.is_success());
}

// A refusal with status 400 or 422 is the rule; a server in trouble (5xx) has said nothing about
// the lead.
bool rejects(const condition& what, const reply_document& answer) {
    return answer.holds(what) &&
           (!what.statuses.empty() || answer.is_success() || answer.is_client_error());
}

// What a consumer's browser may be sent to: nothing but a clean http or https address.
std::string redirect_of(const post_reply_spec& spec, const reply_document& answer) {
    const auto text = spec.redirect ? answer.text_at(*spec.redirect) : std::nullopt;
    if (!text) return {};
    lead::field address;
    address.type = lead::field_type::url;
    address.max_length = max_redirect_bytes;
    const auto read = lead::read_value(address, nlohmann::json(*text));
    return read ? lead::to_text(*read) : std::string();
}

// A status alone may accept, with nothing in the body.
std::optional<base::money> named_price(const post_reply_spec& spec, const reply_document& answer) {
    if (!spec.price || answer.is_empty()) return std::nullopt;
    const auto price = price_at(*spec.price, answer);
    return price ? *price : unreadable_price;
}

accepted read_accept(const post_reply_spec& spec, const reply_document& answer) {
    const auto reference = spec.reference ? answer.text_at(*spec.reference) : std::nullopt;
    return accepted{.reference = cut(reference.value_or("")),
                    .redirect_url = redirect_of(spec, answer),
                    .price = named_price(spec, answer)};
}

refusal_class classify(const post_reply_spec& spec, std::string_view reason) {
    const std::string lower = base::to_lower(reason);
    for (const auto& [which, text] : spec.classes)
        if (!text.empty() && lower.contains(base::to_lower(text))) return which;
    return refusal_class::other;
}

rejected read_reject(const post_reply_spec& spec, const reply_document& answer) {
    std::string reason = answer.readable_at(spec.reason);
    const refusal_class why = classify(spec, reason);
    return {.reason = std::move(reason), .why = why};
}

post_answer read_other(const post_reply_spec& spec, const reply_document& answer) {
    // Words of acceptance under a status that denies them: the buyer may own the lead.
    if (answer.holds(spec.accepted_when))
        return not_understood{"says accepted, but with " + answer.status_text()};
    if (!answer.is_json())
        return not_understood{answer.status_text() + ", " + answer.json_problem()};
    if (spec.otherwise_rejected && (answer.is_success() || answer.is_client_error()))
        return read_reject(spec, answer);
    return not_understood{"neither accepted nor rejected, " + answer.status_text()};
}

}  // namespace

post_answer interpret_post(const post_reply_spec& spec, const reply& answer) {
    const reply_document document(answer);
    if (spec.unknown_when && document.holds(*spec.unknown_when))
        return not_understood{"says that it does not know, " + document.status_text()};
    const bool is_accept = accepts(spec.accepted_when, document);
    const bool is_reject = spec.rejected_when && rejects(*spec.rejected_when, document);
    if (is_accept && is_reject) return not_understood{"both accepted and rejected"};
    if (is_accept) return read_accept(spec, document);
    if (is_reject) return read_reject(spec, document);
    return read_other(spec, document);
}

}  // namespace pointsman::protocol
