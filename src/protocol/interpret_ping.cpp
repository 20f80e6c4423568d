#include <pointsman/protocol/interpret.hpp>

#include "reply_document.hpp"
#include "reply_price.hpp"

#include <pointsman/base/text.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string_view>
#include <utility>

namespace pointsman::protocol {

namespace {

// A condition on the body alone does not make a bid of an error page.
bool matches(const condition& what, const reply_document& answer) {
    return answer.holds(what) && (!what.statuses.empty() || answer.is_success());
}

// Whole seconds; a fraction ("300.0") is left out. Nothing for what is no number.
std::optional<base::duration> parse_seconds(std::string_view text) {
    const auto parts = base::split(base::trimmed(text), '.');
    if (parts.size() > 2 || !std::ranges::all_of(parts, base::is_digits)) return std::nullopt;
    std::string_view digits = parts.front();
    digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size() - 1));
    const auto seconds = base::parse_integer(digits);
    // Digits that do not fit are a number all the same, only a very large one.
    if (!seconds || *seconds > max_bid_life.count()) return max_bid_life;
    return std::chrono::seconds(*seconds);
}

base::result<base::money, bad_reply> read_price(const ping_reply_spec& spec,
                                                const reply_document& answer) {
    const auto price = price_at(spec.price, answer);
    if (!price) return base::failure<bad_reply>({price.error()});
    if (!*price) return base::failure<bad_reply>({"a bid without a price"});
    return **price;
}

std::optional<bad_reply> read_captures(const ping_reply_spec& spec, const reply_document& answer,
                                       bid& offered) {
    for (const capture& wanted : spec.captures) {
        auto text = answer.text_at(wanted.path);
        if (!text) continue;
        // Sent back shortened it would name nothing, or something else.
        if (text->size() > max_reply_text_bytes)
            return bad_reply{"the text captured as \"" + wanted.name + "\" is too long"};
        offered.captured[wanted.name] = std::move(*text);
    }
    return std::nullopt;
}

ping_answer read_bid(const ping_reply_spec& spec, const reply_document& answer) {
    const auto price = read_price(spec, answer);
    if (!price) return price.error();
    if (*price == base::money()) return declined{answer.readable_at(spec.reason)};
    bid offered{.price = *price, .expires_after = {}, .captured = {}};
    if (const auto life = spec.expires_s ? answer.text_at(*spec.expires_s) : std::nullopt) {
        offered.expires_after = parse_seconds(*life);
        if (!offered.expires_after) return bad_reply{"the bid's life is not a number of seconds"};
    }
    if (auto wrong = read_captures(spec, answer, offered)) return std::move(*wrong);
    return offered;
}

ping_answer read_no_bid(const ping_reply_spec& spec, const reply_document& answer) {
    if (!answer.is_success()) return ping_failed{answer.status_text()};
    // A missing bid_when proves a decline only where the body could have held it.
    if (!answer.is_json() && spec.bid_when.path) return bad_reply{answer.json_problem()};
    if (spec.declined_when) return bad_reply{"neither a bid nor a decline"};
    return declined{answer.readable_at(spec.reason)};
}

}  // namespace

ping_answer interpret_ping(const ping_reply_spec& spec, const reply& answer) {
    const reply_document document(answer);
    if (spec.error_when && document.holds(*spec.error_when)) {
        std::string reason = document.readable_at(spec.reason);
        return ping_failed{reason.empty() ? "the buyer reports an error" : std::move(reason)};
    }
    const bool is_bid = matches(spec.bid_when, document);
    const bool is_decline = spec.declined_when && matches(*spec.declined_when, document);
    if (is_bid && is_decline) return bad_reply{"both a bid and a decline"};
    if (is_bid) return read_bid(spec, document);
    if (is_decline) return declined{document.readable_at(spec.reason)};
    return read_no_bid(spec, document);
}

}  // namespace pointsman::protocol
