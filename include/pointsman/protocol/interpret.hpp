#pragma once

#include <pointsman/base/money.hpp>
#include <pointsman/base/strict_json.hpp>
#include <pointsman/base/time.hpp>
#include <pointsman/protocol/spec.hpp>

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <variant>

namespace pointsman::protocol {

// A buyer's reply as it came: hostile until interpreted.
struct reply {
    int status = 0;
    std::string body;
};

// What one reply may cost to parse.
inline constexpr base::json_limits reply_json_limits{
    .depth = 32, .members = 2048, .string_bytes = 8192};

// The longest text kept from a reply. A longer reason or reference is cut between two characters; a
// longer capture makes the ping a bad_reply, because it would be sent back.
inline constexpr std::size_t max_reply_text_bytes = 1024;

// A redirect is useless when cut: a longer one is dropped.
inline constexpr std::size_t max_redirect_bytes = 4096;

// No lead is worth more: a higher bid is a mistake of the buyer's and a bad_reply.
inline constexpr base::money max_bid_price = base::money::from_micros(999'999'999'999);

// A longer life of a bid is shortened to this.
inline constexpr std::chrono::seconds max_bid_life = std::chrono::days(30);

struct bid {
    base::money price;
    std::optional<base::duration> expires_after;
    std::map<std::string, std::string> captured;
};

struct declined {
    std::string reason;
};

// The buyer said that it failed, or answered a status other than 2xx that no matching condition
// names.
struct ping_failed {
    std::string what;
};

// Not understood: not JSON although a condition looks into it, a bid and a decline at once, a bid
// without a price that money's grammar takes (a JSON number or text: 12, 12.50, " 12.50 "; no sign,
// exponent, currency or comma), ...
struct bad_reply {
    std::string what;
};

using ping_answer = std::variant<bid, declined, ping_failed, bad_reply>;

// error_when first, whatever the status; then bid_when and declined_when, which need a status of
// 2xx unless they name their own. A price of zero is a decline. Pure; never throws.
ping_answer interpret_ping(const ping_reply_spec& spec, const reply& answer);

// Named in place of a price that is there and is no amount. Nobody pays nothing, so it cannot be
// taken for a price.
inline constexpr base::money unreadable_price{};

struct accepted {
    std::string reference;
    std::string redirect_url;  // empty unless http or https
    // What the buyer says that it pays; nothing where the rules name no price or the reply holds
    // none; unreadable_price where it cannot be read as a bid's is, zero among them. The accept
    // stands all the same: the buyer has not been silent and may own the lead.
    std::optional<base::money> price = {};
};

struct rejected {
    std::string reason;
    refusal_class why = refusal_class::other;
};

// The buyer may own the lead. Never to be taken for a reject.
struct not_understood {
    std::string what;
};

using post_answer = std::variant<accepted, rejected, not_understood>;

// An accept only by accepted_when, a reject only by rejected_when or `otherwise: rejected`;
// everything else is not understood, also what matches both. Unless a condition names its statuses,
// an accept needs 2xx and a reject 2xx or 4xx; `otherwise` needs 2xx or 4xx and a JSON body that
// accepted_when does not match. Pure; never throws.
post_answer interpret_post(const post_reply_spec& spec, const reply& answer);

}  // namespace pointsman::protocol
